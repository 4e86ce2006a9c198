import { decodeAesKey } from '../../../src/crypto/aes-key';
import { openEnvelope, sealReply } from '../../../src/crypto/envelope';
import { sign } from '../../../src/crypto/signature';
import { dingtalkCallbackSink } from '../../../src/delivery/sinks/dingtalk-callback';

const NOW = 1_763_900_000_000;
const options = {
  kind: 'dingtalk-callback' as const,
  url: 'https://old.example/callback?tenant=7',
  token: 'oldtoken',
  aesKey: 'k'.repeat(43),
  ownerKey: 'dingold',
};
const effects = { clock: () => NOW, random: (size: number) => new Uint8Array(size).fill(5) };
const data = { EventType: 'bpms_instance_change', title: '请假', processInstanceId: 'p1' };
const event = {
  specversion: '1.0' as const,
  id: 'e1',
  source: 'dingtalk',
  type: 'bpms_instance_change',
  time: '2026-11-23T08:00:00.000Z',
  app: 'default',
  data,
};
const context = { event, subscriptionId: 'old', secrets: [], attempt: 2 };
const credential = { token: options.token, aesKey: decodeAesKey(options.aesKey) };
const answer = (body: string, status = 200) => ({ kind: 'answer' as const, status, headers: {}, body, durationMs: 1 });
const reply = (message: string, change: { ownerKey?: string; token?: string } = {}) => {
  const { ownerKey = options.ownerKey, token = options.token } = change;
  return JSON.stringify(sealReply({ credential: { ...credential, token }, ownerKey, message, ...effects }));
};

describe('a dingtalk-callback sink', () => {
  it('sends what DingTalk would, sealed with the subscription’s own keys, and keeps the URL’s own query', () => {
    const request = dingtalkCallbackSink.request(options, context, effects);
    const { searchParams } = new URL(request.url);
    const { encrypt } = JSON.parse(request.body) as { encrypt: string };
    const [timestamp, nonce] = [searchParams.get('timestamp') ?? '', searchParams.get('nonce') ?? ''];
    expect(searchParams.get('tenant')).toBe('7');
    expect([timestamp, nonce]).toEqual([String(NOW), '05050505']);
    const signature = sign({ token: options.token, timestamp, nonce, encrypt });
    expect([searchParams.get('signature'), searchParams.get('msg_signature')]).toEqual([signature, signature]);
    const opened = openEnvelope({ aesKey: credential.aesKey, encrypt, accepts: (owner) => owner === 'dingold' });
    expect(JSON.parse(opened.message)).toEqual(data);
  });

  it('counts as delivered when the answer opens to success', () => {
    expect(dingtalkCallbackSink.judge(options, answer(reply('success')))).toEqual({ kind: 'delivered' });
  });

  it('accepts a number for timeStamp and line breaks in encrypt, as some libraries answer', () => {
    const { encrypt, nonce } = JSON.parse(reply('success')) as Record<string, string>;
    const broken = `${encrypt}\n`;
    const parts = { token: options.token, timestamp: '1763900000', nonce: nonce ?? '', encrypt: broken };
    const body = JSON.stringify({ msg_signature: sign(parts), timeStamp: 1_763_900_000, nonce, encrypt: broken });
    expect(dingtalkCallbackSink.judge(options, answer(body))).toEqual({ kind: 'delivered' });
  });

  it.each([
    ['plain text', answer('success')],
    ['an empty body', answer('')],
    ['another message', answer(reply('fail'))],
    ['another owner key', answer(reply('success', { ownerKey: 'dingother' }))],
    ['another token', answer(reply('success', { token: 'other' }))],
    [
      'a timeStamp that throws',
      answer('{"timeStamp":{"toString":1,"valueOf":1},"msg_signature":"x","nonce":"n","encrypt":"e"}'),
    ],
    ['fields of other types', answer('{"msg_signature":1,"timeStamp":2,"nonce":3,"encrypt":4}')],
  ])('fails with E_RESPONSE for %s', (_, outcome) => {
    expect(dingtalkCallbackSink.judge(options, outcome)).toMatchObject({ kind: 'failed', code: 'E_RESPONSE' });
  });

  it('fails with E_HTTP when the status is not 2xx, whatever the body opens to', () => {
    expect(dingtalkCallbackSink.judge(options, answer(reply('success'), 500))).toMatchObject({ code: 'E_HTTP' });
    expect(dingtalkCallbackSink.judge(options, answer(reply('success'), 410))).toMatchObject({ kind: 'gone' });
  });
});
