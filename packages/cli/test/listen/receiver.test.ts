import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { stripVTControlCharacters } from 'node:util';
import { decodeAesKey, openEnvelope, signatureMatches } from '@dinghub/core';
import { createAttempter, type HttpSender } from '@dinghub/core/dispatch';
import { until } from '@dinghub/testkit';
import { type Receiver, type ReceiverOptions, type Reception, startReceiver } from '../../src/listen/receiver';
import { createReceptionLine, receptionJson } from '../../src/listen/report';
import { tellIn } from '../../src/told';
import { event } from '../admin-hub';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const KEYS = { token: 'token', aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', ownerKey: 'dingapp' };

const receptionLine = (reception: Reception) => createReceptionLine(tellIn('en'))(reception);

/** Sends as dinghub does, without its address checks. */
const send: HttpSender = async ({ url, headers, body }) => {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { kind: 'answer', status: response.status, headers: {}, body: await response.text(), durationMs: 1 };
};
const attempt = createAttempter({ send, clock: Date.now, random: (size) => randomBytes(size) });

describe('the receiver', () => {
  const receivers: Receiver[] = [];
  const got: Reception[] = [];
  afterEach(async () => {
    got.splice(0);
    for (const receiver of receivers.splice(0)) await receiver.close();
  });

  async function start(options: Partial<ReceiverOptions> = {}): Promise<string> {
    const receiver = await startReceiver({
      host: '127.0.0.1',
      port: 0,
      keys: { secrets: [SECRET], dingtalk: KEYS },
      fail: 0,
      failStatus: 500,
      delayMs: 0,
      clock: Date.now,
      random: (size) => randomBytes(size),
      chance: Math.random,
      onReception: (reception) => got.push(reception),
      ...options,
    });
    receivers.push(receiver);
    return `${receiver.url}/hook`;
  }
  const context = (secret = SECRET, nth = 1) => ({
    event: event({ id: 'e1' }),
    subscriptionId: 'crm',
    secrets: [{ secret }],
    attempt: nth,
  });
  const untilGot = (count: number) => until(() => got.length >= count);

  it('takes a signed webhook, and says what it brought and whether it came before', async () => {
    const url = await start();
    for (const nth of [1, 2]) {
      const [, verdict] = await attempt({ kind: 'webhook', url }, context(SECRET, nth));
      expect(verdict).toEqual({ kind: 'delivered' });
    }
    await untilGot(2);
    expect(got).toMatchObject([
      {
        sink: 'webhook',
        verdict: 'ok',
        status: 200,
        webhookId: 'e1',
        subscription: 'crm',
        attempt: '1',
        isRepeat: false,
      },
      { verdict: 'ok', attempt: '2', isRepeat: true },
    ]);
    expect(got[0]?.content).toMatchObject({ type: 'bpms_instance_change', data: { title: '请假' } });
    const [first] = got;
    if (first === undefined) throw new Error('nothing came');
    // Where there are colours, as CI systems have them, they are not what this is about.
    expect(stripVTControlCharacters(receptionLine(first))).toMatch(
      /ok +bpms_instance_change +approval\/p1 +crm +attempt 1 +-> 200 +e1$/,
    );
    expect(JSON.parse(receptionJson(first))).toMatchObject({
      verdict: 'ok',
      type: 'bpms_instance_change',
      repeat: false,
    });
  });

  it('refuses what is signed with another secret, or not at all, and prints no control characters', async () => {
    const url = await start();
    const other = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
    const [, verdict] = await attempt({ kind: 'webhook', url }, context(other));
    expect(verdict).toMatchObject({ kind: 'failed', code: 'E_HTTP' });
    const bare = await fetch(url, { method: 'POST', body: JSON.stringify({ type: 'a\u001b[2J' }) });
    expect(bare.status).toBe(401);
    await untilGot(2);
    expect(got.map(({ verdict: one, status }) => [one, status])).toEqual([
      ['bad_signature', 401],
      ['unsigned', 401],
    ]);
    const [, second] = got;
    if (second === undefined) throw new Error('nothing came');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    for (const line of [receptionJson(second), receptionLine(second)]) expect(line).not.toMatch(/\u001b\[2J/);
  });

  it('takes everything where it has no keys, and says that it checked nothing', async () => {
    const url = await start({ keys: { secrets: [] } });
    await attempt({ kind: 'webhook', url }, context());
    await attempt({ kind: 'dingtalk-callback', url, ...KEYS }, context());
    await untilGot(2);
    expect(got.map(({ sink, verdict, status }) => [sink, verdict, status])).toEqual([
      ['webhook', 'unchecked', 200],
      ['dingtalk-callback', 'unchecked', 200],
    ]);
  });

  it('is an application behind DingTalk’s callback protocol: opens the envelope and seals success', async () => {
    const url = await start();
    const [outcome, verdict] = await attempt({ kind: 'dingtalk-callback', url: `${url}?app=1`, ...KEYS }, context());
    expect(verdict).toEqual({ kind: 'delivered' });
    const { encrypt, msg_signature, timeStamp, nonce } = JSON.parse(
      outcome.kind === 'answer' ? outcome.body : '',
    ) as Record<string, string>;
    const parts = { token: KEYS.token, timestamp: timeStamp ?? '', nonce: nonce ?? '', encrypt: encrypt ?? '' };
    expect(signatureMatches(parts, msg_signature ?? '')).toBe(true);
    const opened = openEnvelope({
      aesKey: decodeAesKey(KEYS.aesKey),
      encrypt: encrypt ?? '',
      accepts: (key) => key === KEYS.ownerKey,
    });
    expect(opened.message).toBe('success');
    await untilGot(1);
    expect(got).toMatchObject([{ sink: 'dingtalk-callback', verdict: 'ok', content: { title: '请假' }, status: 200 }]);
  });

  it.each<[string, Partial<typeof KEYS>, string]>([
    ['another token', { token: 'x' }, 'bad_signature'],
    ['another key', { aesKey: 'B'.repeat(43) }, 'not_opened'],
    ['another owner', { ownerKey: 'dingapp2' }, 'not_opened'],
  ])('refuses an envelope made with %s', async (_, change, verdict) => {
    const url = await start();
    const [, judged] = await attempt({ kind: 'dingtalk-callback', url, ...KEYS, ...change }, context());
    expect(judged).toMatchObject({ kind: 'failed' });
    await untilGot(1);
    expect(got).toMatchObject([{ verdict, status: 401 }]);
  });

  it('fails as many as it is told, with the status that it is told', async () => {
    let nth = 0;
    const url = await start({ fail: 0.3, failStatus: 503, chance: () => (nth++ % 10) / 10 });
    for (let i = 0; i < 10; i++) await attempt({ kind: 'webhook', url }, context());
    await untilGot(10);
    expect(got.filter(({ status }) => status === 503)).toHaveLength(3);
    expect(got.filter(({ status }) => status === 200)).toHaveLength(7);
  });

  it('takes its time where it is told to, and says when nobody waited', async () => {
    const url = await start({ delayMs: 150 });
    const startedAt = Date.now();
    await attempt({ kind: 'webhook', url }, context());
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(140);
    await new Promise<void>((resolve) => {
      const asked = httpRequest(url, { method: 'POST' }).on('error', () => resolve());
      asked.end('{}');
      setTimeout(() => asked.destroy(), 30);
    });
    await untilGot(2);
    const [, second] = got;
    expect(second?.status).toBeUndefined();
    expect(second && receptionLine(second)).toContain('not waited for');
  });

  it('takes POST alone, and no body without end', async () => {
    const url = await start();
    expect((await fetch(url)).status).toBe(405);
    const large = await fetch(url, { method: 'POST', body: 'x'.repeat(5_000_000) }).then(
      ({ status }) => status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(large);
    expect((await fetch(url, { method: 'POST', body: 'not JSON' })).status).toBe(401);
  });
});
