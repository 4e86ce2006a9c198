import { EventEmitter } from 'node:events';
import https, { type RequestOptions } from 'node:https';
import { createFcClient } from '../src/fc-client';

const credentials = { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' };
const limits = { tryMs: 100, totalMs: 100 };

describe('a request to Function Compute', () => {
  afterEach(() => jest.restoreAllMocks());

  it('goes over https to the account’s own address inside Alibaba Cloud, on a path of the API of 3.0', async () => {
    let sent: RequestOptions = {};
    jest.spyOn(https, 'request').mockImplementation(((options: RequestOptions) => {
      sent = options;
      const request = Object.assign(new EventEmitter(), { end() {}, destroy() {}, abort() {} });
      setImmediate(() => request.emit('error', Object.assign(new Error('refused '), { code: 'ECONNREFUSED' })));
      return request;
    }) as unknown as typeof https.request);
    const caller = () => ({ accountId: '123', region: 'cn-beijing', credentials });
    const client = createFcClient({ caller, limits, clock: Date.now });
    expect(await client.invokeAsync('dinghub-prod-worker', '{}', 7)).toEqual({ reason: 'ECONNREFUSED', passing: true });
    expect(sent).toMatchObject({
      host: '123.cn-beijing-internal.fc.aliyuncs.com',
      port: 443,
      method: 'POST',
      path: '/2023-03-30/functions/dinghub-prod-worker/invocations',
      headers: {
        'x-fc-account-id': '123',
        'x-fc-invocation-type': 'Async',
        'x-fc-async-delay': '7',
        'x-fc-security-token': 'token',
        authorization: expect.stringMatching(/^FC STS\.id:[\w+/]{43}=$/),
      },
    });
    expect((sent.agent as https.Agent).options.keepAlive).toBe(true);
  });

  it('is not made outside of an invocation, where there are no credentials', async () => {
    const caller = () => {
      throw new Error('There are no credentials outside of an invocation.');
    };
    const client = createFcClient({ caller, limits, clock: Date.now });
    expect(await client.invokeAsync('worker', '{}', 0)).toEqual({ reason: 'Error', passing: true });
  });
});
