import {
  type CallbackRegistration,
  checkRegistration,
  ensureRegistered,
  expandTags,
  planRegistration,
  type RegisteredCallback,
} from '@dinghub/core/dingtalk';
import { ownerKeyKind } from '@dinghub/core/sightings';
import { CliError } from '../failure';
import { howLong } from '../format';
import { jsonLine, print } from '../terminal';
import { both } from '../told';
import { type ConfiguredApp, stillLearns } from './configured-apps';
import { sayInForce, sayTags, type TagOptions } from './in-force';
import { goOnOnlyIfForced, ownProbe } from './own-probe';
import type { ProbeResult } from './probe';
import { askingAbout } from './registered';
import { type AppOptions, callbackUrlOf } from './registration-options';
import { type Session, withSession } from './session';

/** What `dinghub dingtalk register` was asked. */
export interface RegisterOptions extends AppOptions, TagOptions {
  readonly url: string;
  readonly tags?: readonly string[];
  readonly dryRun?: boolean;
  /** Asks DingTalk also when the check_url from here failed. */
  readonly force?: boolean;
}

/** Registers the hub's URL, or updates what is registered, and says what happens meanwhile. */
export function register(options: RegisterOptions): Promise<void> {
  const url = callbackUrlOf(options.url, options.app);
  return withSession(options, async (session) => {
    const { app, dingTalk, say, tell, env } = session;
    const [credential] = app.credentials;
    if (credential === undefined) throw new CliError(tell(noCredentials(app)));
    // What is wrong with it is said before anything is called.
    checkRegistration({ ...credential, url, tags: options.tags ?? ['*'] });
    warnAboutOwnerKeys(session);
    session.progress(askingAbout(app, env));
    const before = await dingTalk.callbacks.get();
    const wanted = { ...credential, url, tags: tagsFor(options.tags, before) };
    const own = await ownProbe(session, wanted);
    await goOnOnlyIfForced(session, own, { ...options, url });
    if (options.dryRun) {
      const plan = await planRegistration({ get: async () => before }, wanted);
      say(both('dry run', '试运行'), PLANS[plan.action]);
      sayTags(session, plan.wanted, options);
      return tellJson(options, { dryRun: true, action: plan.action, ...shown(url, plan.wanted, before), probe: own });
    }
    say(
      both('asking', '请求'),
      both(
        `DingTalk to ${before === undefined ? 'register' : 'update'}; it calls the URL with check_url before it answers …`,
        `钉钉${before === undefined ? '注册' : '更新'}回调地址；它会先以 check_url 访问该地址，再返回结果……`,
      ),
    );
    const startedAt = Date.now();
    const outcome = await ensureRegistered(dingTalk.callbacks, wanted, { probe: true });
    const tookMs = Date.now() - startedAt;
    say(
      both('answer', '结果'),
      both(
        `ok after ${howLong(tookMs)}: DingTalk’s check_url got “success”`,
        `成功，用时 ${howLong(tookMs, 'zh')}：钉钉的 check_url 得到了 success`,
      ),
    );
    const { after } = outcome;
    sayInForce(session, after, options);
    tellJson(options, {
      dryRun: false,
      action: outcome.action,
      ...shown(url, outcome.wanted, before),
      ...(after === undefined ? {} : { after: { url: after.url, tags: after.tags } }),
      probe: own,
      dingTalkMs: tookMs,
    });
  });
}

const noCredentials = ({ name }: ConfiguredApp) =>
  both(`The app "${name}" has no credentials.`, `应用“${name}”没有凭据。`);

const PLANS = {
  register: both('nothing is registered: it would be registered', '尚未注册：将进行注册'),
  update: both('something else is registered: it would be updated', '已注册为其他内容：将进行更新'),
  none: both('this is registered already: it would be checked again', '已按此注册：将重新校验'),
} as const;

/** Without --tags, those that are registered stay; the first time it is all of them. */
function tagsFor(given: readonly string[] | undefined, before: RegisteredCallback | undefined): readonly string[] {
  if (given !== undefined) return given;
  const { tags } = expandTags(before?.tags ?? []);
  return tags.length > 0 ? tags : ['*'];
}

function warnAboutOwnerKeys({ app, warn }: Session): void {
  // A hub that still learns keeps the corpId when DingTalk first comes with it.
  if (stillLearns(app) || !lacksCorpId(app)) return;
  warn(
    both(
      'No owner key of the app looks like a corpId, and DingTalk seals with the corpId what goes to a URL that is registered by API. Add the corpId (home page of the developer console) to DINGTALK_OWNER_KEY or to the app’s ownerKeys, and restart the hub.',
      '应用的 owner key 中没有 corpId，而推送到通过接口注册的回调地址时，钉钉以 corpId 加密。请将 corpId（见开发者后台首页）加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，并重启 dinghub。',
    ),
  );
}

function lacksCorpId({ ownerKeys, appKey }: ConfiguredApp): boolean {
  return ownerKeys.every((key) => !['corp_id', 'unclear'].includes(ownerKeyKind(key, appKey)));
}

function shown(url: string, wanted: CallbackRegistration, before: RegisteredCallback | undefined) {
  return {
    url,
    tags: wanted.tags,
    ...(before === undefined ? {} : { before: { url: before.url, tags: before.tags } }),
  };
}

function tellJson(
  { json }: AppOptions,
  outcome: { readonly action: string; readonly probe: ProbeResult } & Readonly<Record<string, unknown>>,
): void {
  if (json) print(jsonLine(outcome));
}
