import type { Environment } from '@dinghub/core';
import { isApiError, type RegisteredCallback } from '@dinghub/core/dingtalk';
import { adviceOf } from '../dingtalk/api-advice';
import { createClient } from '../dingtalk/client';
import type { ConfiguredApp } from '../dingtalk/configured-apps';
import { askingAbout, compareCredentials, NOT_REGISTERED } from '../dingtalk/registered';
import { counted } from '../format';
import { both, type Told, tellIn } from '../told';
import { type Finding, failure, ok, warning } from './check';
import { isThirdParty } from './suite';

/** What DingTalk has. */
export interface DingTalkFindings {
  readonly findings: readonly Finding[];
  /** Undefined where DingTalk was not asked, or did not say. */
  readonly registered?: boolean;
  readonly callback?: RegisteredCallback;
  /** How far this machine's clock is from DingTalk's, in ms. */
  readonly skewMs?: number;
}

/**
 * What DingTalk has registered against what the hub has. Changes nothing.
 * @param url what is expected to be registered, where it is known
 * @param progress told what is waited for
 */
export async function checkDingTalk(
  app: ConfiguredApp,
  env: Environment,
  url: string | undefined,
  progress: (text: Told) => void,
): Promise<DingTalkFindings> {
  if (isThirdParty(app)) return { findings: [ok('dingtalk', IN_CONSOLE(app.name))] };
  if (app.appKey === undefined || app.appSecret === undefined) {
    const says = both(
      `${app.name}: not asked, there is no AppKey and AppSecret`,
      `${app.name}：没有 AppKey 和 AppSecret，未查询`,
    );
    return { findings: [warning('dingtalk', says, SET)] };
  }
  const client = createClient({ app, env, tell: tellIn('en') });
  const skew = () => {
    const found = client.skew();
    return found === undefined ? {} : { skewMs: found.ms };
  };
  progress(askingAbout(app, env));
  try {
    const callback = await client.callbacks.get();
    const findings = [finding(app, callback, url)];
    return { findings, registered: callback !== undefined, ...(callback && { callback }), ...skew() };
  } catch (error) {
    if (!isApiError(error)) throw error;
    const { errcode, api } = error.failure;
    const refused = both(`${app.name}: ${errcode} from ${api}`, `${app.name}：${api} 返回 ${errcode}`);
    return { findings: [failure('dingtalk', refused, adviceOf(error, env))], ...skew() };
  }
}

const IN_CONSOLE = (name: string) =>
  both(
    `${name}: a third-party app, whose URL the console of the suite has; there is no API that tells it`,
    `${name}：第三方应用，回调地址在套件的开发者后台设置，没有可查询的接口`,
  );

const SET = both(
  'set DINGTALK_APP_KEY and DINGTALK_APP_SECRET, if the URL is to be registered or failed events fetched by API',
  '如需通过接口注册回调地址或拉取失败事件，请设置 DINGTALK_APP_KEY 和 DINGTALK_APP_SECRET',
);

function finding(app: ConfiguredApp, callback: RegisteredCallback | undefined, url: string | undefined): Finding {
  const { name } = app;
  if (callback === undefined) {
    return warning(
      'dingtalk',
      both(`${name}: nothing is registered by API`, `${name}：没有通过接口注册的回调地址`),
      NOT_REGISTERED,
    );
  }
  const count = callback.tags.length;
  const says = both(`${name}: ${callback.url}, ${counted(count, 'tag')}`, `${name}：${callback.url}，${count} 个标签`);
  if (url !== undefined && !isSameUrl(callback.url, url)) return failure('dingtalk', says, OTHER_URL);
  const { credential } = compareCredentials(callback, app);
  if (credential === 'other') return failure('dingtalk', says, OTHER_KEYS);
  if (credential === 'older') return warning('dingtalk', says, OLDER_KEYS);
  return ok('dingtalk', says);
}

/** However the first is written: what was registered elsewhere may have a port that goes without saying, or capitals. */
function isSameUrl(registered: string, url: string): boolean {
  return URL.canParse(registered) && new URL(registered).href === new URL(url).href;
}

const OTHER_URL = both(
  'that is another URL than the one checked here: dinghub dingtalk register --url …',
  '与此处检查的 URL 不同：dinghub dingtalk register --url …',
);
const OTHER_KEYS = both(
  'with a token or an AES key that the hub does not have, so that it refuses everything: dinghub dingtalk register --url …',
  '其 token 或 aes_key 与 dinghub 不一致，推送会被拒绝：dinghub dingtalk register --url …',
);
const OLDER_KEYS = both(
  'with the older of two credentials: register again, then dinghub app rotate --finish',
  '使用的是旧凭据：请重新运行 dinghub dingtalk register，再执行 dinghub app rotate --finish',
);
