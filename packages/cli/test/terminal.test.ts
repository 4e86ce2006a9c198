import { createLines, jsonLine, prettyJson, printable, table } from '../src/terminal';

/** What could steer a terminal or turn its text around. */
const HOSTILE = [
  ...['\u0000', '\u0007', '\u001b', '\n', '\u007f', '\u0080', '\u009b', '\u061c', '\u200e', '\u200f'],
  ...['\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\u{e0000}', '\u{e0001}', '\u{e0041}', '\u{e007f}'],
];

describe('what goes to a terminal', () => {
  it('cannot steer it', () => {
    expect(printable('a\u001b[2Jb\u0007\r\n\u202e')).toBe('a\\u001b[2Jb\\u0007\\u000d\\u000a\\u202e');
    expect(printable('\u{e0041}')).toBe('\\udb40\\udc41');
  });

  it('leaves Chinese, emoji and the languages that are written from right to left alone', () => {
    for (const text of ['请假 🎉', 'مرحبا', 'שלום', '\u{e0100}', '👨‍👩‍👧']) expect(printable(text)).toBe(text);
  });

  it.each(HOSTILE.map((text) => [JSON.stringify(printable(text)), text]))(
    'as JSON is valid with %s in it',
    (_, text) => {
      const value = { [`k${text}`]: `a${text}z` };
      for (const json of [jsonLine(value), prettyJson(value)]) {
        expect(JSON.parse(json)).toEqual(value);
        if (text !== '\n') expect(json).not.toContain(text);
      }
      expect(jsonLine(value)).not.toContain('\n');
    },
  );

  it('lines up where Chinese is in it', () => {
    const [, first = '', second = ''] = table(
      ['name', 'n'],
      [
        ['请假', '1'],
        ['abcd', '2'],
      ],
    ).split('\n');
    expect([first.indexOf('1'), second.indexOf('2')]).toEqual([4, 6]);
  });

  it('lines up with what came before where lines come one by one, and leaves out what none of them has', () => {
    const line = createLines();
    expect(line(['请假', '', 'x'])).toBe('请假  x');
    expect(line(['ab', '', 'y'])).toBe('ab    y');
    expect(line(['ab', 'z', 'y'])).toBe('ab    z  y');
    for (let i = 0; i < 20; i++) line(['ab', '', 'y']);
    expect(line(['ab', '', 'y'])).toBe('ab  y');
  });
});
