import { compilePattern } from '../../src/dispatch/event-pattern';
import type { JsonObject } from '../../src/index';

const approval: JsonObject = {
  specversion: '1.0',
  id: 'e-1',
  source: 'dingtalk',
  type: 'bpms_instance_change',
  subject: 'approval/proc-7',
  time: '2026-11-23T08:00:00.123Z',
  app: 'default',
  data: {
    EventType: 'bpms_instance_change',
    title: '王小明提交的请假',
    result: 'agree',
    finished: true,
    remark: '',
    parent: null,
    createTime: 1_763_884_800_123,
    days: 1.5,
    ip: '10.20.0.7',
    staffIds: ['manager01', 'user02'],
    attachments: [],
    extra: {},
    form: { 'leave.type': '年假', reason: { text: 'Family' } },
  },
};

const matches = (pattern: JsonObject, event = approval) => compilePattern(pattern).matches(event);
const dataMatches = (data: JsonObject) => matches({ data });

describe('fields', () => {
  it('must all match, and of each list one value', () => {
    expect(matches({ source: ['aws.ec2', 'dingtalk'], type: ['bpms_instance_change'] })).toBe(true);
    expect(matches({ source: ['dingtalk'], type: ['user_add_org'] })).toBe(false);
  });

  it('are nothing to the pattern when it does not name them, and needed when it does', () => {
    expect(matches({ app: ['default'] })).toBe(true);
    expect(matches({ corpid: ['ding1'] })).toBe(false);
    expect(matches({ data: { form: { reason: { text: { deeper: ['Family'] } } } } })).toBe(false);
  });

  it('have names that are compared with their case', () => {
    expect(dataMatches({ Result: ['agree'] })).toBe(false);
  });

  it('are the same with a dot as with nesting, in the pattern and in the event', () => {
    expect(matches({ 'data.form.reason.text': ['Family'] })).toBe(true);
    expect(matches({ data: { 'form.reason': { text: ['Family'] } } })).toBe(true);
    expect(dataMatches({ form: { leave: { type: ['年假'] } } })).toBe(true);
    expect(matches({ 'data.form.leave.type': ['年假'] })).toBe(true);
    expect(matches({ 'data.form': { 'leave.type': { type: ['年假'] } } })).toBe(false);
  });

  it('count once: the later one of two with the same name', () => {
    expect(matches({ 'data.result': ['refuse'], data: { result: ['agree'] } })).toBe(true);
    expect(matches({ data: { result: ['agree'] }, 'data.result': ['refuse'] })).toBe(false);
  });

  it('with an empty name are fields', () => {
    expect(matches({ '': ['x'] }, { '': 'x' })).toBe(true);
    expect(matches({ a: { '': ['x'] } }, { a: { '': 'x' } })).toBe(true);
    expect(matches({ 'a.': ['x'] }, { a: { '': 'y' } })).toBe(false);
  });
});

describe('values', () => {
  it.each<[string, JsonObject, boolean]>([
    ['a text by all of its characters', { title: ['王小明提交的请假'] }, true],
    ['no text in another case', { result: ['Agree'] }, false],
    ['the empty text', { remark: [''] }, true],
    ['a number by its value', { days: [1.5] }, true],
    ['no number for its digits', { days: ['1.5'] }, false],
    ['a boolean', { finished: [true] }, true],
    ['no text that reads like a boolean', { finished: ['true'] }, false],
    ['null', { parent: [null] }, true],
    ['no empty text for null', { remark: [null] }, false],
    ['one element of an array', { staffIds: ['user02'] }, true],
    ['nothing in an empty array', { attachments: [null, ''] }, false],
    ['no JSON inside of a text', { form: { reason: { text: { a: [1] } } } }, false],
  ])('match %s', (_, data, expected) => {
    expect(dataMatches(data)).toBe(expected);
  });

  it('match in arrays of arrays', () => {
    expect(matches({ a: [3] }, { a: [1, [2, [3]]] })).toBe(true);
  });

  it('match whole numbers however they are written', () => {
    expect(matches(JSON.parse('{"n": [300, -0]}'), JSON.parse('{"n": 300.0}'))).toBe(true);
    expect(matches(JSON.parse('{"n": [3e2]}'), JSON.parse('{"n": 300}'))).toBe(true);
  });
});

