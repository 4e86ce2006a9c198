import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@dinghub/testkit';
import { startAdminHub } from '../admin-hub';
import { dinghub } from '../command';

const ZH = { LANG: 'zh_CN.UTF-8' };
const TEST = ['patterns', 'test', '--pattern'];

describe('dinghub patterns test', () => {
  const folder = temporaryFolder('patterns', afterAll);

  it('needs no hub, and says it in its exit code too', async () => {
    const pattern = '{"type":[{"prefix":"check_"}]}';
    expect(await dinghub([...TEST, pattern, '--event', '{"type":"check_in"}'])).toEqual({
      code: 0,
      out: 'match\n',
      err: '',
    });
    const none = await dinghub([...TEST, pattern, '--event', '{"type":"user_add_org"}', '--json']);
    expect(none).toEqual({ code: 1, out: '{"match":false}\n', err: '' });
  });

  it.each([
    ['matches', 'check_in', '匹配\n'],
    ['does not match', 'user_add_org', '不匹配\n'],
  ])('says in Chinese that a pattern %s', async (_, type, out) => {
    const tested = await dinghub([...TEST, '{"type":["check_in"]}', '--event', JSON.stringify({ type })], ZH);
    expect(tested).toMatchObject({ out, err: '' });
  });

  it('takes an event as `events show --json` prints it', async () => {
    writeFileSync(join(folder, 'pattern.json'), '{"type":["check_in"]}');
    const shown = JSON.stringify({
      receivedAt: '2026-11-23T08:00:00.000Z',
      event: { specversion: '1.0', type: 'check_in' },
      deliveries: [],
    });
    const pattern = `@${join(folder, 'pattern.json')}`;
    for (const event of [
      ['--event', '-'],
      ['--event-file', '-'],
    ]) {
      expect(await dinghub([...TEST, pattern, ...event], {}, shown)).toMatchObject({ code: 0, out: 'match\n' });
    }
  });

  it('asks a hub where one is named', async () => {
    const hub = await startAdminHub();
    try {
      const result = await hub.run([...TEST, '{"a":[1]}', '--event', '{"a":1}', '--json']);
      expect([result.out, hub.calls]).toEqual(['{"match":true}\n', ['POST /v1/patterns/test']]);
      const wrong = await hub.run([...TEST, '{"a":1}', '--event', '{"a":1}']);
      expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/^error .*a: expected/) });
      const chinese = await hub.run([...TEST, '{"a":1}', '--event', '{"a":1}'], ZH);
      expect(chinese).toMatchObject({ code: 2, err: expect.stringMatching(/^错误 匹配规则有误：.*a: expected/) });
    } finally {
      await hub.close();
    }
  });

  it.each<[readonly string[], RegExp]>([
    [['{"a":1}', '--event', '{}'], /^错误 --pattern 不是有效的匹配规则：a: expected/],
    [['{"a":[1]}'], /^错误 请用 --event <event> 或 --event-file <path> 指定事件。/],
  ])('%j is refused in Chinese', async (args, message) => {
    expect(await dinghub([...TEST, ...args], ZH)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });

  it.each<[readonly string[], RegExp]>([
    [['{"a":1}', '--event', '{}'], /--pattern: a: expected .*found 1/],
    [['{"a":[1]}'], /Say --event <event> or --event-file <path>/],
    [['{"a":[1]}', '--event', '{}', '--event-file', '-'], /--event-file - is not a JSON object/],
    [['{a}', '--event', '{}'], /--pattern is not a JSON object/],
  ])('%j is refused', async (args, message) => {
    expect(await dinghub([...TEST, ...args])).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });
});
