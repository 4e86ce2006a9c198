import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createCallbackHandler, createEventLog, decodeAesKey, silentLogger } from '@dinghub/core';
import { createMemoryRecordStore } from '@dinghub/core/memory';
import { type DingTalkServerOptions, startDingTalkServer } from '@dinghub/simulator';
import { listenLocally } from '@dinghub/testkit';
import { dinghub } from '../command';

export const KEYS = { token: 'tokenoftheapp123', aesKey: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ' };
export const APP = {
  appKey: 'dingqlr3ujmvpvtkmiwl',
  appSecret: 'secret-of-the-app-0123456789',
  corpId: 'ding0123456789abcdef0123456789abcdef',
};

/** What no output may show. */
export const SECRETS = [KEYS.token, KEYS.aesKey, APP.appSecret];

/** DingTalk on a socket; pushes are not retried. */
export function startDingTalk(options: Partial<DingTalkServerOptions> = {}) {
  return startDingTalkServer({
    apps: [APP],
    clock: Date.now,
    random: randomBytes,
    sleep: async () => {},
    retryDelaysMs: [],
    ...options,
  });
}

/** A hub's callback on a socket. */
export async function startCallback(
  keys: Partial<typeof KEYS> & { readonly ownerKeys?: readonly string[] } = {},
  onRequest: () => void = () => {},
) {
  const { token, aesKey, ownerKeys = [APP.corpId, APP.appKey] } = { ...KEYS, ...keys };
  const events = createEventLog({ store: createMemoryRecordStore(), clock: Date.now, retentionDays: 180 });
  const apps = [{ name: 'default', credentials: [{ token, aesKey: decodeAesKey(aesKey) }], ownerKeys }];
  const handle = createCallbackHandler({
    apps: async () => apps,
    ...{ events, clock: Date.now, random: randomBytes, logger: silentLogger },
  });
  return serve(async (request) => {
    onRequest();
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://hub');
    const query = Object.fromEntries(searchParams);
    return handle({
      ...{ method: request.method ?? '', path, query, requestId: 'r' },
      body: await buffer(request),
    });
  });
}

/** Serves answers on a socket. */
export async function serve(
  answer: (
    request: IncomingMessage,
  ) => Promise<{ readonly status: number; readonly headers?: object; readonly body?: string | Uint8Array }>,
) {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(request);
    response.writeHead(status, { ...headers }).end(body);
  });
  return listenLocally(server);
}

/** The environment of the app, all of it. */
export function environment(endpoint: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    DINGTALK_TOKEN: KEYS.token,
    DINGTALK_AES_KEY: KEYS.aesKey,
    DINGTALK_OWNER_KEY: `${APP.corpId},${APP.appKey}`,
    DINGTALK_APP_KEY: APP.appKey,
    DINGTALK_APP_SECRET: APP.appSecret,
    DINGTALK_API_ENDPOINT: endpoint,
    ...more,
  };
}

/** Runs `dinghub`; fails when a secret is in what it prints. */
export async function quietly(args: readonly string[], env: Record<string, string>) {
  const ran = await dinghub(args, env);
  for (const secret of SECRETS) expect(ran.out + ran.err).not.toContain(secret);
  return ran;
}
