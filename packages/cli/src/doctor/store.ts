import { randomBytes } from 'node:crypto';
import { createEventLog, type RecordStore, StoreRejected, StoreUnavailable, silentLogger } from '@dinghub/core';
import { createReconciler } from '@dinghub/core/dingtalk';
import { checkRoom, databaseFile } from '@dinghub/local-adapter/files';
import { adviceOnStore } from '../advice';
import { sleep } from '../dingtalk/client';
import type { Configured } from '../dingtalk/configured-apps';
import { counted, howLong } from '../format';
import { hasLocalStore, withLocalStore } from '../local-store';
import { both, type Told } from '../told';
import { type Finding, failure, ok, warning } from './check';
import { checkSuites } from './suite';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Whether the store of the data folder can be read and written, and what waits in it. */
export async function checkStore(data: string, configured: Configured | undefined): Promise<readonly Finding[]> {
  const path = databaseFile(data);
  try {
    if (!hasLocalStore(data))
      return [warning('store', both(`there is none in ${data}`, `${data} 中没有存储`), NO_STORE)];
    return await withLocalStore(data, 'en', async (store) => {
      await checkRoom(data);
      const tookMs = await writeAndRead(store);
      const written = both(
        `${path} is read and written (${howLong(tookMs)})`,
        `${path} 可读写（${howLong(tookMs, 'zh')}）`,
      );
      return [
        ok('store', written),
        ...(await checkBacklogs(store, configured)),
        ...(await checkSuites(store, configured)),
      ];
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof StoreRejected)) throw error;
    return [failure('store', both(error.message, error.message), adviceIn(error.cause))];
  }
}

const NO_STORE = both(
  'start a hub there, or name its folder with --data; a hub in a cloud has its store there',
  '请在该目录启动 dinghub，或用 --data 指定其目录；云上的 dinghub 使用云上的存储',
);

function adviceIn(cause: unknown): Told | undefined {
  const [en, zh] = [adviceOnStore(cause, 'en'), adviceOnStore(cause, 'zh')];
  return en === undefined || zh === undefined ? undefined : both(en, zh);
}

/** Writes a record of its own, reads it and removes it. */
async function writeAndRead(store: RecordStore): Promise<number> {
  const key = { partition: 'doctor', sort: randomBytes(8).toString('hex') };
  const startedAt = Date.now();
  await store.insert({ ...key, value: {}, expiresAt: startedAt + MINUTE_MS });
  const record = await store.get(key);
  if (record !== undefined) await store.remove(key, record.version);
  return Date.now() - startedAt;
}

/** What waits on the failed lists of the apps that can be asked for; asks nobody. */
async function checkBacklogs(store: RecordStore, configured: Configured | undefined): Promise<readonly Finding[]> {
  if (configured === undefined) return [];
  const { apps, retentionDays } = configured;
  const events = createEventLog({ store, clock: Date.now, retentionDays });
  const calling = apps.filter(({ appKey, appSecret }) => appKey !== undefined && appSecret !== undefined);
  return Promise.all(
    calling.map(async ({ name }) => {
      const reconciler = createReconciler({
        app: name,
        source: () => ({ ask: () => Promise.reject(new Error('A look asks nobody.')) }),
        ...{ store, events, clock: Date.now, sleep, random: randomBytes, logger: silentLogger },
      });
      const { doneAt, waiting, unreadable } = await reconciler.status();
      const age = doneAt === undefined ? undefined : Date.now() - doneAt;
      const last = age === undefined ? NEVER : age < -MINUTE_MS ? SET_BACK : fetched(Math.max(0, age));
      const says = both(
        `${name}: ${last.en}, ${counted(waiting, 'page waits', 'pages wait')}, ${counted(unreadable, 'was', 'were')} not understood`,
        `${name}：${last.zh}，${waiting} 页待处理，${unreadable} 页无法识别`,
      );
      if (waiting > 0) return warning('backlog', says, RECONCILE);
      if (unreadable > 0) return warning('backlog', says, KEPT);
      if (age === undefined) return warning('backlog', says, RECONCILE);
      // Since a hub asks every five minutes, something is wrong; or nobody asks, and DingTalk's list grows.
      return last === SET_BACK || age > HOUR_MS ? warning('backlog', says, NOT_ASKED) : ok('backlog', says);
    }),
  );
}

const NEVER = both('never fetched', '从未拉取');
const SET_BACK = both(
  'fetched at a time that is yet to come, since a clock was set back',
  '上次拉取的时间晚于当前时间（时钟曾被回拨）',
);
const fetched = (age: number) => both(`fetched ${howLong(age)} ago`, `上次拉取在 ${howLong(age, 'zh')}前`);
const NOT_ASKED = both(
  'a running hub asks every five minutes: look for reconcile_failed in its log; or dinghub dingtalk reconcile',
  '运行中的 dinghub 每五分钟拉取一次：请查看其日志中的 reconcile_failed；或执行 dinghub dingtalk reconcile',
);
const RECONCILE = both('dinghub dingtalk reconcile', 'dinghub dingtalk reconcile');
const KEPT = both('they are kept; a newer version may read them', '已原样保存，新版本可能可以识别');
