import { printable, table } from '../src/terminal';

describe('what goes to a terminal', () => {
  it('cannot steer it', () => {
    expect(printable('a\u001b[2Jb\u0007\r\n\u202e')).toBe('a\\u001b[2Jb\\u0007\\u000d\\u000a\\u202e');
    expect(printable('请假 🎉')).toBe('请假 🎉');
  });

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
});
