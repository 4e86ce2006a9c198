import type { CallRecord, PushRecord } from '../../src/index';
import { APP, NOW, TOKEN, using } from './harness';

describe('whoever watches a DingTalk', () => {
  it('is told of each call and of each push, retries and check_url too, and of no secret', async () => {
    const calls: CallRecord[] = [];
    const pushes: PushRecord[] = [];
    await using(
      async ({ hub, push, register, close }) => {
        await register('user_add_org');
        hub.script.push(503, 'something else');
        await push(APP.appKey, { EventType: 'user_add_org' });
        await close();
        await push(APP.appKey, { EventType: 'user_add_org' });
      },
      { onCall: (call) => void calls.push(call), onPush: (push) => void pushes.push(push), retryDelaysMs: [1, 1] },
    );
    expect(calls).toEqual([
      { at: NOW, method: 'GET', path: '/gettoken', result: 0 },
      { at: NOW, method: 'POST', path: '/call_back/register_call_back', result: 0 },
    ]);
    expect(pushes.slice(0, 5)).toMatchObject([
      { type: 'check_url', result: 'success', status: 200, url: expect.stringMatching(/^http:\S+\/v1\/dingtalk$/) },
      { type: 'user_add_org', result: 'status', status: 503 },
      { result: 'not_success', status: 200 },
      { result: 'success', status: 200, at: NOW + 2, durationMs: 0 },
      { result: 'connection' },
    ]);
    expect(pushes[4]).not.toHaveProperty('status');
    for (const secret of [TOKEN, APP.appSecret, 'signature'])
      expect(JSON.stringify([calls, pushes])).not.toContain(secret);
  });
});
