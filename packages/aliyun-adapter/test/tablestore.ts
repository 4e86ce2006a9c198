import { type AccessKey, startTablestoreEmulator, type TablestoreEmulator } from '@dinghub/testkit';
import { type Credentials, createTablestoreClient } from '../src/client';
import { ensureTable } from '../src/ensure-table';

/** Credentials of nobody. */
export const KEY: AccessKey = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };

/** Starts an emulator; its indexes lag, as the service's do. */
export function startTablestore(options: { readonly pageBytes?: number } = {}): Promise<TablestoreEmulator> {
  return startTablestoreEmulator({ instance: 'hub-instance', keys: [KEY], indexDelayMs: 5, ...options });
}

/** A client for it. */
export function clientOf(emulator: TablestoreEmulator, credentials: () => Credentials = () => KEY) {
  return createTablestoreClient({
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
