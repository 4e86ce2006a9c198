import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '../../src/index';
import { type FcEmulator, type FcFunctionContext, startFcEmulator, until } from '../../src/index';

const KEY: AccessKey = { accessKeyId: 'id', accessKeySecret: 'secret' };
const PATH = '/2023-03-30/functions/worker/invocations';

interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly key?: AccessKey;
  readonly headers?: Readonly<Record<string, string>>;
  /** Changed after it was signed. */
  readonly tampered?: Readonly<Record<string, string>>;
}

/** A request signed as Function Compute documents it, with code of its own. */
async function call(emulator: FcEmulator, request: Request = {}): Promise<Response> {
  const { path = PATH, method = 'POST', body = '{"a":"审批"}', key = KEY, headers = {}, tampered = {} } = request;
  const all: Record<string, string> = {
    date: new Date().toUTCString(),
    'content-type': 'application/octet-stream',
    'content-md5': createHash('md5').update(body).digest('base64'),
    'x-fc-account-id': emulator.accountId,
    'x-fc-invocation-type': 'Async',
    ...(key.securityToken === undefined ? {} : { 'x-fc-security-token': key.securityToken }),
    ...headers,
  };
  const own = Object.keys(all).filter((name) => name.startsWith('x-fc-'));
  const canonical = own.sort().map((name) => `${name}:${all[name]}\n`);
  const text = [method, all['content-md5'], all['content-type'], all.date, `${canonical.join('')}${path}`].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret).update(text).digest('base64');
  const authorization = `FC ${key.accessKeyId}:${signature}`;
  const init = { method, headers: { ...all, authorization, ...tampered }, ...(method === 'GET' ? {} : { body }) };
  return fetch(`${emulator.endpoint}${path}`, init);
}

