import { signWebhook } from '@dinghub/core/dispatch';
import { Webhook } from 'standardwebhooks';
import { TOLERANCE_SECONDS, verifyWebhook } from '../../src/listen/verify-webhook';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const NOW = 1_795_420_800_000;
const SECONDS = NOW / 1000;
const BODY = '{"title":"请假 🎉"}';

/** A request that was signed with a secret at some second. */
function signed(secret: string, timestamp = SECONDS, body = BODY, id = 'msg_1') {
  return {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ secret, id, timestamp, body }),
    },
    body,
    secrets: [SECRET],
    now: NOW,
  };
}

describe('verifying a webhook', () => {
  it('accepts the vector of the Standard Webhooks libraries', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    expect(verifyWebhook({ headers, body: '{"test": 2432232314}', secrets: [SECRET], now: 1_614_265_330_000 })).toBe(
      'ok',
    );
  });

  it('accepts what the reference library signs', () => {
    const signature = new Webhook(SECRET).sign('msg_1', new Date(NOW), BODY);
    const headers = { ...signed(SECRET).headers, 'webhook-signature': signature };
    expect(verifyWebhook({ ...signed(SECRET), headers })).toBe('ok');
  });

  it('accepts any of several signatures, made with any of several secrets', () => {
    const both = `v1a,x ${signed(OTHER).headers['webhook-signature']} ${signed(SECRET).headers['webhook-signature']}`;
    const request = { ...signed(SECRET), headers: { ...signed(SECRET).headers, 'webhook-signature': both } };
    expect(verifyWebhook(request)).toBe('ok');
    expect(verifyWebhook({ ...signed(SECRET), secrets: [OTHER, SECRET] })).toBe('ok');
  });

  it.each<[string, object, string]>([
    ['another secret', signed(OTHER), 'bad_signature'],
    ['another body', { ...signed(SECRET), body: `${BODY} ` }, 'bad_signature'],
    [
      'a signature that is cut',
      { headers: { ...signed(SECRET).headers, 'webhook-signature': 'v1,abc' } },
      'bad_signature',
    ],
    [
      'another scheme',
      {
        headers: {
          ...signed(SECRET).headers,
          'webhook-signature': signed(SECRET).headers['webhook-signature'].replace('v1,', 'v2,'),
        },
      },
      'bad_signature',
    ],
    ['another id', { headers: { ...signed(SECRET).headers, 'webhook-id': 'msg_2' } }, 'bad_signature'],
    ['no signature', { headers: {} }, 'unsigned'],
    [
      'a timestamp that is none',
      { headers: { ...signed(SECRET).headers, 'webhook-timestamp': `${SECONDS}.5` } },
      'bad_signature',
    ],
    ['a timestamp that is old', signed(SECRET, SECONDS - TOLERANCE_SECONDS - 1), 'too_old'],
    ['a timestamp that is still young enough', signed(SECRET, SECONDS - TOLERANCE_SECONDS), 'ok'],
    ['a timestamp that is in the future', signed(SECRET, SECONDS + TOLERANCE_SECONDS + 1), 'too_new'],
    ['a timestamp that is a little ahead', signed(SECRET, SECONDS + TOLERANCE_SECONDS), 'ok'],
    ['no secret', { secrets: [] }, 'unchecked'],
  ])('with %s', (_, change, verdict) => {
    expect(verifyWebhook({ ...signed(SECRET), ...change })).toBe(verdict);
  });
});
