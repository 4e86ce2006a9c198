import { createEventLog, StoreUnavailable } from '@dinghub/core';
import { createAppsReconciler } from '../../../src/dingtalk/index';
import { answer, SECRETS } from '../fake-dingtalk';
import { keepingLogger, setUp } from '../set-up';
import { entries } from './world';

const ASK = 'call_back/get_call_back_failed_result';

function create(change: Partial<Parameters<typeof createAppsReconciler>[0]> = {}) {
  const { time, store, fake, apis } = setUp();
  const logger = keepingLogger();
  const events = createEventLog({ store, clock: time.clock, retentionDays: 180 });
  let seed = 0;
  const reconciler = createAppsReconciler({
    apps: [{ name: 'hr', ...SECRETS }],
    ...{ http: fake.http, store, events, clock: time.clock, sleep: time.sleep, logger },
    random: (size) => new Uint8Array(size).map(() => seed++ % 256),
    ...change,
  });
  const stored = async () => (await events.list({}, { limit: 500 })).items.map(({ event: { app } }) => app);
  return { time, fake, apis, logger, reconciler, stored };
}

describe('the reconcilers of all apps', () => {
  it('are those of the apps that can call DingTalk', async () => {
    const apps = [{ name: 'hr', ...SECRETS }, { name: 'it' }, { name: 'key', appKey: 'k' }];
    const { time, fake, reconciler, stored } = create({ apps });
    fake.failed = entries(2);
    expect(reconciler.apps).toEqual(['hr']);
    expect(await time.run(reconciler.run())).toEqual({ failed: [] });
    expect(await stored()).toEqual(['hr', 'hr']);
  });

  it('fail alone: one that cannot call keeps no other from its events', async () => {
    const apps = [
      { name: 'it', appKey: 'dingkey', appSecret: 'not-the-secret' },
      { name: 'hr', ...SECRETS },
    ];
    const { time, fake, reconciler, stored, logger } = create({ apps });
    fake.failed = entries(2);
    expect(await time.run(reconciler.run())).toEqual({ failed: ['it'] });
    expect(await stored()).toEqual(['hr', 'hr']);
    const failed = logger.lines.filter((line) => line.includes('"reconcile_failed"'));
    expect(failed).toEqual([expect.stringMatching(/"app":"it","error":"DingTalkApiError:dingtalk_\w+"/)]);
    expect(logger.lines.join()).not.toContain('not-the-secret');
  });

  it('share a ban: DingTalk bans an address, not an app', async () => {
    const apps = [
      { name: 'hr', ...SECRETS },
      { name: 'it', ...SECRETS },
    ];
    const { time, fake, apis, reconciler } = create({ apps, patienceMs: 0 });
    const ban = answer({ status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'u' });
    fake.script.push(...Array.from({ length: 4 }, () => ban));
    expect(await time.run(reconciler.run())).toEqual({ failed: ['hr', 'it'] });
    const asked = apis().length;
    expect(await time.run(reconciler.run())).toEqual({ failed: ['hr', 'it'] });
    expect(apis()).toHaveLength(asked);
  });

  it('ask for no page while there is no room for it, lose none, and go on when there is', async () => {
    let room = 1;
    const { time, fake, apis, reconciler, stored, logger } = create({
      checkRoom: async () => {
        if (room-- <= 0) throw new StoreUnavailable('The disk is full.', { cause: { code: 'ENOSPC' } });
      },
    });
    fake.failed = entries(5);
    fake.pageSize = 2;
    expect(await time.run(reconciler.run())).toEqual({ failed: ['hr'] });
    expect(apis().filter((api) => api === ASK)).toHaveLength(1);
    expect(logger.lines.join()).toContain('"reconcile_failed"');
    room = 100;
    await time.run(reconciler.run());
    expect(await stored()).toHaveLength(5);
    expect(logger.lines.join()).not.toContain('failed_page_lost');
  });

  it('ask for no further page when there is nobody to store it, lose none, and go on the next time', async () => {
    let isStopping = false;
    const { time, fake, apis, reconciler, stored, logger } = create({ isStopping: () => isStopping });
    fake.failed = entries(5);
    fake.pageSize = 2;
    fake.script.push(undefined, () => {
      isStopping = true;
      return undefined;
    });
    expect(await time.run(reconciler.run())).toEqual({ failed: [] });
    expect(apis().filter((api) => api === ASK)).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
    expect(logger.lines.join()).toContain('"reconcile_stopped"');
    isStopping = false;
    await time.run(reconciler.run());
    expect(await stored()).toHaveLength(5);
    expect(logger.lines.join()).not.toMatch(/failed_page_lost|reconcile_failed/);
  });
});
