import type { JsonObject } from '@dinghub/core';
import { type ApiOutcome, DingTalkApiError, KNOWN_ERROR_CODES, knownError, readAnswer } from '../../src/dingtalk/index';
import { answer } from './fake-dingtalk';

const read = (outcome: ApiOutcome, keepUnreadable = false) =>
  readAnswer(outcome, { api: 'some/api', secrets: ['s3cret'], keepUnreadable });

function failureOf(outcome: ApiOutcome, keepUnreadable = false): DingTalkApiError {
  try {
    read(outcome, keepUnreadable);
  } catch (error) {
    if (error instanceof DingTalkApiError) return error;
  }
  throw new Error('expected a DingTalkApiError');
}

describe('the error catalogue', () => {
  it.each(KNOWN_ERROR_CODES.map((code) => [code]))('says in two languages what to do about %s', (code) => {
    const { advice } = knownError(code) ?? {};
    expect(advice?.en).toMatch(/^[\x20-\x7e“”’–]+\.$/);
    expect(advice?.zh).toMatch(/\p{Script=Han}.*。$/u);
  });

  it('has every documented code of these APIs', () => {
    const documented = [
      71006, 71007, 71008, 71009, 71010, 71011, 71012, 71013, 71014, 40014, 42001, 40001, 33001, 40035, 40089,
    ];
    const sealing = Array.from({ length: 10 }, (_, i) => 900_001 + i);
    const codes = [...documented, ...sealing, 88, 60011, 90018, 90002, 90020, -1].map(String);
    expect(codes.filter((code) => !KNOWN_ERROR_CODES.includes(code))).toEqual([]);
    expect(knownError('toString')).toBeUndefined();
  });

  it('blames the organisation too where only a token for one is refused: the keys serve the others', () => {
    expect(knownError('invalid.client')?.advice).toEqual({
      en: expect.stringContaining('the organisation has not authorised the app'),
      zh: expect.stringContaining('该组织尚未授权该应用'),
    });
    expect(knownError('invalidClientIdOrSecret')?.advice.en).not.toContain('organisation');
  });
});

