import type { Logger } from '../logging';
import type { RecordStore } from '../storage/record-store';
import type { Clock, Random } from '../time';
import { type ApiCaller, createApiCaller } from './call';
import { type CallbackApi, createCallbackApi } from './callbacks/callback-api';
import { createFailRecords, type FailRecords } from './failed/fail-records';
import { type FailedPage, takeFailedPage } from './failed/failed-list';
import { DINGTALK_ORIGINS, type HttpPort, type Origins } from './http-port';
import { type BanGate, createBanGate } from './ip-ban';
import { createPacer } from './pacing';
import { createApiSender } from './send';
import type { Sleep } from './sleep';
import { type AccessTokens, createAccessTokens } from './token/access-tokens';
import {
  type AppSecrets,
  fetchCorpToken,
  fetchNewToken,
  fetchOldToken,
  type TokenApiOptions,
} from './token/fetch-token';

/** An app, as calls to DingTalk need it. */
export interface DingTalkApp extends AppSecrets {
  /** As in the hub's configuration. */
  readonly name: string;
  /** Given, the token is fetched for this organisation by the unified API. */
  readonly corpId?: string;
  /** Which API gives the token of an app without `corpId`. @default 'old', the one that the `call_back/…` APIs are documented with */
  readonly tokenApi?: 'old' | 'new';
}

/** What a client needs; every effect is a parameter. */
export interface DingTalkOptions {
  readonly app: DingTalkApp;
  readonly http: HttpPort;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly logger: Logger;
  /** @default DingTalk's own servers */
  readonly origins?: Origins;
  /** One for all clients of a process. @default one for this client */
  readonly ban?: BanGate;
  /** How long a call waits for limits and bans, altogether; a command can wait 6 min. @default 10 s */
  readonly patienceMs?: number;
  /** Calls a second. @default 15 */
  readonly perSecond?: number;
}

/** DingTalk's own APIs, for one app. */
export interface DingTalk {
  readonly call: ApiCaller;
  readonly tokens: AccessTokens;
  readonly callbacks: CallbackApi;
  readonly failRecords: FailRecords;
  /** See {@link takeFailedPage}: asking deletes the page before. For a reconciler, not for a look. */
  takeFailedPage(): Promise<FailedPage>;
  /** The same app in an organisation that let it in, with a token of its own; limits are one app's, and shared. */
  inOrganisation(corpId: string): DingTalk;
}

/**
 * Creates a client. It is never on the callback path: nothing here runs before an event is stored.
 * @example
 * const dingtalk = createDingTalk({ app: { name: 'default', appKey, appSecret }, http, store, clock, sleep, random, logger });
 * await ensureRegistered(dingtalk.callbacks, { url, token, aesKey, tags: ['bpms_*'] });
 */
export function createDingTalk(options: DingTalkOptions): DingTalk {
  const { app, http, clock, sleep, random, logger, origins = DINGTALK_ORIGINS, patienceMs, perSecond } = options;
  const send = createApiSender({
    http,
    pacer: createPacer({ clock, sleep, ...(perSecond === undefined ? {} : { perSecond }) }),
    ban: options.ban ?? createBanGate(clock),
    sleep,
    random,
    logger,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  const { appKey, appSecret, name } = app;

  function clientOf(choice: TokenChoice): DingTalk {
    const tokens = createAccessTokens({
      ...{ app: name, corpId: choice.corpId, appKey, appSecret, store: options.store, clock, sleep, random, logger },
      ...tokenSource(choice, { send, origins, appKey, appSecret }),
    });
    const call = createApiCaller({ send, tokens, origins });
    return {
      call,
      tokens,
      callbacks: createCallbackApi(call),
      failRecords: createFailRecords(call),
      takeFailedPage: () => takeFailedPage(call),
      inOrganisation: (id) => clientOf({ corpId: id }),
    };
  }

  return clientOf(app);
}

/** Which token, and from which API. */
type TokenChoice = Pick<DingTalkApp, 'corpId' | 'tokenApi'>;

function tokenSource({ corpId, tokenApi = 'old' }: TokenChoice, api: TokenApiOptions) {
  if (corpId !== undefined) return { variant: `corp ${corpId}`, fetchToken: () => fetchCorpToken({ ...api, corpId }) };
  if (tokenApi === 'new') return { variant: 'new', fetchToken: () => fetchNewToken(api) };
  return { variant: 'old', fetchToken: () => fetchOldToken(api) };
}
