import { explain, retryNotice } from '../../src/simulation/push-texts';

const failed = { kind: 'failed', attempts: 1, durationMs: 1 } as const;

describe('why a push failed', () => {
  it('is said in both languages, with what the hub answered', () => {
    expect(explain({ ...failed, reason: 'status', status: 401, code: 'signature_mismatch' })).toEqual({
      en: 'the HTTP status was not 200 (HTTP 401 signature_mismatch)',
      zh: 'HTTP 状态码不是 200（HTTP 401 signature_mismatch）',
    });
    expect(explain({ ...failed, reason: 'connection' })).toEqual({
      en: 'no connection',
      zh: '无法连接',
    });
    expect(explain({ kind: 'delivered', attempts: 1, durationMs: 1 })).toEqual({ en: '', zh: '' });
  });

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