describe('operators', () => {
  it.each<[string, JsonObject, boolean]>([
    ['prefix takes the beginning of a text', { title: [{ prefix: '王小明' }] }, true],
    ['prefix takes no other part', { title: [{ prefix: '请假' }] }, false],
    ['prefix takes every text when it is empty', { remark: [{ prefix: '' }] }, true],
    ['prefix takes no number', { days: [{ prefix: '1' }] }, false],
    ['prefix takes an element of an array', { staffIds: [{ prefix: 'user' }] }, true],
    ['prefix can ignore case', { result: [{ prefix: { 'equals-ignore-case': 'AG' } }] }, true],
    ['suffix takes the end of a text', { title: [{ suffix: '请假' }] }, true],
    ['suffix takes no other part', { result: [{ suffix: 'agre' }] }, false],
    ['suffix can ignore case', { result: [{ suffix: { 'equals-ignore-case': 'REE' } }] }, true],
    ['equals-ignore-case takes the whole text', { result: [{ 'equals-ignore-case': 'AGREE' }] }, true],
    ['equals-ignore-case takes no part', { result: [{ 'equals-ignore-case': 'AGR' }] }, false],
    ['equals-ignore-case takes the empty text', { remark: [{ 'equals-ignore-case': '' }] }, true],
    ['wildcard takes any characters for a star', { title: [{ wildcard: '王*的*假' }] }, true],
    ['wildcard takes no characters for a star', { result: [{ wildcard: 'a*gree*' }] }, true],
    ['wildcard needs the whole text', { result: [{ wildcard: 'gre*' }] }, false],
    ['wildcard takes only texts', { days: [{ wildcard: '*' }] }, false],
    ['wildcard is an exact text without stars', { remark: [{ wildcard: '' }] }, true],
    ['exists takes a value', { result: [{ exists: true }] }, true],
    ['exists takes null', { parent: [{ exists: true }] }, true],
    ['exists takes no empty array', { attachments: [{ exists: true }] }, false],
    ['exists takes no object', { form: [{ exists: true }] }, false],
    ['exists false takes absence', { missing: [{ exists: false }] }, true],
    ['exists false takes absence under what is absent', { no: { such: { field: [{ exists: false }] } } }, true],
    ['exists false takes no null', { parent: [{ exists: false }] }, false],
    ['exists false takes an object', { form: [{ exists: false }] }, true],
    ['cidr takes an address in the range', { ip: [{ cidr: '10.0.0.0/8' }] }, true],
    ['cidr takes none outside', { ip: [{ cidr: '10.21.0.0/16' }] }, false],
    ['cidr takes no other text', { result: [{ cidr: '0.0.0.0/0' }] }, false],
    ['several in one list are alternatives', { missing: [{ prefix: 'x' }, { exists: false }] }, true],
    ['several in one list with values are alternatives', { result: ['refuse', { suffix: 'ree' }] }, true],
  ])('%s', (_, data, expected) => {
    expect(dataMatches(data)).toBe(expected);
  });

  it.each<[JsonObject[string], number, boolean]>([
    [['=', 5], 5, true],
    [['=', 5], 5.000001, false],
    [['<', 5], 4.9, true],
    [['<', 5], 5, false],
    [['<=', 5], 5, true],
    [['>', -5], -4, true],
    [['>', -5], -5, false],
    [['>=', -5], -5, true],
    [['>', 0, '<=', 5], 0, false],
    [['>', 0, '<=', 5], 5, true],
    [['>=', 0, '<', 5], 0, true],
    [['>=', 0, '<', 5], 5, false],
    [['>', 1_763_884_800_000, '<', 1_763_884_801_000], 1_763_884_800_123, true],
  ])('numeric %j of %d is %s', (numeric, n, expected) => {
    expect(matches({ n: [{ numeric }] }, { n })).toBe(expected);
  });

  it.each([['5'], [true], [null], [[]]])('numeric takes no %j', (n) => {
    expect(matches({ n: [{ numeric: ['>', 0] }] }, { n })).toBe(false);
  });
});