const codeOf = async (response: Response) => ((await response.json()) as { Code: string }).Code;
describe('the Function Compute emulator', () => {
  let emulator: FcEmulator;
  let seen: { event: string; context: FcFunctionContext; at: number }[];
  beforeEach(async () => {
    seen = [];
    emulator = await startFcEmulator({ keys: [KEY], backoffMs: 10 });
    emulator.deploy('worker', async (event, context) => {
      seen.push({ event: event.toString(), context, at: Date.now() });
      return { done: event.length };
    });
  });
  afterEach(() => emulator.close());

  it('answers an asynchronous invocation with 202 and a request id, and has the function invoked', async () => {
    const response = await call(emulator);
    expect([response.status, await response.text()]).toEqual([202, '']);
    await until(() => seen.length > 0);
    expect(seen[0]).toMatchObject({
      event: '{"a":"审批"}',
      context: {
        requestId: response.headers.get('x-fc-request-id'),
        accountId: emulator.accountId,
        region: 'cn-hangzhou',
      },
    });
  });

  it('answers a synchronous one with what the function returned, or says that it failed', async () => {
    const headers = { 'x-fc-invocation-type': 'Sync' };
    expect(await (await call(emulator, { headers, body: 'abc' })).json()).toEqual({ done: 3 });
    emulator.deploy('worker', async () => {
      throw new Error('It failed.');
    });
    const failed = await call(emulator, { headers });
    expect([failed.status, failed.headers.get('x-fc-error-type')]).toEqual([200, 'UnhandledInvocationError']);
  });

  it('holds a delayed one back', async () => {
    const startedAt = Date.now();
    await call(emulator, { headers: { 'x-fc-async-delay': '1' } });
    await until(() => seen.length > 0);
    expect((seen[0]?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(990);
  });

  it.each<[string, Request, number, string]>([
    ['an unknown key', { key: { ...KEY, accessKeyId: 'other' } }, 403, 'InvalidAccessKeyID'],
    ['another secret', { key: { ...KEY, accessKeySecret: 'other' } }, 403, 'SignatureNotMatch'],
    ['a token that the key has not', { key: { ...KEY, securityToken: 't' } }, 403, 'InvalidSecurityToken'],
    ['no signature', { tampered: { authorization: '' } }, 401, 'MissingAuthenticationToken'],
    ['a delay that was not signed', { tampered: { 'x-fc-async-delay': '5' } }, 403, 'SignatureNotMatch'],
    ['another date', { tampered: { date: new Date(Date.now() - 60_000).toUTCString() } }, 403, 'SignatureNotMatch'],
    ['an old date', { headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' } }, 403, 'RequestTimeTooSkewed'],
    ['another body', { headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }, 400, 'InvalidArgument'],
    ['another account', { headers: { 'x-fc-account-id': '2' } }, 403, 'AccessDenied'],
    ['a delay beyond an hour', { headers: { 'x-fc-async-delay': '3601' } }, 400, 'InvalidArgument'],
    ['half a second', { headers: { 'x-fc-async-delay': '0.5' } }, 400, 'InvalidArgument'],
    ['an event beyond 128 KB', { body: 'x'.repeat(128 * 1024 + 1) }, 413, 'EntityTooLarge'],
    ['a function that is not there', { path: PATH.replace('worker', 'nobody') }, 404, 'FunctionNotFound'],
    ['the API of FC 2.0', { path: '/2016-08-15/services/s/functions/worker/invocations' }, 404, 'PathNotSupported'],
    ['another method', { method: 'GET', body: '' }, 405, 'MethodNotAllowed'],
  ])('refuses %s', async (_, request, status, code) => {
    const response = await call(emulator, request);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(seen).toEqual([]);
  });

  it('gives every invocation credentials of its own, which work while it lasts', async () => {
    const valid: (readonly AccessKey[])[] = [];
    const other = await startFcEmulator({ keys: [KEY], onCredentials: (keys) => valid.push(keys) });
    const used: AccessKey[] = [];
    other.deploy('callee', async () => {});
    other.deploy('worker', async (_, { credentials }) => {
      used.push(credentials);
      const path = PATH.replace('worker', 'callee');
      expect((await call(other, { path, key: credentials })).status).toBe(202);
    });
    await other.invoke('worker', {});
    await other.invoke('worker', {});
    await until(() => other.waiting() === 0);
    const [first, second] = used;
    expect(first?.accessKeyId).toMatch(/^STS\./);
    expect(first).not.toEqual(second);
    expect(valid.at(-1)).toEqual([]);
    if (first !== undefined) expect((await call(other, { key: first })).status).toBe(403);
    await other.close();
  });

  it('tries a failing invocation again, with growing pauses, and gives it up to the failure destination', async () => {
    const at: number[] = [];
    const fails = async () => {
      at.push(Date.now());
      throw new Error('It fails.');
    };
    emulator.deploy('worker', fails, { maxAsyncRetryAttempts: 2 });
    await call(emulator);
    await until(() => emulator.failed.length > 0);
    const [first = 0, second = 0, third = 0] = at;
    expect(at).toHaveLength(3);
    expect(third - second).toBeGreaterThan(second - first);
    expect(emulator.failed).toMatchObject([{ functionName: 'worker', event: '{"a":"审批"}', attempts: 3 }]);
    expect(emulator.waiting()).toBe(0);
  });

  it('gives up sooner what has waited for too long, or takes too long', async () => {
    const fails = async () => {
      throw new Error('It fails.');
    };
    emulator.deploy('worker', fails, { maxAsyncEventAgeInSeconds: 0 });
    await call(emulator);
    await until(() => emulator.failed.length > 0);
    expect(emulator.failed[0]?.attempts).toBe(1);
    emulator.deploy('worker', () => new Promise(() => {}), { timeout: 0.02, maxAsyncRetryAttempts: 0 });
    await call(emulator);
    await until(() => emulator.failed.length > 1);
    expect(emulator.failed[1]?.error).toMatch(/timed out/);
  });

  it('fails as it is told to', async () => {
    emulator.faults.push('denied', 'missing', 'throttled', 'error', 'unavailable', 'garbage', 'empty_json');
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await call(emulator)).status);
    expect(statuses).toEqual([403, 404, 429, 500, 503, 200, 202, 202]);
    await until(() => emulator.waiting() === 0);
    expect(seen).toHaveLength(2);
    emulator.faults.push('drop', 'drop_after');
    await expect(call(emulator)).rejects.toThrow();
    await expect(call(emulator)).rejects.toThrow();
    await until(() => seen.length === 3);
  });

  it('loses what it is told to lose', async () => {
    emulator.faults.push('lose');
    expect((await call(emulator)).status).toBe(202);
    emulator.isLosing = true;
    expect((await call(emulator)).status).toBe(202);
    expect(emulator.waiting()).toBe(0);
    expect(emulator.calls).toHaveLength(2);
  });
});
