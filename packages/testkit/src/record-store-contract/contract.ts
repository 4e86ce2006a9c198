import type { NewRecord, RecordStore } from '@dinghub/core';
import type { Runner } from '../runner';
import { identities } from './identities';
import { indexes } from './indexes';
import { lists } from './lists';
import { races } from './races';
import { values } from './values';
import { versions } from './versions';

/** A store under test. */
export interface StoreUnderTest {
  readonly store: RecordStore;
  /** Opens the same data again, as another process would. */
  reopen?(): Promise<RecordStore>;
  close(): Promise<void>;
}

/** What a part of the contract works with. */
export interface Subject {
  store(): RecordStore;
  reopen(): Promise<RecordStore>;
  /** A name that no other test uses, so that a shared table does. */
  fresh(prefix: string): string;
  /** Repeats `check` until it passes: index reads may be eventually consistent. */
  eventually(check: () => Promise<void>): Promise<void>;
  /** Whether the engine takes empty texts. */
  readonly emptyTexts: boolean;
}

let unique = 0;

/**
 * The contract of the storage port: whatever passes it can carry dinghub.
 * @param options.consistencyMs how long an index may lag. @default 0
 * @param options.emptyTexts false for an emulator that takes none: the store then has to refuse them. @default true
 */
export function recordStoreContract(
  runner: Runner,
  name: string,
  open: () => Promise<StoreUnderTest>,
  options: { readonly consistencyMs?: number; readonly emptyTexts?: boolean } = {},
): void {
  runner.describe(`${name} as a RecordStore`, () => {
    let opened: StoreUnderTest | undefined;
    runner.beforeAll(async () => {
      opened = await open();
    }, 60_000);
    runner.afterAll(async () => opened?.close());

    const current = (): StoreUnderTest => {
      if (opened === undefined) throw new Error('The store did not open.');
      return opened;
    };
    const subject: Subject = {
      store: () => current().store,
      emptyTexts: options.emptyTexts ?? true,
      reopen: async () => current().reopen?.() ?? current().store,
      fresh: (prefix) => `${prefix}-${process.pid}-${Date.now()}-${unique++}`,
      async eventually(check) {
        for (let waited = 0; ; waited += 25) {
          try {
            await check();
            return;
          } catch (error) {
            if (waited >= (options.consistencyMs ?? 0)) throw error;
            await new Promise((resolve) => setTimeout(resolve, 25));
          }
        }
      },
    };
    for (const part of [identities, versions, races, values, lists, indexes]) part(runner, subject);
  });
}

/** A small record. */
export function record(partition: string, sort: string, change: Partial<NewRecord> = {}): NewRecord {
  return { partition, sort, value: { n: 1 }, ...change };
}
