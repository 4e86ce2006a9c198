import type { Environment } from '@dinghub/core';
import type { RegisteredCallback } from '@dinghub/core/dingtalk';
import { confirm } from '../confirm';
import { counted } from '../format';
import { jsonLine, print } from '../terminal';
import { both, type Told } from '../told';
import type { ConfiguredApp } from './configured-apps';
import { sayInForce, type TagOptions } from './in-force';
import { dingTalkOf } from './origins';
import type { AppOptions } from './registration-options';
import { withSession } from './session';

/** How what DingTalk has registered compares with the hub's credentials. */
export interface Comparison {
  /** `current`: the app's first credential; `older`: one that it is rotating away from; `other`: none that it has. */
  readonly credential: 'current' | 'older' | 'other' | 'untold';
}

/** Compares without showing anything. */
export function compareCredentials(callback: RegisteredCallback, { credentials }: ConfiguredApp): Comparison {
  if (callback.token === '' || callback.aesKey === '') return { credential: 'untold' };
  const index = credentials.findIndex(({ token, aesKey }) => token === callback.token && aesKey === callback.aesKey);
  return { credential: index < 0 ? 'other' : index === 0 ? 'current' : 'older' };
}

const CREDENTIALS = {
  current: both('token and AES key are those of the app', 'token 与 aes_key 与本应用一致'),
  older: both(
    'token and AES key are older ones of the app: register again, then `dinghub app rotate --finish`',
    'token 与 aes_key 是本应用的旧凭据：请重新运行 `dinghub dingtalk register`，再执行 `dinghub app rotate --finish`',
  ),
  other: both(
    'token or AES key are not the app’s: the hub refuses what comes. Run `dinghub dingtalk register`',
    'token 或 aes_key 与本应用不一致：dinghub 会拒绝推送。请运行 `dinghub dingtalk register`',
  ),
  untold: both('DingTalk does not tell token and AES key', '钉钉未返回 token 与 aes_key'),
} as const;

/** What is said while DingTalk is asked. */
export function askingAbout({ name }: ConfiguredApp, env: Environment): Told {
  const { en, zh } = dingTalkOf(env);
  return both(`Asking ${en} what is registered for ${name} …`, `正在向${zh}查询 ${name} 已注册的回调地址……`);
}

/** `dinghub dingtalk status` */
export function status(options: AppOptions & TagOptions): Promise<void> {
  return withSession(options, async (session) => {
    session.progress(askingAbout(session.app, session.env));
    const callback = await session.dingTalk.callbacks.get();
    if (options.json) {
      const { url, tags } = callback ?? {};
      const compared = callback === undefined ? {} : compareCredentials(callback, session.app);
      return print(jsonLine({ app: session.app.name, registered: callback !== undefined, url, tags, ...compared }));
    }
    sayInForce(session, callback, options);
    if (callback === undefined) return session.say(both('next', '下一步'), NOT_REGISTERED);
    session.say(both('keys', '凭据'), CREDENTIALS[compareCredentials(callback, session.app).credential]);
  });
}

/** What to say where nothing is registered by API. */
export const NOT_REGISTERED = both(
  'dinghub dingtalk register --url https://…; a URL that is set in the developer console is not shown by this API',
  'dinghub dingtalk register --url https://…；在开发者后台配置的地址不会在此接口中显示',
);

/** `dinghub dingtalk unregister` */
export function unregister(options: AppOptions & { readonly yes?: boolean; readonly dryRun?: boolean }): Promise<void> {
  return withSession(options, async ({ app, dingTalk, say, tell, progress, env }) => {
    progress(askingAbout(app, env));
    const callback = await dingTalk.callbacks.get();
    const done = (outcome: 'absent' | 'would_remove' | 'removed') => {
      say(both('unregister', '注销'), OUTCOMES[outcome]);
      if (options.json) print(jsonLine({ app: app.name, outcome, url: callback?.url, tags: callback?.tags }));
    };
    if (callback === undefined) return done('absent');
    say(both('in force', '生效'), both(callback.url, callback.url));
    if (options.dryRun) return done('would_remove');
    if (!options.yes) {
      await confirm(
        tell(
          both(
            `End all pushes to ${callback.url} (${counted(callback.tags.length, 'tag')})? DingTalk keeps no events meanwhile.`,
            `停止向 ${callback.url} 推送（${callback.tags.length} 个标签）？停止期间钉钉不保留事件。`,
          ),
        ),
      );
    }
    progress(endingPushes(env));
    done(await dingTalk.callbacks.remove());
  });
}

function endingPushes(env: Environment): Told {
  const { en, zh } = dingTalkOf(env);
  return both(`Asking ${en} to end the pushes …`, `正在请${zh}停止推送……`);
}

const OUTCOMES = {
  absent: both('nothing is registered by API: there is nothing to do', '没有通过接口注册的回调地址，无需操作'),
  would_remove: both('dry run: it would be removed', '试运行：将被注销'),
  removed: both('removed: DingTalk pushes nothing more there', '已注销：钉钉不再推送'),
} as const;
