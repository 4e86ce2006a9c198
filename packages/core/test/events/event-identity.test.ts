import fc from 'fast-check';
import { canonicalJson, eventIdOf } from '../../src/events/event-identity';
import type { JsonObject, JsonValue } from '../../src/index';

const idOf = (content: JsonObject, change: { type?: string; corpid?: string } = {}) =>
  eventIdOf({ type: 't', corpid: 'c', eventId: content.eventId, content, ...change });

const shuffled = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).reverse();
  return Object.fromEntries(entries.map(([name, item]) => [name, shuffled(item)]));
};

describe('the id of an event', () => {
  it('is DingTalk’s eventId when there is one', () => {
    expect(idOf({ eventId: 'abc-1' })).toBe('abc-1');
    expect(idOf({ eventId: 123 })).toBe('123');
  });

  it.each([[''], [' a'], ['a\n'], ['x'.repeat(201)], ['中'.repeat(67)], [1.5], [null], [{}], [['a']]])(
    'is a hash when eventId is %j',
    (eventId) => {
      expect(idOf({ eventId: eventId as JsonValue })).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('does not depend on the order of properties', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        const content = body as JsonObject;
        expect(canonicalJson(shuffled(content))).toBe(canonicalJson(content));
      }),
    );
  });

  it('differs for two changes of one user 53 ms apart, for another type and for another organisation', () => {
    const body = (TimeStamp: string) => ({ EventType: 'user_modify_org', UserId: ['u'], TimeStamp });
    const ids = [
      idOf(body('1623060875680')),
      idOf(body('1623060875733')),
      idOf(body('1623060875680'), { type: 'x' }),
      idOf(body('1623060875680'), { corpid: 'd' }),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: [1, { d: 2, c: [] }], a: {} })).toBe('{"a":{},"b":[1,{"c":[],"d":2}]}');
  });

  it('does not take half a character for an id: stores would make one of them all', () => {
    const ids = ['x\ud800', 'x\ud801', 'x\udc00'].map((eventId) =>
      eventIdOf({ type: 't', corpid: 'c', eventId, content: { eventId } }),
    );
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });
});
