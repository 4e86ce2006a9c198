import { explain, retryNotice } from '../../src/simulation/push-texts';

const failed = { kind: 'failed', attempts: 1, durationMs: 1 } as const;

describe('why a push failed', () => {
  it.each([
    [
      { reason: 'status', status: 401, code: 'signature_mismatch' },
      'HTTP 401 signature_mismatch',
      'HTTP 401 signature_mismatch',
    ],
    [{ reason: 'connection', detail: 'ECONNREFUSED' }, 'no connection (ECONNREFUSED)', '无法连接（ECONNREFUSED）'],
    [{ reason: 'timeout' }, 'no answer in time', '没有及时应答'],
    [
      { reason: 'not_success', status: 200 },
      'HTTP 200: the answer does not open to “success”',
      'HTTP 200：返回解密后不是 success',
    ],
  ] as const)('is said in both languages, with what the hub answered: %j', (what, en, zh) =>
    expect(explain({ ...failed, ...what })).toEqual({ en, zh }),
  );

  it.each([
    [{ kind: 'timeout' } as const, 'no answer in time, trying again in 10 s', '没有及时应答，10 秒后重试'],
    [
      { kind: 'connection', origin: 'http://x' } as const,
      'no connection to http://x, trying again in 10 s',
      '无法连接 http://x，10 秒后重试',
    ],
    [
      { kind: 'refused', words: '404 unknown_app' } as const,
      'refused (404 unknown_app), trying again in 10 s',
      '被拒绝（404 unknown_app），10 秒后重试',
    ],
    [
      { kind: 'refused' } as const,
      'refused (the answer is not what DingTalk expects), trying again in 10 s',
      '被拒绝（应答不符合钉钉要求），10 秒后重试',
    ],
  ])('%j goes before a retry', (cause, en, zh) => expect(retryNotice(cause, 10_000)).toEqual({ en, zh }));
});
