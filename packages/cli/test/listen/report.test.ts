import { stripVTControlCharacters } from 'node:util';
import type { Language } from '../../src/language';
import type { Reception } from '../../src/listen/receiver';
import { createReceptionLine } from '../../src/listen/report';
import { tellIn } from '../../src/told';

const webhook: Reception = {
  at: Date.parse('2026-11-27T08:00:00Z'),
  sink: 'webhook',
  verdict: 'ok',
  content: { type: 'bpms_instance_change', subject: 'approval/请假' },
  webhookId: 'e1',
  subscription: 'crm',
  attempt: '1',
  isRepeat: false,
  bytes: 100,
  status: 200,
};
const unsigned: Reception = { at: webhook.at, sink: 'webhook', verdict: 'unsigned', isRepeat: true, bytes: 2 };

const linesIn = (language: Language, receptions: readonly Reception[]) =>
  receptions.map(createReceptionLine(tellIn(language))).map(stripVTControlCharacters);
/** At which column of a terminal a text begins: wide characters take two. */
const columnOf = (line: string, text: string) =>
  Array.from(line.slice(0, line.indexOf(text))).reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0);

describe('lines of received requests', () => {
  it('say in English what came and what became of it', () => {
    expect(linesIn('en', [webhook, unsigned])).toEqual([
      '2026-11-27 08:00:00.000Z  ok             bpms_instance_change  approval/请假  crm  attempt 1  -> 200  e1',
      expect.stringMatching(/^2026-11-27 08:00:00\.000Z {2}unsigned {7}\(no type\) +-> not waited for +again$/),
    ]);
  });

  it('say in Chinese what came and what became of it', () => {
    expect(linesIn('zh', [webhook, unsigned])).toEqual([
      '2026-11-27 08:00:00.000Z  签名正确    bpms_instance_change  approval/请假  crm  第 1 次  -> 200  e1',
      expect.stringMatching(/^2026-11-27 08:00:00\.000Z {2}无签名 {6}（无类型） +-> 对方未等待 +重复$/),
    ]);
  });

  it.each<Language>(['en', 'zh'])('in %s are in columns with those before', (language) => {
    const short = { ...webhook, verdict: 'too_old', content: { type: 'check_in', subject: 'user/1' } } as const;
    const [first = '', second = ''] = linesIn(language, [webhook, short]);
    expect(columnOf(second, 'check_in')).toBe(columnOf(first, 'bpms_instance_change'));
    expect(columnOf(second, 'user/1')).toBe(columnOf(first, 'approval/'));
    expect(columnOf(second, '-> 200')).toBe(columnOf(first, '-> 200'));
  });
});
