import { createHubApi, type HubApi } from '../../src/api/hub-api';
import { createHubClient } from '../../src/api/hub-client';

/** The operations over what answers every call with the same JSON. */
function apiOver(answer: object, language: 'en' | 'zh' = 'en'): HubApi {
  const text = JSON.stringify(answer);
  const target = { endpoint: 'http://other', tokenFrom: '--token', isNamed: true, isFolders: false };
  const send = async () => ({ kind: 'answer', status: 200, headers: {}, text }) as const;
  return createHubApi(createHubClient({ target, send, clock: Date.now, language }));
}

describe('the operations of the admin API', () => {
  const page = { limit: 1 };
  it.each<[string, (api: HubApi) => Promise<unknown>]>([
    ['events list', (api) => api.events.list({}, page)],
    ['events show', (api) => api.events.get('e')],
    ['events replay', (api) => api.events.replay('e')],
    ['subscriptions list', (api) => api.subscriptions.list(page)],
    ['subscriptions create', (api) => api.subscriptions.create({})],
    ['subscriptions set', (api) => api.subscriptions.put('s', {})],
    ['subscriptions test', (api) => api.subscriptions.test('s')],
    ['deliveries list', (api) => api.deliveries.list({}, page)],
    ['suite ticket', (api) => api.suites.ticket('a')],
    ['suite organisations', (api) => api.suites.organisations('a', page)],
    ['patterns test', (api) => api.testPattern({}, {})],
  ])('of what speaks JSON and is no hub, such as DingTalk, %s says so', async (_, call) => {
    await expect(call(apiOver({ errcode: 404, errmsg: 'x' }))).rejects.toMatchObject({
      message: 'What answers at http://other is no dinghub (HTTP 200). Is --endpoint right?',
      reason: 'not_dinghub',
    });
    await expect(call(apiOver({}, 'zh'))).rejects.toThrow('http://other 上应答的不是 dinghub（HTTP 200）');
  });

  it('give what a hub answers', async () => {
    await expect(apiOver({ items: [] }).subscriptions.list(page)).resolves.toEqual({ items: [] });
    await expect(apiOver({ match: false }).testPattern({}, {})).resolves.toBe(false);
  });
});
