import { createEventLog, decodeAesKey, type RecordStore, StoreRejected, StoreUnavailable } from '@dinghub/core';
import { fingerprintOf, type Rotation, readSightings, rotationOf, type Seen } from '@dinghub/core/sightings';
import { adviceOnStore } from '../advice';
import type { ConfiguredApp } from '../dingtalk/configured-apps';
import { hasLocalStore, withLocalStore } from '../local-store';
import { both, type Told } from '../told';

/** What the hub of a data folder has seen of an app. Times are epoch ms. */
export interface Look extends Seen {
  /** How its rotation stands; absent for an app with a single credential. */
  readonly rotation?: Rotation;
  /** When an event was last accepted after an owner key was refused. */
  readonly acceptedAt?: number;
}

/** What is known of each app, by name; or why nothing is. */
export type Looks =
  | { readonly kind: 'seen'; readonly of: ReadonlyMap<string, Look> }
  | { readonly kind: 'unknown'; readonly why: Told };

type LookedAt = Pick<ConfiguredApp, 'name' | 'credentials'>;

/** Looks into the store of a data folder. Changes nothing, creates nothing, and throws for nothing that a store can be. */
export async function lookAtApps(data: string, apps: readonly LookedAt[], now: number): Promise<Looks> {
  try {
    if (!hasLocalStore(data)) return { kind: 'unknown', why: both(`${data} has no store`, `${data} 中没有存储`) };
    // The language is that of an error which the line above has ruled out.
    return await withLocalStore(data, 'en', async (store) => {
      const looks = await Promise.all(apps.map(async (app) => [app.name, await lookAt(store, app, now)] as const));
      return { kind: 'seen', of: new Map(looks) };
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof StoreRejected)) throw error;
    const { message, cause } = error;
    const [en, zh] = [adviceOnStore(cause, 'en') ?? '', adviceOnStore(cause, 'zh') ?? ''];
    return { kind: 'unknown', why: both(`${message} ${en}`.trim(), `${message} ${zh}`.trim()) };
  }
}

async function lookAt(store: RecordStore, { name, credentials }: LookedAt, now: number): Promise<Look> {
  const seen = await readSightings(store, name);
  const prints = credentials.map(({ token, aesKey }) => fingerprintOf({ token, aesKey: decodeAesKey(aesKey) }));
  const acceptedAt = seen.refused && (await acceptedSince(store, name, seen.refused.at));
  return {
    ...seen,
    ...(prints.length > 1 ? { rotation: rotationOf(seen, prints, now) } : {}),
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
  };
}

/** Others' events may be in between; after so many pages of them it is not worth more. */
const PAGES = 20;
const PAGE = 100;

/** When the newest event was pushed to an app and accepted, if that was after `since`. What was fetched from the failed list was not. */
async function acceptedSince(store: RecordStore, app: string, since: number): Promise<number | undefined> {
  const events = createEventLog({ store, clock: Date.now, retentionDays: 1 });
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await events.list(
      { app, since: since + 1 },
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    );
    const pushed = page.items.find(({ event }) => event.source === 'dingtalk' && event.recovered !== true);
    if (pushed !== undefined) return pushed.receivedAt;
    cursor = page.cursor;
    if (cursor === undefined) return undefined;
  }
  return undefined;
}
