import type { JsonObject } from '@dinghub/core';
import { type DingTalkServer, type DingTalkServerOptions, startDingTalkServer, type WireKeys } from '../../src/index';
import { type Receiver, startReceiver } from './receiver';

export const NOW = 1_763_900_000_123;

/** An internal application, a second one, and a third-party one. */
export const APP = { appKey: 'dingapp1', appSecret: 'secret1', corpId: 'dingcorp1' };
export const OTHER = { appKey: 'dingapp2', appSecret: 'secret2', corpId: 'dingcorp2' };
export const SUITE_KEY = 'suitesimulated';

export const TOKEN = 'token-123';
export const AES_KEY = 'k'.repeat(43);
export const KEYS: WireKeys = { token: TOKEN, aesKey: AES_KEY, ownerKey: APP.corpId };

/** What a test talks to: a DingTalk whose time passes only in waits, and a hub that does as it is told. */
export interface Bench extends DingTalkServer {
  readonly hub: Receiver;
  /** The waits between attempts so far. */
  readonly waits: number[];
  advance(ms: number): void;
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Reply>;
  post(path: string, body: unknown, query?: Readonly<Record<string, string>>): Promise<Reply>;
  /** A token of the application, as query. */
  token(app?: { readonly appKey: string; readonly appSecret: string }): Promise<{ readonly access_token: string }>;
  /** Registers the hub's URL for some tags. */
  register(...tags: string[]): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: JsonObject;
}

export const callbackOf = (url: string, tags: readonly string[]) => ({
  call_back_tag: tags,
  token: TOKEN,
  aes_key: AES_KEY,
  url,
});

/** Runs a test with a DingTalk and a hub of its own. */
export async function using(
  run: (bench: Bench) => Promise<void>,
  change: Partial<DingTalkServerOptions> & { readonly checkReply?: 'random' } = {},
): Promise<void> {
  let now = NOW;
  let seed = 0;
  const waits: number[] = [];
  const owners = [APP.corpId, OTHER.corpId, SUITE_KEY, 'suite4xxxxxxxxxxxxxxx'];
  const hub = await startReceiver(owners.map((ownerKey) => ({ ...KEYS, ownerKey })));
  const { checkReply, ...options } = change;
  const settings = { suiteId: '2530', url: hub.url, token: TOKEN, aesKey: AES_KEY, ...(checkReply && { checkReply }) };
  const server = await startDingTalkServer({
    apps: [APP, OTHER, { appKey: SUITE_KEY, appSecret: 'secret3', corpId: 'dingisv', suite: settings }],
    clock: () => now,
    random: (size) => new Uint8Array(size).map(() => seed++ % 256),
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    deadlineMs: 1000,
    ...options,
  });

  const call = async (path: string, query: object, init?: RequestInit): Promise<Reply> => {
    const response = await fetch(`${server.url}${path}?${new URLSearchParams({ ...query })}`, init);
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return { status: response.status, type, body: (text.startsWith('{') ? JSON.parse(text) : { text }) as JsonObject };
  };
  const get: Bench['get'] = (path, query = {}) => call(path, query);
  const post: Bench['post'] = (path, body, query = {}) =>
    call(path, query, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const token: Bench['token'] = async ({ appKey, appSecret } = APP) => {
    const { body } = await get('/gettoken', { appkey: appKey, appsecret: appSecret });
    return { access_token: String(body.access_token) };
  };
  const bench: Bench = {
    ...server,
    hub,
    waits,
    get,
    post,
    token,
    advance: (ms) => {
      now += ms;
    },
    async register(...tags) {
      const { body } = await post('/call_back/register_call_back', callbackOf(hub.url, tags), await token());
      expect(body).toEqual({ errcode: 0, errmsg: 'ok' });
      hub.received.splice(0);
    },
  };
  try {
    await run(bench);
  } finally {
    await server.close();
    await hub.close();
  }
}