describe('anything-but', () => {
  it.each<[string, JsonObject[string], boolean]>([
    ['another text', 'refuse', true],
    ['not that text', 'agree', false],
    ['none of several texts', ['refuse', 'redirect'], true],
    ['not one of several texts', ['refuse', 'agree'], false],
    ['a text where numbers are excluded', 5, true],
    ['another beginning', { prefix: 'ref' }, true],
    ['not that beginning', { prefix: 'ag' }, false],
    ['none of several beginnings', { prefix: ['ref', 'red'] }, true],
    ['not one of several beginnings', { prefix: ['ref', 'ag'] }, false],
    ['another end', { suffix: ['use', 'ect'] }, true],
    ['not that end', { suffix: 'ree' }, false],
    ['no other case of it', { 'equals-ignore-case': ['REFUSE', 'AGREE'] }, false],
    ['another text with the case left out', { 'equals-ignore-case': '' }, true],
    ['no text that fits a wildcard', { wildcard: ['x*', '*gr*'] }, false],
    ['a text that fits no wildcard', { wildcard: ['x*', ''] }, true],
  ])('takes %s', (_, excluded, expected) => {
    expect(dataMatches({ result: [{ 'anything-but': excluded }] })).toBe(expected);
  });

  it.each([[null], [7], [true], ['other']])('takes %j where texts are excluded', (value) => {
    for (const excluded of [
      'x',
      ['x'],
      { prefix: 'x' },
      { suffix: 'x' },
      { wildcard: 'x*' },
      { 'equals-ignore-case': 'x' },
    ]) {
      expect(matches({ a: [{ 'anything-but': excluded }] }, { a: value })).toBe(true);
    }
  });

  it('takes no absent field', () => {
    expect(dataMatches({ missing: [{ 'anything-but': 'x' }] })).toBe(false);
    expect(dataMatches({ attachments: [{ 'anything-but': 'x' }] })).toBe(false);
  });

  it('takes an array with one other element', () => {
    expect(dataMatches({ staffIds: [{ 'anything-but': 'user02' }] })).toBe(true);
    expect(dataMatches({ staffIds: [{ 'anything-but': ['user02', 'manager01'] }] })).toBe(false);
  });

  it('compares numbers by value', () => {
    expect(dataMatches({ days: [{ 'anything-but': 1.5 }] })).toBe(false);
    expect(dataMatches({ days: [{ 'anything-but': [0, 1] }] })).toBe(true);
  });
});

describe('$or', () => {
  it('needs one of its objects, and all that is beside it', () => {
    const pattern = (app: string) => ({ app: [app], $or: [{ type: ['x'] }, { data: { result: ['agree'] } }] });
    expect(matches(pattern('default'))).toBe(true);
    expect(matches(pattern('other'))).toBe(false);
    expect(matches({ $or: [{ type: ['x'] }, { data: { result: ['refuse'] } }] })).toBe(false);
  });

  it('needs all fields of one object', () => {
    const either = [
      { result: ['agree'], days: [9] },
      { result: ['refuse'], days: [1.5] },
    ];
    expect(dataMatches({ $or: either })).toBe(false);
    expect(dataMatches({ $or: [...either, { result: ['agree'], days: [1.5] }] })).toBe(true);
  });

  it('stands at any level, more than once, and inside itself', () => {
    const inner = { $or: [{ days: [9] }, { remark: [''] }] };
    expect(
      matches({ $or: [{ app: ['x'] }, { source: ['dingtalk'] }], data: { $or: [{ result: ['x'] }, inner] } }),
    ).toBe(true);
    expect(matches({ $or: [{ app: ['x'] }, { source: ['x'] }], data: inner })).toBe(false);
  });

  it('may ask for absence in one object', () => {
    expect(dataMatches({ $or: [{ result: ['x'] }, { missing: [{ exists: false }] }] })).toBe(true);
  });

  it('replaces a field that stands before it', () => {
    expect(dataMatches({ result: ['refuse'], $or: [{ result: ['agree'] }, { days: [9] }] })).toBe(true);
  });
});

describe('what a pattern can only match', () => {
  it.each<[string, JsonObject, readonly string[] | undefined, readonly string[] | undefined]>([
    ['texts of both attributes', { source: ['a', 'b'], type: ['t'] }, ['a', 'b'], ['t']],
    ['nothing of an attribute it does not name', { type: ['t', 't'] }, undefined, ['t']],
    ['nothing with an operator', { source: ['a', { prefix: 'b' }], type: [{ exists: true }] }, undefined, undefined],
    ['nothing with other values', { source: ['a', null], type: ['t', 1] }, undefined, undefined],
    ['nothing of the same names deeper', { data: { type: ['t'], source: ['s'] } }, undefined, undefined],
    ['the texts of all objects of $or', { $or: [{ type: ['t'] }, { type: ['u'], app: ['x'] }] }, undefined, ['t', 'u']],
    ['nothing that one object of $or leaves open', { $or: [{ type: ['t'] }, { source: ['s'] }] }, undefined, undefined],
    ['texts beside $or', { type: ['t'], $or: [{ app: ['x'] }, { app: ['y'] }] }, undefined, ['t']],
  ])('is known: %s', (_, pattern, sources, types) => {
    const compiled = compilePattern(pattern);
    expect([compiled.sources, compiled.types]).toEqual([sources, types]);
  });
});
