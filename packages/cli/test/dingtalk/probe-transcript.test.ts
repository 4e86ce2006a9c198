import { transcriptIn, transcriptLine, unreachableAdvice } from '../../src/dingtalk/probe-transcript';

const said = (cause: string, code = 'null', reply = 'null') =>
  `url地址访问异常,错误原因为:${cause} HttpRequest: curl 'http://x?signature=s3cret'    HttpCode:${code}   HttpReponse:${reply}`;

describe('what DingTalk’s message tells of its probe', () => {
  it('is status and reply, and never the request', () => {
    expect(transcriptIn(said('x', '403', '{"a":1}'))).toEqual({ status: 403, reply: '{"a":1}' });
    expect(transcriptIn(said('x'))).toEqual({});
    expect(transcriptIn('no probe')).toBeUndefined();
  });

  it('is a line without nulls, in both languages', () => {
    expect(transcriptLine({})).toEqual({ en: 'DingTalk’s probe got no answer.', zh: '钉钉校验时没有得到返回。' });
    expect(transcriptLine({ status: 502 })).toEqual({
      en: 'DingTalk’s probe got: HTTP 502, nothing',
      zh: '钉钉校验时得到：HTTP 502，空',
    });
  });

  it.each([
    [
      'http statusCode is:401',
      '401',
      '{"error":{"code":"signature_mismatch"}}',
      /got HTTP 401 signature_mismatch\. .*another token/,
    ],
    ['http statusCode is:502', '502', '<html>', /got HTTP 502\. Something other than the hub/],
    ['http statusCode is:404', 'null', 'null', /got HTTP 404\. Nothing is at this path/],
    [
      '不允许3xx跳转.http statusCode is:302跳转后地址为:https://login.example/x',
      '302',
      '',
      /redirect to login\.example\. DingTalk follows no redirect/,
    ],
    ['java.net.SocketTimeoutException: Read timed out', 'null', 'null', /no answer in time: it waits 1\.2 to 2\.5 s/],
    ['java.net.UnknownHostException', 'null', 'null', /ENOTFOUND.*does not resolve/],
    ['javax.net.ssl.SSLHandshakeException', 'null', 'null', /certificate is not trusted/],
  ])('%s (%s) gives advice of its own', (cause, code, reply, advice) => {
    const told = unreachableAdvice(said(cause, code, reply));
    expect(told?.en).toMatch(advice);
    expect(told?.zh).toMatch(/^钉钉访问了该 URL，.*。$/);
  });

  it.each([['HttpCode:'.repeat(200_000)], [`${' '.repeat(1_000_000)}x`]])(
    'takes no time with a message that goes on and on',
    (message) => {
      const startedAt = performance.now();
      expect(unreachableAdvice(message)).toBeUndefined();
      expect(performance.now() - startedAt).toBeLessThan(2000);
    },
  );

  it('gives none where the message does not say', () => {
    expect(unreachableAdvice('url地址访问异常')).toBeUndefined();
    expect(unreachableAdvice(undefined)).toBeUndefined();
  });
});
