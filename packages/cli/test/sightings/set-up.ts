import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAesKey, type JsonObject, sealEnvelope, sign } from '@dinghub/core';
import { fingerprintOf } from '@dinghub/core/sightings';
import { createSqliteRecordStore, databaseFile } from '@dinghub/local-adapter';

/** A token and an AES key, as `apps.json` has them. */
export interface Pair {
  readonly token: string;
  readonly aesKey: string;
}

export const NEW: Pair = { token: 'thenewtoken', aesKey: 'n'.repeat(43) };
export const OLD: Pair = { token: 'theoldtoken', aesKey: 'o'.repeat(43) };
export const CORP_ID = 'ding0123456789abcdef0123456789abcdef';
export const APP_KEY = 'dingqlr3ujmvpvtkmiwl';
export const ZH = { LANG: 'zh_CN.UTF-8' };
export const MINUTE = 60_000;

/** Data folders with an app that rotates, in a folder that goes when the tests are over. */
export function dataFolders() {
  const parent = mkdtempSync(join(tmpdir(), 'dinghub-sightings-'));
  let count = 0;
  return {
    remove: () => rmSync(parent, { recursive: true, force: true }),
    make(app: object = { credentials: [NEW, OLD] }): string {
      const data = join(parent, `${count++}`);
      mkdirSync(data);
      writeFileSync(join(data, 'apps.json'), JSON.stringify([{ name: 'hr', ownerKeys: [CORP_ID], ...app }]));
      return data;
    },
  };
}

/** Puts into the store of a data folder what a hub would have seen. */
export async function remember(data: string, value: JsonObject, app = 'hr'): Promise<void> {
  const store = createSqliteRecordStore({ path: databaseFile(data) });
  await store.insert({ partition: `app#${app}`, sort: 'sightings', value });
  await store.close();
}

/** When events came with each credential, as a hub keeps it. */
export function uses(times: { readonly fresh?: number; readonly old?: number }): JsonObject {
  const print = ({ token, aesKey }: Pair) => fingerprintOf({ token, aesKey: decodeAesKey(aesKey) });
  return {
    used: {
      ...(times.fresh === undefined ? {} : { [print(NEW)]: times.fresh }),
      ...(times.old === undefined ? {} : { [print(OLD)]: times.old }),
    },
  };
}

/** Pushes an event as DingTalk does, with any credential; gives the status of the answer. */
export async function push(url: string, { token, aesKey }: Pair, ownerKey = CORP_ID): Promise<number> {
  const message = JSON.stringify({ EventType: 'check_in', eventId: randomBytes(8).toString('hex') });
  const encrypt = sealEnvelope({ aesKey: decodeAesKey(aesKey), random: randomBytes, ownerKey, message });
  const parts = { timestamp: String(Date.now()), nonce: 'aB3dE6gH' };
  const query = new URLSearchParams({ ...parts, signature: sign({ ...parts, token, encrypt }) }).toString();
  const answer = await fetch(`${url}/v1/dingtalk/hr?${query}`, { method: 'POST', body: JSON.stringify({ encrypt }) });
  return answer.status;
}
