import { randomBytes } from 'node:crypto';
import { CREATE_SUITE_KEY, type DingTalkServerOptions, startDingTalkServer } from '@dinghub/simulator';
import pc from 'picocolors';
import { sleep } from '../../dingtalk/client';
import { callbackUrlOf } from '../../dingtalk/registration-options';
import { CliError } from '../../failure';
import { LISTEN_TEXTS, languageOf } from '../../language';
import { stopSignal } from '../../stop-signal';
import { goOnWithoutReader, jsonLine, print, printableLines, printError } from '../../terminal';
import { tellIn } from '../../told';
import { readAppKeys } from '../app-keys';
import { type HubOfSimulator, hubUrlFrom } from '../hub-url';
import { bannerLines } from './banner';
import { environmentFor, type Identities, identitiesFrom, SIMULATED } from './identities';
import { callJson, callLine, pushJson, pushLine } from './log-lines';
import { suiteAppAdvice } from './suite-app';

/** What `dinghub simulate dingtalk` was asked. Times in ms. */
export interface ServeOptions extends HubOfSimulator {
  readonly port: number;
  readonly appKey: string;
  readonly appSecret: string;
  readonly corpId: string;
  /** True for the invented suiteKey. */
  readonly suite?: string | true;
  readonly suiteSecret: string;
  readonly fast?: boolean;
  readonly retryDelays?: readonly number[];
  readonly deadline?: number;
  readonly tokenLifetime?: number;
  readonly qps?: number;
  readonly failedListDelay?: number;
  readonly json?: boolean;
}

/** Retries that nobody has to wait for. */
const FAST_RETRY_DELAYS_MS = [300, 700] as const;

/** Serves a DingTalk until Ctrl-C, and says of each call and each push what became of it. */
export async function serve(options: ServeOptions): Promise<void> {
  goOnWithoutReader();
  const { port, json } = options;
  const language = languageOf(process.env);
  const hubUrl = hubUrlFrom(options, process.env);
  const identities = identitiesOf(options, hubUrl);
  const server = await startDingTalkServer({
    ...behaviour(options),
    apps: [identities.app, ...(identities.suite ? [identities.suite] : [])],
    clock: Date.now,
    random: randomBytes,
    sleep,
    port,
    onCall: (call) => print(json ? callJson(call) : callLine(call)),
    onPush: (push) => print(json ? pushJson(push) : pushLine(push)),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new CliError(LISTEN_TEXTS[language].inUse(port)) : error;
  });
  const stopped = stopSignal();
  if (json) print(jsonLine({ kind: 'started', ...started(identities, server.url) }));
  else print(bannerLines(identities, server.url, { ...options, url: hubUrl }, tellIn(language)).join('\n'));
  const advice = identities.suite && suiteAppAdvice(identities.suite, options, process.env);
  if (advice) printError(pc.yellow(printableLines(tellIn(language)(advice))));
  await new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve()));
  await server.close();
}

function identitiesOf(options: ServeOptions, hubUrl: string): Identities {
  const { appKey, appSecret, corpId, suiteSecret: secret, suite } = options;
  if (suite === undefined) return identitiesFrom({ appKey, appSecret, corpId });
  const { token, aesKey, ownerKey } = readAppKeys(options);
  const isItsOwn = /^suite/.test(ownerKey) && ownerKey !== CREATE_SUITE_KEY;
  const key = suite === true ? (isItsOwn ? ownerKey : SIMULATED.suiteKey) : suite;
  const settings = { url: callbackUrlOf(hubUrl, options.app), token, aesKey };
  return identitiesFrom({ appKey, appSecret, corpId, suite: { key, secret, settings } });
}

function behaviour(options: ServeOptions): Partial<DingTalkServerOptions> {
  const { fast, deadline, tokenLifetime, qps, failedListDelay } = options;
  const retryDelaysMs = options.retryDelays ?? (fast ? FAST_RETRY_DELAYS_MS : undefined);
  return {
    ...(retryDelaysMs && { retryDelaysMs }),
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
    ...(tokenLifetime === undefined ? {} : { tokenLifetimeMs: tokenLifetime }),
    ...(qps === undefined ? {} : { qpsLimit: qps }),
    ...(failedListDelay === undefined ? {} : { failedListDelayMs: failedListDelay }),
  };
}

/** What a script needs; of secrets, only those that are invented. */
function started(identities: Identities, url: string) {
  const { DINGTALK_APP_SECRET, ...environment } = environmentFor(identities, url);
  const isInvented = DINGTALK_APP_SECRET === SIMULATED.appSecret;
  const { suite } = identities;
  return {
    url,
    environment: { ...environment, ...(isInvented ? { DINGTALK_APP_SECRET } : {}) },
    ...(suite === undefined ? {} : { suite: { suiteKey: suite.appKey, url: suite.suite?.url } }),
  };
}
