import { once } from 'node:events';
import { temporaryFolder } from '@dinghub/testkit';
import { start, waitFor } from '../command';
import { APP, environment, quietly, startDingTalk } from './set-up';

/** The sweeper looks every ten seconds for events that nobody has dispatched for thirty. */
const PATIENCE_MS = 90_000;

describe('dinghub dingtalk reconcile beside a running hub', () => {
  const data = temporaryFolder('beside', afterAll);

  it(
    'appends what the hub then finds by itself, and brings to its subscriber',
    async () => {
      const dingTalk = await startDingTalk();
      const env = environment(dingTalk.url);
      const run = (args: readonly string[]) => quietly([...args, '--data', data], env);
      // This hub fetches nothing by itself.
      const begin = (port = '0') =>
        start(['start', '--port', port, '--data', data], { ...env, DINGHUB_RECONCILE: 'false' });
      const listener = start(['listen', '--port', '0', '--json']);
      let hub = begin();
      try {
        const url = await waitFor(hub.out, /running at (\S+)\./);
        const to = await waitFor(listener.err, /Listening at (\S+)\. /);
        const create = ['subscriptions', 'create', '--id', 'hr', '--url', to, '--all', '--endpoint', url];
        expect(await run(create)).toMatchObject({ code: 0 });
        expect(await run(['dingtalk', 'register', '--url', url])).toMatchObject({ code: 0 });
        hub.child.kill('SIGTERM');
        await once(hub.child, 'close');
        const missed = { EventType: 'user_add_org', TimeStamp: '1763900000000', UserId: ['u1'], CorpId: APP.corpId };
        expect(await dingTalk.push(APP.appKey, missed)).toMatchObject({ kind: 'failed' });

        hub = begin(new URL(url).port);
        await waitFor(hub.out, /running at (\S+)\./);
        const done = await run(['dingtalk', 'reconcile', '--json']);
        expect(JSON.parse(done.out)).toMatchObject({ outcome: 'done', recovered: 1 });
        expect(listener.out()).toBe('');
        const until = Date.now() + PATIENCE_MS;
        while (listener.out() === '' && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 250));
        expect(JSON.parse(listener.out())).toMatchObject({
          ...{ type: 'user_add_org', subject: 'user/u1', subscription: 'hr', status: 200 },
          content: { recovered: true },
        });
      } finally {
        for (const { child } of [hub, listener]) {
          child.kill('SIGTERM');
          if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
        }
        await dingTalk.close();
      }
    },
    2 * PATIENCE_MS,
  );
});
