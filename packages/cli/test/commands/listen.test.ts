import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dinghub, start, waitFor } from '../command';

const ZH = { LANG: 'zh_CN.UTF-8' };
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

describe('dinghub listen', () => {
  it('prints what it gets, says that nothing is checked without keys, and ends with Ctrl-C', async () => {
    const listening = start(['listen', '--port', '0']);
    const url = await waitFor(listening.err, /Listening at (\S+)\. /);
    await waitFor(listening.err, /Signatures are not checked/);
    await fetch(url, {
      method: 'POST',
      body: '{"type":"check_in","subject":"user/1"}',
      headers: { 'webhook-id': 'm1' },
    });
    await waitFor(listening.out, /not checked +check_in +user\/1 +-> 200 +m1\n/);
    listening.child.kill('SIGINT');
    const [code] = (await once(listening.child, 'close')) as [number];
    expect(code).toBe(0);
  });

  it('prints in Chinese what it gets, and that nothing is checked without keys', async () => {
    const listening = start(['listen', '--port', '0', '--count', '1'], ZH);
    const url = await waitFor(listening.err, /正在监听 (\S+)，按 Ctrl-C 停止。\n/);
    await waitFor(listening.err, /不验证签名：如需验证，请指定 --secret/);
    await fetch(url, { method: 'POST', body: '{"type":"check_in"}', headers: { 'webhook-id': 'm1' } });
    await waitFor(listening.out, /Z {2}未验证 +check_in +-> 200 +m1\n$/);
  });

  it.each([
    [{}, /Is --secret that of crm\? .*`dinghub subscriptions rotate-secret crm`/g],
    [ZH, /--secret 是否为订阅“crm”的密钥？.*`dinghub subscriptions rotate-secret crm`/g],
  ])('says once what to do about a wrong signature (%j)', async (language, hint) => {
    const listening = start(['listen', '--port', '0', '--secret', SECRET, '--count', '2'], language);
    const url = await waitFor(listening.err, /(http:\S+:\d+)/);
    const headers = {
      ...{ 'webhook-id': 'm1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) },
      ...{ 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`, 'dinghub-subscription': 'crm' },
    };
    for (let i = 0; i < 2; i++) expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(401);
    await waitFor(listening.err, new RegExp(hint.source));
    if (listening.child.exitCode === null) await once(listening.child, 'close');
    expect(listening.err().match(hint)).toHaveLength(1);
  });

  it('fails and ends when it is told to', async () => {
    const listening = start(['listen', '--port', '0', '--secret', SECRET, '--count', '2', '--json']);
    const url = await waitFor(listening.err, /Listening at (\S+)\. /);
    for (let i = 0; i < 2; i++) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    if (listening.child.exitCode === null) await once(listening.child, 'close');
    expect(
      listening
        .out()
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { verdict: string }).verdict),
    ).toEqual(['unsigned', 'unsigned']);
  });

  it.each<[readonly string[], RegExp]>([
    [['--secret', 'whsec_short'], /^错误 --secret 必须是 whsec_ 加上/],
    [['--dingtalk', 'token', 'x'.repeat(43)], /^错误 --dingtalk 需要三个值/],
    [['--dingtalk', 'token', 'short', 'owner'], /^错误 --dingtalk：aes_key 必须是 43 位/],
  ])('%j is refused in Chinese', async (args, message) => {
    expect(await dinghub(['listen', '--port', '0', ...args], ZH)).toMatchObject({
      code: 2,
      err: expect.stringMatching(message),
    });
  });

  it.each<[readonly string[], RegExp]>([
    [['--secret', 'whsec_short'], /--secret must be whsec_/],
    [['--dingtalk', 'token', 'x'.repeat(43)], /--dingtalk takes three/],
    [['--dingtalk', 'token', 'short', 'owner'], /the AES key must have 43/],
    [['--fail', '2'], /--fail must be a number from 0 to 1/],
    [['--delay', '5'], /--delay must be a duration/],
    [['--status', '99'], /--status must be a whole number/],
  ])('%j is refused', async (args, message) => {
    expect(await dinghub(['listen', '--port', '0', ...args])).toMatchObject({
      code: 2,
      err: expect.stringMatching(message),
    });
  });

  it('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failed = await dinghub(['listen', '--port', String(port)], ZH);
    other.close();
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining(`端口 ${port} 已被占用`) });
  });
});
