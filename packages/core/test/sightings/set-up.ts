import { type App, decodeAesKey, type LogFields, type RecordStore } from '../../src/index';
import { createSightings, readSightings } from '../../src/sightings/index';
import { createMemoryRecordStore } from '../../src/storage/memory-record-store';

export const NOW = 1_763_900_000_000;
export const CORP_ID = 'ding0123456789abcdef0123456789abcdef';
export const APP_KEY = 'dingqlr3ujmvpvtkmiwl';
export const newPair = { token: 'new-token', aesKey: decodeAesKey('b'.repeat(43)) };
export const oldPair = { token: 'old-token', aesKey: decodeAesKey('a'.repeat(43)) };
export const rotating: App = { name: 'hr', credentials: [newPair, oldPair], ownerKeys: [CORP_ID] };

/** Sightings over a store, with a clock to move and a log to read. Timers run when they are told to. */
export function setUp(store: RecordStore = createMemoryRecordStore()) {
  let now = NOW;
  let writes = 0;
  const lines: (LogFields & { readonly code?: never })[] = [];
  const timers = new Set<() => void>();
  const line = (code: string, fields: LogFields = {}) => void lines.push({ ...fields, what: code });
  const counted: RecordStore = {
    ...store,
    insert: (record) => {
      writes++;
      return store.insert(record);
    },
    replace: (record) => {
      writes++;
      return store.replace(record);
    },
  };
  return {
    store,
    lines,
    writes: () => writes,
    clockTo(at: number) {
      now = at;
    },
    passTime() {
      for (const run of [...timers]) run();
    },
    seen: (app = 'hr') => readSightings(store, app),
    sightings: createSightings({
      store: counted,
      clock: () => now,
      logger: { debug: line, info: line, warn: line, error: line },
      after(_, run) {
        timers.add(run);
        return () => void timers.delete(run);
      },
    }),
  };
}
