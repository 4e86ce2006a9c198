import { StoreRejected, StoreUnavailable } from '@dinghub/core';
import type { Fault, TablestoreEmulator } from '@dinghub/testkit';
import { type Credentials, createTablestoreClient } from '../src/client';
import { createTablestoreRecordStore } from '../src/record-store';
import { clientOf, KEY, startWithTable } from './tablestore';

let counter = 0;
const record = () => ({ partition: 'p', sort: `s${counter++}`, value: { n: 1 } });
const random = (size: number) => Buffer.from(`${counter++}`.padStart(size, '0'));

describe('Tablestore behind a failing network', () => {
  let emulator: TablestoreEmulator;
  const open = (credentials?: () => Credentials) =>
    createTablestoreRecordStore({ client: clientOf(emulator, credentials), table: 'hub', random });
  let store: ReturnType<typeof open>;

  beforeAll(async () => {
    emulator = await startWithTable();
    store = open();
  });
  afterAll(() => emulator.close());
  beforeEach(() => {
    emulator.faults.length = 0;
    emulator.calls.length = 0;
    emulator.keys = [KEY];
  });

  it.each<Fault>(['busy', 'conflict', 'drop', 'hang', 'cut', 'garbage', 'timeout', 'drop_after'])(
    'gets over one %s, in every operation',
    async (fault) => {
      const mine = record();
      emulator.faults.push(fault);
      expect(await store.insert(mine)).toBe('inserted');
      emulator.faults.push(fault);
      expect(await store.get(mine)).toMatchObject({ version: 1 });
      emulator.faults.push(fault);
      expect(await store.replace({ ...mine, value: { n: 2 }, version: 1 })).toBe('replaced');
      emulator.faults.push(fault);
      expect((await store.list('p', { limit: 1000 })).items.length).toBeGreaterThan(0);
      emulator.faults.push(fault);
      expect(await store.remove(mine, 2)).toBe('removed');
      expect(await store.get(mine)).toBeUndefined();
    },
  );

  it.each<Fault>(['busy', 'conflict', 'drop', 'hang', 'cut', 'garbage', 'timeout', 'drop_after'])(
    'is unavailable, within the callback’s second, when every try ends in %s',
    async (fault) => {
      emulator.faults.push(fault, fault, fault, fault);
      const startedAt = Date.now();
      const failure = await store.insert(record()).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreUnavailable);
      // The limit is 900 ms; the rest is for a machine that has other things to do.
      expect(Date.now() - startedAt).toBeLessThan(3000);
      expect(emulator.calls.length).toBeGreaterThanOrEqual(2);
      expect(emulator.calls.length).toBeLessThanOrEqual(3);
    },
  );

  it('has stored, or found, the event when it is sent again after an answer that never came', async () => {
    const mine = record();
    emulator.faults.push('drop_after', 'drop_after', 'drop_after');
    await expect(store.insert(mine)).rejects.toThrow(StoreUnavailable);
    expect(await store.insert(mine)).toBe('exists');
  });

  it('does not take another’s write for its own when its tries were lost', async () => {
    const mine = record();
    await store.insert(mine);
    emulator.faults.push('drop');
    expect(await store.insert({ ...mine, value: { n: 9 } })).toBe('exists');
    emulator.faults.push('drop');
    expect(await store.replace({ ...mine, value: { n: 9 }, version: 7 })).toBe('conflict');
    emulator.faults.push('drop');
    expect(await store.remove(mine, 7)).toBe('conflict');
    expect(await store.get(mine)).toMatchObject({ version: 1, value: { n: 1 } });
  });

  it('refuses, without a second try and with what to do, when access is denied or the table is missing', async () => {
    emulator.faults.push('denied');
    await expect(store.get({ partition: 'p', sort: 's' })).rejects.toThrow(/OTSNoPermissionAccess.*Give the role/);
    expect(emulator.calls).toEqual(['GetRow']);
    const elsewhere = createTablestoreRecordStore({ client: clientOf(emulator), table: 'none', random });
    const failure = await elsewhere.insert(record()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreRejected);
    expect(String(failure)).toMatch(/OTSObjectNotExist.*create-tables/);
  });

  it('refuses a value beyond Tablestore’s 2 MB', async () => {
    const big = { ...record(), value: { big: 'x'.repeat(2 * 1024 * 1024) } };
    await expect(store.insert(big)).rejects.toThrow(StoreRejected);
  });

  it('says that it cannot be reached when nobody listens', async () => {
    const gone = await startWithTable();
    const client = clientOf(gone);
    await gone.close();
    const nobody = createTablestoreRecordStore({ client, table: 'hub', random });
    await expect(nobody.get({ partition: 'p', sort: 's' })).rejects.toThrow(StoreUnavailable);
  });

  it('asks for its credentials before every call, so that temporary ones can rotate', async () => {
    let current: Credentials = { accessKeyId: 'sts-1', accessKeySecret: 's1', securityToken: 't1' };
    emulator.keys = [{ accessKeyId: 'sts-1', accessKeySecret: 's1', securityToken: 't1' }];
    const rotating = open(() => current);
    expect(await rotating.insert(record())).toBe('inserted');
    emulator.keys = [{ accessKeyId: 'sts-2', accessKeySecret: 's2', securityToken: 't2' }];
    await expect(rotating.insert(record())).rejects.toThrow(/OTSAuthFailed/);
    current = { accessKeyId: 'sts-2', accessKeySecret: 's2', securityToken: 't2' };
    expect(await rotating.insert(record())).toBe('inserted');
  });

  it('keeps its connections', async () => {
    await store.get(record());
    const before = emulator.connections();
    for (let i = 0; i < 20; i++) await open().get(record());
    expect(emulator.connections()).toBe(before);
  });

  it('never says a secret in an error', async () => {
    emulator.keys = [];
    const failure = (await store.get(record()).catch((error: unknown) => error)) as Error;
    expect(`${failure.message} ${(failure.cause as Error).message}`).not.toContain(KEY.accessKeySecret);
  });
});

describe('the time that a call may take', () => {
  it('is not stretched by a clock that goes back', async () => {
    const emulator = await startWithTable();
    let now = 1_763_900_000_000;
    const client = createTablestoreClient({
      endpoint: emulator.endpoint,
      instance: emulator.instance,
      credentials: () => KEY,
      clock: () => {
        now -= 3_600_000;
        return now;
      },
    });
    emulator.faults.push('busy', 'busy', 'busy', 'busy');
    const outcome = await client.call((tablestore) => tablestore.listTable({}));
    expect(outcome).toMatchObject({ ok: false, tries: 3 });
    await emulator.close();
  });
});
