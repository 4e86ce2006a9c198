import { StoreRejected } from '@dinghub/core';
import type { Client, DescribeTableResult } from 'tablestore';
import type { TablestoreClient } from './client';
import { otsCode, translateError } from './ots-error';
import { INDEX_NAMES, indexDefinition, indexName, keysOf, tableDefinition } from './table';

/** What {@link ensureTable} did. */
export interface EnsuredTable {
  readonly table: 'created' | 'exists';
  /** The indexes that were missing and have been added to a table that was there. */
  readonly addedIndexes: readonly string[];
}

/**
 * Creates the table and its indexes where they are missing. To be repeated at will: what is there is left as it is.
 * @throws StoreRejected when a table of that name is not one of dinghub's; StoreUnavailable
 */
export async function ensureTable(client: TablestoreClient, table: string): Promise<EnsuredTable> {
  const found = await describe(client, table);
  if (found === undefined) {
    const created = await client.call((tablestore) => tablestore.createTable(tableDefinition(table)));
    if (created.ok) return { table: 'created', addedIndexes: [] };
    // Somebody else was faster, or the first try did it and its answer was lost: then it is there to be checked.
    if (otsCode(created.error) !== 'OTSObjectAlreadyExist') throw translateError(created.error);
    return { ...(await ensureTable(client, table)), table: created.tries > 1 ? 'created' : 'exists' };
  }
  refuseForeign(found, table);
  const there = new Set(found.indexMetas.map(({ name }) => name));
  const missing = INDEX_NAMES.filter((index) => !there.has(indexName(table, index)));
  for (const index of missing) {
    const request = { mainTableName: table, includeBaseData: true, indexMeta: indexDefinition(table, index) };
    // The SDK reads includeBaseData beside indexMeta; its types put it inside.
    const added = await client.call((tablestore) =>
      tablestore.createIndex(request as unknown as Parameters<Client['createIndex']>[0]),
    );
    if (!added.ok && otsCode(added.error) !== 'OTSObjectAlreadyExist') throw translateError(added.error);
  }
  return { table: 'exists', addedIndexes: missing.map((index) => indexName(table, index)) };
}

type Described = DescribeTableResult & { readonly indexMetas: readonly { readonly name: string }[] };

async function describe(client: TablestoreClient, table: string): Promise<Described | undefined> {
  const described = await client.call((tablestore) => tablestore.describeTable({ tableName: table }));
  if (described.ok) return described.value as Described;
  if (otsCode(described.error) === 'OTSObjectNotExist') return undefined;
  throw translateError(described.error);
}

function refuseForeign({ tableMeta }: Described, table: string): void {
  const keys = tableMeta.primaryKey.map(({ name }) => name).join(', ');
  const expected = keysOf().join(', ');
  const names = new Set(tableMeta.definedColumn?.map(({ name }) => name));
  const missing = (tableDefinition(table).tableMeta.definedColumn ?? []).filter(({ name }) => !names.has(name));
  if (keys === expected && missing.length === 0) return;
  const problem =
    keys === expected
      ? `it lacks the predefined columns ${missing.map(({ name }) => name).join(', ')}`
      : `its primary key is (${keys}), not (${expected})`;
  throw new StoreRejected(`The table ${table} was not made for dinghub: ${problem}. Choose another name.`);
}
