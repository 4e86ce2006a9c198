import { randomBytes } from 'node:crypto';
import { type Clock, type Environment, type Logger, type RecordStore, silentLogger } from '@dinghub/core';
import { createDingTalk, type DingTalk, type HttpPort, type Sleep } from '@dinghub/core/dingtalk';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { CliError } from '../failure';
import { both, type Tell } from '../told';
import type { ConfiguredApp } from './configured-apps';
import { createNodeHttpPort } from './http-port';
import { originsFrom } from './origins';

/** A clock that differs from this machine's by `ms`, as an answer's Date header says; positive when ours is ahead. */
export interface ClockSkew {
  readonly ms: number;
}

/** A client, and what its answers have told of the time. */
export interface ObservedDingTalk extends DingTalk {
  /** By the latest answer; undefined before the first. */
  skew(): ClockSkew | undefined;
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * A client for an app.
 * @param options.store where its access token is kept. @default in memory, for one command
 * @throws CliError when the app has no AppKey or no AppSecret
 */
export function createClient(options: {
  readonly app: ConfiguredApp;
  readonly env: Environment;
  readonly tell: Tell;
  readonly store?: RecordStore;
  readonly port?: HttpPort;
  readonly sleep?: Sleep;
  readonly logger?: Logger;
}): ObservedDingTalk {
  const { name, appKey, appSecret } = options.app;
  if (appKey === undefined || appSecret === undefined) throw new CliError(options.tell(missingKeys(name)));
  const { port = createNodeHttpPort(), logger = silentLogger } = options;
  let latest: ClockSkew | undefined;
  const http: HttpPort = async (request) => {
    const askedAt = Date.now();
    const outcome = await port(request);
    if (outcome.kind === 'answer') latest = skewOf(outcome.headers.date, askedAt, Date.now) ?? latest;
    return outcome;
  };
  const dingTalk = createDingTalk({
    app: { name, appKey, appSecret },
    http,
    store: options.store ?? createMemoryRecordStore(),
    clock: Date.now,
    sleep: options.sleep ?? sleep,
    random: randomBytes,
    logger,
    origins: originsFrom(options.env),
  });
  return { ...dingTalk, skew: () => latest };
}

/** How far this clock is from the one of a Date header, which has whole seconds; the middle of the call counts. */
export function skewOf(date: string | undefined, askedAt: number, clock: Clock): ClockSkew | undefined {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? undefined : { ms: Math.round((askedAt + clock()) / 2 - (theirs + 500)) };
}

/** Which fields an app lacks to call DingTalk. */
export function missingKeys(name: string) {
  return both(
    `The app "${name}" has no AppKey and AppSecret to call DingTalk with. Set DINGTALK_APP_KEY (Client ID) and DINGTALK_APP_SECRET (Client Secret), or appKey and appSecret of the app in DINGTALK_APPS; for an app of apps.json: dinghub app set ${name} --app-key … --app-secret …. DingTalk’s console shows both under “Credentials and basic information”.`,
    `应用“${name}”没有调用钉钉所需的 AppKey 和 AppSecret。请设置 DINGTALK_APP_KEY（Client ID）和 DINGTALK_APP_SECRET（Client Secret），或在 DINGTALK_APPS 中为该应用填写 appKey 和 appSecret；apps.json 中的应用可用 dinghub app set ${name} --app-key … --app-secret …。二者见钉钉开发者后台“凭证与基础信息”。`,
  );
}
