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
import { type ConfiguredApp, stillLearns } from './configured-apps';
import { OWNER_KEY_NAMES, ownerKeyToProbe } from './owner-key';
import { createProber, type ProbeResult, probeAdvice, probeOutcome } from './probe';
import { type AppOptions, callbackUrlOf } from './registration-options';
import { knowsOlderAlone, RESTART_FIRST } from './rotation-probe';
import { type Session, withSession } from './session';
import { both } from './told';

/** What `dinghub dingtalk register` was asked. */
export interface RegisterOptions extends AppOptions {
  readonly url: string;
  readonly tags?: readonly string[];
  readonly dryRun?: boolean;
}

/** Registers the hub's URL, or updates what is registered, and says what happens meanwhile. */
export function register(options: RegisterOptions): Promise<void> {
  const url = callbackUrlOf(options.url, options.app);
  return withSession(options, async (session) => {
    const { app, dingTalk, say } = session;
    const [credential] = app.credentials;
    if (credential === undefined) throw new CliError(`The app "${app.name}" has no credentials.`);
    // What is wrong with it is said before anything is called.
    checkRegistration({ ...credential, url, tags: options.tags ?? ['*'] });
    warnAboutOwnerKeys(session);
    const before = await dingTalk.callbacks.get();
    const wanted = { ...credential, url, tags: tagsFor(options.tags, before) };
    const own = await ownProbe(session, wanted);
    if (options.dryRun) {
      const plan = await planRegistration({ get: async () => before }, wanted);
      say(both('dry run', '试运行'), PLANS[plan.action]);
      sayTags(session, plan.wanted);
      return tellJson(options, { dryRun: true, action: plan.action, ...shown(url, plan.wanted, before), probe: own });
    }
    say(
      both('asking', '请求'),
      both(
        `DingTalk to ${before === undefined ? 'register' : 'update'}; it calls the URL with check_url before it answers …`,
        `钉钉${before === undefined ? '注册' : '更新'}回调；钉钉会先以 check_url 访问该地址，再返回结果……`,
      ),
    );
    const startedAt = Date.now();
    const outcome = await ensureRegistered(dingTalk.callbacks, wanted, { probe: true });
    const tookMs = Date.now() - startedAt;
    const took = howLong(tookMs);
    say(
      both('answer', '结果'),
      both(
        `ok after ${took}: DingTalk’s check_url got “success”`,
        `成功，用时 ${took}：钉钉的 check_url 得到了 success`,
      ),
    );
    const { after } = outcome;
    sayInForce(session, after);
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

const PLANS = {
  register: both('nothing is registered: it would be registered', '尚未注册：将进行注册'),
  update: both('something else is registered: it would be updated', '已注册其他内容：将进行更新'),
  none: both('this is registered already: it would be checked again', '已按此注册：将重新校验'),
} as const;

/** Without --tags, those that are registered stay; the first time it is all of them. */
function tagsFor(given: readonly string[] | undefined, before: RegisteredCallback | undefined): readonly string[] {
  if (given !== undefined) return given;
  const { tags } = expandTags(before?.tags ?? []);
  return tags.length > 0 ? tags : ['*'];
}

/** What DingTalk is going to do, done from here first: it says more than DingTalk does. It decides nothing. */
async function ownProbe({ app, say, warn }: Session, { url, token, aesKey }: CallbackRegistration) {
  const ownerKey = ownerKeyToProbe(app, 'corp_id');
  const kind = OWNER_KEY_NAMES[ownerKeyKind(ownerKey, app.appKey)];
  say(
    both('probing', '自检'),
    both(
      `POST ${url}: check_url, signed and sealed, owner key: ${kind} …`,
      `POST ${url}：已签名加密的 check_url，owner key：${kind}……`,
    ),
  );
  const prober = createProber({ url, keys: { token, aesKey, ownerKey } });
  const result = await prober.probe().finally(prober.close);
  const took = howLong(result.durationMs);
  const { en, zh } = probeOutcome(result);
  say(both('came', '返回'), both(`${en}, after ${took}`, `${zh}，用时 ${took}`));
  if (result.outcome !== 'success')
    warn((await knowsOlderAlone(url, app, ownerKey, result)) ? RESTART_FIRST : probeAdvice(result));
  return result;
}

function warnAboutOwnerKeys({ app, warn }: Session): void {
  // A hub that still learns keeps the corpId when DingTalk first comes with it.
  if (stillLearns(app) || !lacksCorpId(app)) return;
  warn(
    both(
      'No owner key of the app looks like a corpId, and DingTalk seals with the corpId what goes to a URL that is registered by API. Add the corpId (home page of the developer console) to DINGTALK_OWNER_KEY or to the app’s ownerKeys, and restart the hub.',
      '应用的 owner key 中没有 corpId，而通过接口注册的回调由钉钉以 corpId 加密。请将 corpId（见开发者后台首页）加入 DINGTALK_OWNER_KEY 或该应用的 ownerKeys，并重启 dinghub。',
    ),
  );
}

function lacksCorpId({ ownerKeys, appKey }: ConfiguredApp): boolean {
  return ownerKeys.every((key) => !['corp_id', 'unclear'].includes(ownerKeyKind(key, appKey)));
}

/** Says what DingTalk tells that it has. */
export function sayInForce(session: Session, callback: RegisteredCallback | undefined): void {
  if (callback === undefined) {
    session.say(both('in force', '生效'), both('nothing', '无'));
    return;
  }
  session.say(both('in force', '生效'), both(callback.url, callback.url));
  sayTags(session, callback);
}

function sayTags({ say }: Session, { tags }: Pick<RegisteredCallback, 'tags'>): void {
  const list = tags.join(', ');
  say(both('tags', '标签'), both(`${tags.length}: ${list}`, `${tags.length} 个：${list}`));
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
