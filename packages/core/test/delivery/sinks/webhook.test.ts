import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { webhookId, webhookSink } from '../../../src/delivery/sinks/webhook';
import { isSigningSecret, signWebhook } from '../../../src/delivery/sinks/webhook-signature';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
const event = {
  specversion: '1.0' as const,
  id: 'e1',
  source: 'dingtalk',
  type: 'user_add_org',
  time: '2026-11-23T08:00:00.000Z',
  corpid: 'dingcorp',
  app: 'default',
  data: { UserId: ['张三'] },
};
const options = { kind: 'webhook' as const, url: 'https://hr.example/hook' };
const effects = { clock: () => Date.now(), random: (size: number) => new Uint8Array(size) };
const context = { event, subscriptionId: 'hr', secrets: [{ secret: SECRET }], attempt: 1 };

describe('a webhook', () => {
  it('is a CloudEvents document that a Standard Webhooks library verifies', () => {
    const { headers, body, url } = webhookSink.request(options, context, effects);
    expect(url).toBe('https://hr.example/hook');
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(new Webhook(SECRET).verify(body, { ...headers })).toEqual({ datacontenttype: 'application/json', ...event });
  });

  it('is signed with every valid secret while one rotates, and with no expired one', () => {
    const secrets = [{ secret: SECRET }, { secret: OLD, expiresAt: Date.now() + 1000 }];
    const { headers, body } = webhookSink.request(options, { ...context, secrets }, effects);
    for (const secret of [SECRET, OLD]) expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow();
    const expired = [{ secret: SECRET }, { secret: OLD, expiresAt: Date.now() - 1 }];
    const later = webhookSink.request(options, { ...context, secrets: expired }, effects);
    expect(() => new Webhook(OLD).verify(later.body, { ...later.headers })).toThrow();
  });

  it('cannot have its own headers replaced', () => {
    const headers = { 'Webhook-Id': 'forged', 'User-Agent': 'x', Authorization: 'Bearer t' };
    const request = webhookSink.request({ ...options, headers }, context, effects);
    expect(request.headers).toMatchObject({ 'webhook-id': 'e1', 'user-agent': 'dinghub', authorization: 'Bearer t' });
  });

  it('agrees with a published signature', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const signed = {
      secret,
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(signWebhook(signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('agrees with a published Ed25519 signature, and is verified with the public key alone', () => {
    const key = '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    const signature = signWebhook({ ...signed, secret: `whsk_${key}` });
    expect(signature).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
    const der = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(key, 'base64').subarray(32),
    ]);
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const text = Buffer.from(`${signed.id}.${signed.timestamp}.${signed.body}`);
    expect(verify(null, text, publicKey, Buffer.from(signature.slice(4), 'base64'))).toBe(true);
  });

  it.each<[string, boolean]>([
    [`whsec_${Buffer.alloc(24).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    [`whsk_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsk_${Buffer.alloc(32).toString('base64')}`, false],
    [`whpk_${Buffer.alloc(32).toString('base64')}`, false],
    ['whsec_', false],
    [Buffer.alloc(32).toString('base64'), false],
  ])('may be signed with %s: %s', (secret, expected) => {
    expect(isSigningSecret(secret)).toBe(expected);
  });

  it.each(['a.b', '审批', 'a b', 'x'.repeat(201), 'a\n'])(
    'has an id that can stand in a header for the event id %j',
    (id) => {
      expect(webhookId(id)).toMatch(/^sha256-[0-9a-f]{64}$/);
      expect(webhookId(id)).toBe(webhookId(id));
    },
  );

  it.each([
    [200, 'delivered'],
    [299, 'delivered'],
    [301, 'failed'],
    [304, 'failed'],
    [400, 'failed'],
    [404, 'failed'],
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
    [101, 'failed'],
  ])('that is answered with %i is %s', (status, kind) => {
    const verdict = webhookSink.judge(options, { kind: 'answer', status, headers: {}, body: '', durationMs: 1 });
    expect(verdict.kind).toBe(kind);
  });

  it('that gets no answer keeps the reason', () => {
    const outcome = { kind: 'failed' as const, code: 'E_DNS' as const, message: 'No such host.', durationMs: 1 };
    expect(webhookSink.judge(options, outcome)).toEqual({ kind: 'failed', code: 'E_DNS', message: 'No such host.' });
  });
});