describe('an answer', () => {
  it.each<[JsonObject]>([[{ errcode: 0 }], [{ errcode: '0' }], [{ accessToken: 't' }], [{}]])(
    '%j is a success',
    (body) => {
      expect(read(answer(body)).value).toEqual(body);
    },
  );

  it.each<[object, number, string, string]>([
    [{ errcode: 71006 }, 200, 'already_registered', '71006'],
    [{ errcode: '71007', errmsg: 'x' }, 200, 'not_registered', '71007'],
    [{ errcode: 40014 }, 200, 'token_invalid', '40014'],
    [{ errcode: 40089 }, 200, 'bad_credentials', '40089'],
    [{ errcode: -1 }, 200, 'busy', '-1'],
    [{ errcode: 90018 }, 200, 'rate_limited', '90018'],
    [{ errcode: 90020 }, 200, 'quota_exhausted', '90020'],
    [{ errcode: 88, sub_code: '60011', sub_msg: '没有调用该接口的权限' }, 200, 'no_permission', '88/60011'],
    [
      { errcode: 88, errmsg: 'ding talk error[subcode=40014,submsg=不合法的access_token]' },
      200,
      'token_invalid',
      '88/40014',
    ],
    [{ errcode: 88, sub_code: 'isp.something' }, 200, 'unknown', '88/isp.something'],
    [{ errcode: 88 }, 200, 'unknown', '88'],
    [{ errcode: 123456 }, 200, 'unknown', '123456'],
    // What is no code may be what was sent: it goes into no log.
    [{ errcode: 'bad s3cret \u001b[31m' }, 200, 'unknown', 'unknown'],
    [{ errcode: 88, sub_code: 'bad {"secret":1}' }, 200, 'unknown', '88/unknown'],
    [{ code: 'x'.repeat(65) }, 400, 'unknown', 'unknown'],
    [{ code: 'invalidClientIdOrSecret', message: 'm' }, 400, 'bad_credentials', 'invalidClientIdOrSecret'],
    [{ code: 'Forbidden.AccessDenied.QpsLimitForApi' }, 403, 'rate_limited', 'Forbidden.AccessDenied.QpsLimitForApi'],
    [{ code: 'Forbidden.AccessDenied.Other' }, 403, 'unknown', 'Forbidden.AccessDenied.Other'],
    [{ code: 'weird' }, 503, 'busy', 'weird'],
    [{}, 429, 'rate_limited', 'HTTP 429'],
    [{}, 302, 'unknown', 'HTTP 302'],
  ])('%j with status %i is %s', (body, status, kind, errcode) => {
    const error = failureOf(answer(body as never, status));
    expect([error.kind, error.failure.errcode, error.code]).toEqual([kind, errcode, `dingtalk_${kind}`]);
  });

  it('without a code of DingTalk’s is called what it is: somebody else’s', () => {
    const { failure } = failureOf(answer({ error: { code: 'not_found' } }, 404));
    expect(failure.advice.en).toMatch(/^What answered is not DingTalk’s API/);
    expect(failure.advice.zh).toMatch(/^应答的不是钉钉的接口/);
    expect(failureOf(answer({ errcode: 123456 })).failure.advice.en).toMatch(/dinghub does not know this code/);
  });

  it.each([
    ['<html><body>502 Bad Gateway</body></html>', 502],
    ['<!doctype html>', 200],
    ['', 200],
    ['[1]', 502],
  ])('%j with status %i is a gateway’s', (body, status) => {
    const error = failureOf(answer(body, status));
    expect(error.kind).toBe('not_json');
    // Behind the gateway it may have been done.
    expect(error.failure.mayHaveHappened).toBe(true);
  });

  it.each([
    '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}',
    '<html><script>x({"status":1111, "wait": "5", "source":"x5","punish":"deny"})</script></html>',
    '{"status":"1111","punish":"deny"}',
  ])('%s is the IP ban', (body) => {
    const error = failureOf(answer(body));
    expect([error.kind, error.failure.retryAfterMs]).toEqual(['ip_banned', 300_000]);
  });

  it('that only quotes a ban is none', () => {
    const text = '{"errcode":0,"failed_list":[{"title":"{\\"status\\":1111,\\"punish\\":\\"deny\\"}"}]}';
    expect(read(answer(text)).text).toBe(text);
  });

  it.each(['{"errcode":0,"status":{"toString":1}}', '{"errcode":{"toString":1}}'])(
    'whose fields are objects with a toString of their own is read like any other: %s',
    (text) => {
      expect(read(answer(text)).text).toBe(text);
    },
  );

  it('that is a ban for as long as no number says lasts five minutes', () => {
    const { failure } = failureOf(answer('{"status":1111,"wait":{"toString":1},"punish":"deny"}'));
    expect(failure.retryAfterMs).toBe(300_000);
  });

  it('that was cut is kept where it can be had only once', () => {
    const text = '{"errcode":0,"failed_list":[{"call_';
    expect(read(answer(text), true)).toEqual({ text, value: undefined });
    expect(() => read(answer('<html>'), true)).toThrow(DingTalkApiError);
    expect(() => read(answer(text, 500), true)).toThrow(DingTalkApiError);
  });

  it('that is compressed, though nobody asked for that, is not kept as if its text were there', () => {
    const { failure } = failureOf(answer('\u001f\ufffd\b', 200, { 'content-encoding': 'gzip' }), true);
    expect(failure).toMatchObject({ kind: 'not_json', mayHaveHappened: true });
    const text = '{"errcode":0,"failed_list":[{"call_';
    expect(read(answer(text, 200, { 'content-encoding': 'identity' }), true).text).toBe(text);
  });

  it('keeps integers beyond 2^53 as they are', () => {
    expect(read(answer('{"errcode":0,"id":12345678901234567890}')).value?.id).toBe('12345678901234567890');
  });

  it('tells DingTalk’s own words without the secrets of the call, and its message without them', () => {
    const error = failureOf(answer({ errcode: 71009, errmsg: 'curl https://x?access_token=s3cret → fail' }));
    expect(error.failure.errmsg).toBe('curl https://x?access_token=*** → fail');
    expect(error.message).not.toContain('curl');
    expect(error.message).toMatch(/^some\/api: 71009\. DingTalk called the URL/);
  });

  it('tells no secret where DingTalk says it as it stood in the URL, or in place of a code', () => {
    const secret = 'a+b/c= d\ud800';
    const url = new URL('https://x/?access_token=');
    url.searchParams.set('access_token', secret);
    const message = answer({ errcode: 40035, errmsg: `${url} ${secret}` });
    const read = () => readAnswer(message, { api: 'some/api', secrets: [secret] });
    expect(read).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ errmsg: 'https://x/?access_token=*** ***' }) }),
    );
    for (const body of [{ errcode: 's3cret' }, { errcode: 88, sub_code: 's3cret' }])
      expect(failureOf(answer(body)).message).not.toContain('s3cret');
  });

  it.each([
    ['E_DNS', false],
    ['E_TIMEOUT', true],
    ['E_CONNECTION', true],
  ] as const)('that is missing by %s: may it have been done? %s', (code, mayHaveHappened) => {
    const error = failureOf({ kind: 'failed', code, message: 'm' });
    expect([error.kind, error.failure.mayHaveHappened]).toEqual(['no_answer', mayHaveHappened]);
  });

  it('that is missing since there was no connection: it was not done', () => {
    const error = failureOf({ kind: 'failed', code: 'E_CONNECTION', message: 'm', isUnsent: true });
    expect(error.failure.mayHaveHappened).toBe(false);
  });
});
