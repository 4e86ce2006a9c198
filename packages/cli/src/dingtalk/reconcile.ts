import { randomBytes } from 'node:crypto';
import { createEventLog, StoreUnavailable } from '@dinghub/core';
import { createAppReconciler, isApiError, isSuiteKey, type ReconcileReport } from '@dinghub/core/dingtalk';
import { createSuiteState } from '@dinghub/core/dispatch';
import { checkRoom } from '@dinghub/local-adapter/files';
import pc from 'picocolors';
import { CliError, EXIT_FAILED } from '../failure';
import { languageOf } from '../language';
import { withLocalStore } from '../local-store';
import { type StopSignals, stopSignals } from '../stop-signal';
import { jsonLine, print, printable, printError, printProgress } from '../terminal';
import { both, tellIn } from '../told';
import { createClient, missingKeys, sleep } from './client';
import { chooseApp, readConfigured } from './configured-apps';
import { createNodeHttpPort } from './http-port';
import { type OrganisationFailures, rememberFailures } from './organisation-failures';
import { createNotices } from './reconcile-notices';
import { tellReport } from './reconcile-report';
import type { AppOptions } from './registration-options';
import { tellingFailures } from './session';
import { stoppableSleep } from './stoppable';

/**
 * `dinghub dingtalk reconcile`: one run over the failed list, on the store of the data folder. Told to stop, it takes the page that
 * it has asked for, and gives back the lease; told twice, it gives the answer up.
 */
export async function reconcile(
  options: AppOptions & { readonly dryRun?: boolean; readonly reread?: boolean },
): Promise<void> {
  const { env } = process;
  const language = languageOf(env);
  const tell = tellIn(language);
  const { apps, retentionDays } = readConfigured(options.data, env);
  const app = chooseApp(apps, options.app);
  const { name, appKey } = app;
  if (appKey === undefined) throw new CliError(tell(missingKeys(name)));
  await withLocalStore(options.data, language, async (store) => {
    const signals = stopSignals();
    const { stop, abandon } = signals;
    stop.addEventListener('abort', () => printError(pc.yellow(tell(STOPPING))));
    const failures: OrganisationFailures = new Map();
    const notices = createNotices({
      ...{ tell, env, failures, warn: (text) => printError(pc.yellow(printable(text))) },
      ...(options.json ? {} : { progress: printProgress }),
    });
    const { logger, onPage } = notices;
    // The access token stays in memory: the store is the hub's.
    const dingTalk = createClient({
      ...{ app, env, tell, logger },
      ...{ sleep: stoppableSleep(stop), port: createNodeHttpPort({ abandon }) },
    });
    const events = createEventLog({ store, clock: Date.now, retentionDays });
    const reconciler = createAppReconciler({
      ...{ app: { name, appKey }, dingTalk: rememberFailures(dingTalk, failures), isStopping: () => stop.aborted },
      checkRoom: () => checkRoom(options.data),
      ...{ store, events, clock: Date.now, sleep, random: randomBytes, logger, onPage },
    });
    const { dryRun = false, reread = false } = options;
    notices.asking();
    const report = await tellingFailures(options, tell, () =>
      unlessStopped(signals, () => reconciler.run({ dryRun, reread })),
    );
    if (typeof report === 'string') {
      process.exitCode = signals.exitCode();
      if (options.json) print(jsonLine({ app: name, dryRun, outcome: report, pages: notices.pages() }));
      else print(tell(report === 'given_up' && !isSuiteKey(appKey) ? GIVEN_UP : STOPPED));
      return;
    }
    if (report.outcome === 'busy' || report.outcome === 'lease_lost') process.exitCode = EXIT_FAILED;
    if (options.json) return print(jsonLine({ app: name, dryRun, ...report }));
    tellReport(report, dryRun, tell);
    const { items } = isSuiteKey(appKey)
      ? await createSuiteState({ store, events }).organisations(name, { limit: 1 })
      : { items: undefined };
    if (items?.length === 0) print(pc.yellow(tell(NO_ORGANISATION)));
  });
}

/** A run; or how it ended since it was told to, its lease given back. */
async function unlessStopped(
  { stop, abandon }: StopSignals,
  run: () => Promise<ReconcileReport>,
): Promise<ReconcileReport | 'stopped' | 'given_up'> {
  try {
    return await run();
  } catch (error) {
    // What is thrown for the stop has no cause; a store that fails has one.
    if (stop.aborted && error instanceof StoreUnavailable && error.cause === undefined) return 'stopped';
    if (abandon.aborted && isApiError(error, 'no_answer')) return 'given_up';
    throw error;
  }
}

const STOPPING = both(
  'Stopping: the page that DingTalk was asked for is still taken, 10 s at most. Ctrl-C again does not wait for it.',
  '正在停止：仍会接收已请求的一页，最多 10 秒。再按一次 Ctrl-C 则不再等待。',
);
const STOPPED = both(
  'Stopped. What came is stored; run it again to go on.',
  '已停止。收到的内容均已保存，再次运行即可继续。',
);
const GIVEN_UP = both(
  'Stopped without the answer. If it was a page of the failed list, DingTalk does not give it again: an event of type dinghub.reconcile.answer_lost says so.',
  '已停止，未等到返回。如果那是失败列表的一页，钉钉不会再次返回：dinghub.reconcile.answer_lost 事件记录了此事。',
);
const NO_ORGANISATION = both(
  'No organisation is known to have authorised this app: the hub knows of those whose org_suite_auth or tmp_auth_code it received.',
  '尚不知有哪些组织授权了该应用：dinghub 从收到的 org_suite_auth 或 tmp_auth_code 得知。',
);
