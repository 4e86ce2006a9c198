import { beginning, counted, fields, howLong } from '../src/format';

describe('what people read', () => {
  it.each([
    [0, '0 ms'],
    [350.4, '350 ms'],
    [1200, '1.2 s'],
    [90_000, '1.5 m'],
    [7_200_000, '2 h'],
    [3_596_900, '59.9 m'],
    [3_599_900, '1 h'],
    [59_960, '1 m'],
    [270_000_000, '3.1 d'],
  ])('%d ms are %s', (ms, text) => expect(howLong(ms)).toBe(text));

  it.each([
    [350.4, '350 毫秒'],
    [1200, '1.2 秒'],
    [90_000, '1.5 分钟'],
    [7_200_000, '2 小时'],
    [270_000_000, '3.1 天'],
  ])('%d ms in Chinese are %s', (ms, text) => expect(howLong(ms, 'zh')).toBe(text));

  it('cuts between characters, on one line, and says that it did', () => {
    expect(beginning('a\n b', 10)).toBe('a b');
    expect(beginning('🎉🎉🎉🎉', 3)).toBe('🎉🎉…');
    expect(beginning('a\u001b[31m', 20)).toBe('a\\u001b[31m');
  });

  it('counts', () => {
    expect([counted(1, 'event'), counted(2, 'event'), counted(0, 'delivery', 'deliveries')]).toEqual([
      '1 event',
      '2 events',
      '0 deliveries',
    ]);
  });

  it('leaves out what is not there', () => {
    expect(
      fields([
        ['a', '1'],
        ['long', undefined],
        ['bc', '2'],
      ]),
    ).toBe('a   1\nbc  2');
    expect(
      fields([
        ['下一步', '1'],
        ['订阅', '2'],
      ]),
    ).toBe('下一步  1\n订阅    2');
  });
});
