import { type AccessKey, startTablestoreEmulator, type TablestoreEmulator } from '@dinghub/testkit';
import { type Credentials, createTablestoreClient } from '../src/client';
import { ensureTable } from '../src/ensure-table';

/** Credentials of nobody. */
export const KEY: AccessKey = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };

/** Starts an emulator; its indexes lag, as the service's do. */
export function startTablestore(options: { readonly pageBytes?: number } = {}): Promise<TablestoreEmulator> {
  return startTablestoreEmulator({ instance: 'hub-instance', keys: [KEY], indexDelayMs: 5, ...options });
}

/** For suites that ask what is stored, not how soon: a busy machine is no reason to try a write again. */
export const PATIENT = { tryMs: 10_000, totalMs: 25_000 };

/** A client for it. */
export function clientOf(
  emulator: TablestoreEmulator,
  credentials: () => Credentials = () => KEY,
  limits?: typeof PATIENT,
) {
  return createTablestoreClient({
    ...(limits === undefined ? {} : { limits }),
    endpoint: emulator.endpoint,
    instance: emulator.instance,
    credentials,
    clock: Date.now,
  });
}

/** Starts an emulator that has the table `hub`. */
export async function startWithTable(options?: { readonly pageBytes?: number }): Promise<TablestoreEmulator> {
  const emulator = await startTablestore(options);
  await ensureTable(clientOf(emulator), 'hub');
  emulator.calls.length = 0;
  return emulator;
}
