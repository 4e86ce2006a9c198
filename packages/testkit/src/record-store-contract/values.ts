import assert from 'node:assert/strict';
import { type JsonObject, type JsonValue, StoreRejected } from '@dinghub/core';
import type { Runner } from '../runner';
import { record, type Subject } from './contract';

function nested(depth: number): JsonValue {
  let value: JsonValue = 'bottom';
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { deeper: value };
  return value;
}

const EMPTY_TEXTS: JsonObject = { a: '', b: ['', { c: '' }] };

/** A value comes back as it went in. */
export function values(runner: Runner, { store, fresh, emptyTexts }: Subject): void {
  const cases: Readonly<Record<string, JsonObject>> = {
    'every kind of JSON': { a: [1, 'x', null, true, false, {}, [], { b: [] }], c: {}, d: 'x', e: null },
    'an empty object': {},
    'numbers beyond 32 bits': { a: 48665689823, b: 2 ** 53 - 1, c: -(2 ** 53 - 1), d: 1763900000000 },
    'odd numbers': { a: 0.1, b: 1e300, c: 5e-324, d: -1.5, e: 1.7976931348623157e308, f: 123456.789 },
    'nesting 60 deep': { deep: nested(60) },
    ...(emptyTexts && { 'empty texts': EMPTY_TEXTS }),
    'odd texts': { a: '中文', b: '🎉', c: '\u0000\u001f', d: 'a\nb', e: ' ' },
    'odd names': { '': 1, 中文: 2, timestamp: 3, 'a.b': 4, $ref: 5, '#x': 6, pk: 7, value: 8, version: 9, 'a b': 10 },
    '300 KB': { big: 'x'.repeat(300_000) },
    '300 KB of Chinese': { big: '中'.repeat(100_000) },
  };
  for (const [title, value] of Object.entries(cases)) {
    runner.it(`keeps ${title}`, async () => {
      const p = fresh('p');
      await store().insert(record(p, 's', { value }));
      assert.deepEqual((await store().get({ partition: p, sort: 's' }))?.value, value);
      await store().replace({ ...record(p, 's', { value: { ...value, more: 1 } }), version: 1 });
      assert.deepEqual((await store().list(p, { limit: 1 })).items[0]?.value, { ...value, more: 1 });
    });
  }

  if (!emptyTexts) {
    runner.it('refuses empty texts, which its engine does not take, and keeps what was there', async () => {
      const p = fresh('p');
      await assert.rejects(store().insert(record(p, 's', { value: EMPTY_TEXTS })), StoreRejected);
      assert.equal(await store().get({ partition: p, sort: 's' }), undefined);
      await store().insert(record(p, 's', { value: { n: 1 } }));
      await assert.rejects(store().replace({ ...record(p, 's', { value: EMPTY_TEXTS }), version: 1 }), StoreRejected);
      assert.deepEqual((await store().get({ partition: p, sort: 's' }))?.value, { n: 1 });
    });
  }

  runner.it('keeps a property called __proto__ as a property', async () => {
    const p = fresh('p');
    const value = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as JsonObject;
    await store().insert(record(p, 's', { value }));
    const kept = await store().get({ partition: p, sort: 's' });
    assert.equal(
      JSON.stringify(Object.entries(kept?.value ?? {}).sort()),
      '[["__proto__",{"admin":true}],["constructor",1]]',
    );
    assert.equal(kept?.value.admin, undefined);
  });

  runner.it('gives out copies: changing one changes nothing stored', async () => {
    const p = fresh('p');
    const mine = { list: [1] };
    await store().insert(record(p, 's', { value: mine }));
    mine.list.push(2);
    const first = await store().get({ partition: p, sort: 's' });
    const theirs = first?.value.list;
    assert.ok(Array.isArray(theirs));
    theirs.push(3);
    assert.deepEqual((await store().get({ partition: p, sort: 's' }))?.value, { list: [1] });
  });
}
