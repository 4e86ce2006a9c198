import { errorFields } from '../../callback/error-fields';
import { StoreUnavailable } from '../../errors';
import { createSuiteState } from '../../suite/suite-state';
import { createDingTalk, type DingTalk, type DingTalkOptions } from '../create-dingtalk';
import { createBanGate } from '../ip-ban';
import { isSuiteKey } from '../suite-key';
import { type FailedSource, failedListSource } from './failed-source';
import { createReconciler, type Reconciler, type ReconcilerOptions } from './reconciler';
import { suiteSource } from './suite-source';

/** An app, as the configuration has it: one without both of these makes no calls. */
export interface ConfiguredApp {
  readonly name: string;
  readonly appKey?: string;
  readonly appSecret?: string;
}

/** What a run over all apps came to. */
export interface AppsReconciled {
  /** Names of the apps whose run failed; what they have stored by then is safe, and the next run goes on from there. */
  readonly failed: readonly string[];
}

/** The reconcilers of a hub's apps. */
export interface AppsReconciler {
  /** The apps that are reconciled. */
  readonly apps: readonly string[];
  /** Runs that of each app, all at a time. Never rejects: a failure is logged as `reconcile_failed`, with its code. */
  run(): Promise<AppsReconciled>;
}

/** What keeps a run from asking for a page that could not be stored. */
export interface AskingLimits {
  /** True: no further page is asked for, since nobody would be there to store it. */
  readonly isStopping?: () => boolean;
  /** Called before each page is asked for. @throws StoreUnavailable, StoreRejected where there is no room for one */
  readonly checkRoom?: () => Promise<void>;
}

/** What is asked of a third-party app's organisations in one run; an internal app's list has no more pages than a few. */
const MOST_SUITE_PAGES = 500;

/**
 * Creates the reconciler of one app: over the failed list, or, where its AppKey is a suiteKey, over the failed records of the
 * organisations that let it in.
 */
export function createAppReconciler(
  options: Omit<ReconcilerOptions, 'app' | 'source' | 'mostPages'> &
    AskingLimits & {
      readonly app: { readonly name: string; readonly appKey: string };
      readonly dingTalk: DingTalk;
    },
): Reconciler {
  const { app, dingTalk } = options;
  const { name } = app;
  if (!isSuiteKey(app.appKey)) {
    const source = () => within(options, failedListSource(dingTalk.call));
    return createReconciler({ ...options, app: name, source });
  }
  const suites = createSuiteState(options);
  const source = () => within(options, suiteSource({ ...options, app: name, suites }));
  return createReconciler({ ...options, app: name, source, mostPages: MOST_SUITE_PAGES });
}

/** Creates the reconcilers of all apps that can call DingTalk: those that have an AppKey and an AppSecret. */
export function createAppsReconciler(
  options: Omit<DingTalkOptions, 'app'> &
    Pick<ReconcilerOptions, 'events'> &
    AskingLimits & { readonly apps: readonly ConfiguredApp[] },
): AppsReconciler {
  const { apps, logger, isStopping = () => false } = options;
  // DingTalk bans an address, not an app.
  const ban = options.ban ?? createBanGate(options.clock);
  const reconcilers = apps.flatMap(({ name, appKey, appSecret }): (readonly [string, Reconciler])[] => {
    if (appKey === undefined || appSecret === undefined) return [];
    const dingTalk = createDingTalk({ ...options, ban, app: { name, appKey, appSecret } });
    return [[name, createAppReconciler({ ...options, app: { name, appKey }, dingTalk })]];
  });

  async function runOne(app: string, reconciler: Reconciler): Promise<readonly string[]> {
    try {
      await reconciler.run();
      return [];
    } catch (error) {
      if (isStopping() && error instanceof StoreUnavailable) {
        logger.info('reconcile_stopped', { app });
        return [];
      }
      logger.error('reconcile_failed', { app, ...errorFields(error) });
      return [app];
    }
  }

  return {
    apps: reconcilers.map(([name]) => name),
    async run() {
      const failed = await Promise.all(reconcilers.map(([name, reconciler]) => runOne(name, reconciler)));
      return { failed: failed.flat() };
    },
  };
}

/** Nothing has been asked then: no answer can be lost. */
function within({ isStopping, checkRoom }: AskingLimits, source: FailedSource): FailedSource {
  return {
    ...source,
    async ask() {
      if (isStopping?.()) throw new StoreUnavailable('The hub is closing.');
      await checkRoom?.();
      return source.ask();
    },
  };
}
