import { randomBytes } from 'node:crypto';
import { createEventLog, type Logger, silentLogger } from '@dinghub/core';
import { createAppReconciler, isSuiteKey, type ReconcileReport } from '@dinghub/core/dingtalk';
import { createSuiteState } from '@dinghub/core/dispatch';
import pc from 'picocolors';
import { CliError, EXIT_FAILED } from '../failure';
import { when } from '../format';
import { languageOf } from '../language';
import { withLocalStore } from '../local-store';
import { jsonLine, print, printable, printError, table } from '../terminal';
import { createClient, missingKeys, sleep } from './client';
import { chooseApp, readConfigured } from './configured-apps';
import type { AppOptions } from './registration-options';
import { tellingFailures } from './session';
import { both, type Tell, tellIn } from './told';

const SHOWN_EVENTS = 20;

/** `dinghub dingtalk reconcile`: one run over the failed list, on the store of the data folder. */
export async function reconcile(options: AppOptions & { readonly dryRun?: boolean }): Promise<void> {
  const { env } = process;
  const language = languageOf(env);
  const tell = tellIn(language);
  const { apps, retentionDays } = readConfigured(options.data, env);
  const app = chooseApp(apps, options.app);
  const { name, appKey } = app;
  if (appKey === undefined) throw new CliError(tell(missingKeys(name)));
  await withLocalStore(options.data, language, async (store) => {
    // The access token stays in memory: the store is the hub's.
    const dingTalk = createClient({ app, env, tell });
    const events = createEventLog({ store, clock: Date.now, retentionDays });
    const reconciler = createAppReconciler({
      app: { name, appKey },
      dingTalk,
      store,
      events,
      clock: Date.now,
      sleep,
      random: randomBytes,
      logger: tellingOrganisations(tell),
    });
    const dryRun = options.dryRun === true;
    const report = await tellingFailures(options, tell, () => reconciler.run({ dryRun }));
    if (report.outcome === 'busy' || report.outcome === 'lease_lost') process.exitCode = EXIT_FAILED;
    if (options.json) return print(jsonLine({ app: app.name, dryRun, ...report }));
    tellReport(report, dryRun, tell);
    const { items } = isSuiteKey(appKey)
      ? await createSuiteState({ store, events }).organisations(name, { limit: 1 })
      : { items: undefined };
    if (items?.length === 0) print(pc.yellow(tell(NO_ORGANISATION)));
  });
}

/** Says of which organisation of a third-party app DingTalk gives no failed records, and why. */
function tellingOrganisations(tell: Tell): Logger {
  return {
    ...silentLogger,
    warn(code, { corpid, error } = {}) {
      if (code !== 'reconcile_organisation_failed') return;
      const says = both(`organisation ${corpid}: ${error}`, `组织 ${corpid}：${error}`);
      printError(pc.yellow(printable(tell(says))));
    },
  };
}

const NO_ORGANISATION = both(
  'No organisation is known to have authorised this app: the hub knows of those whose org_suite_auth or tmp_auth_code it received.',
  '尚不知有哪些组织授权了该应用：dinghub 从收到的 org_suite_auth 或 tmp_auth_code 得知。',
);

const OUTCOMES = {
  done: both('DingTalk has nothing more.', '钉钉没有更多失败事件。'),
  more: both('There may be more: run it again.', '可能还有更多：请再运行一次。'),
  busy: both(
    'Another poller of this app is at work; try again in a minute.',
    '该应用的另一个拉取任务正在进行，请稍后再试。',
  ),
  lease_lost: both('Another poller took over.', '另一个拉取任务已接管。'),
} as const;

function tellReport(report: ReconcileReport, dryRun: boolean, tell: Tell): void {
  const { pages, entries, present, recovered, unreadable, events } = report;
  const count = dryRun ? both('missing', '缺失') : both('recovered', '已补回');
  print(
    tell(
      both(
        `${pages} pages, ${entries} entries: ${present} were there, ${recovered} ${count.en}, ${unreadable} not understood`,
        `${pages} 页，${entries} 条：${present} 条已有，${recovered} 条${count.zh}，${unreadable} 条无法识别`,
      ),
    ),
  );
  if (events.length > 0) {
    const head = ['id', 'type', 'subject', 'time'];
    const rows = events
      .slice(0, SHOWN_EVENTS)
      .map(({ id, type, subject = '', time }) => [...[id, type, subject].map(printable), when(time)]);
    print(table(head, rows));
  }
  if (unreadable > 0) print(pc.yellow(tell(UNREADABLE)));
  if (dryRun && pages > 0) print(pc.yellow(tell(KEPT)));
  print(tell(OUTCOMES[report.outcome]));
}

const UNREADABLE = both(
  'What was not understood is kept as it came, and reported as an event of type dinghub.reconcile.unreadable.',
  '无法识别的内容已原样保存，并以 dinghub.reconcile.unreadable 事件上报。',
);
const KEPT = both(
  'Nothing was appended. DingTalk does not give these pages again: they are stored, and the next run without --dry-run appends them.',
  '没有写入事件。钉钉不会再次返回这些页：它们已保存，下次不带 --dry-run 运行时写入。',
);
