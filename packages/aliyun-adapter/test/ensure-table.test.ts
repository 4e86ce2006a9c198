import type { TablestoreEmulator } from '@dinghub/testkit';
import { ensureTable } from '../src/ensure-table';
import { tableDefinition } from '../src/table';
import { clientOf, startTablestore } from './tablestore';

describe('making sure of the table', () => {
  let emulator: TablestoreEmulator;
  beforeEach(async () => {
    emulator = await startTablestore();
  });
  afterEach(() => emulator.close());

  it('creates it with its indexes, and leaves it alone from then on', async () => {
    const client = clientOf(emulator);
    expect(await ensureTable(client, 'hub')).toEqual({ table: 'created', addedIndexes: [] });
    expect(await ensureTable(client, 'hub')).toEqual({ table: 'exists', addedIndexes: [] });
    expect(emulator.calls.filter((call) => call !== 'DescribeTable')).toEqual(['CreateTable']);
  });

  it('adds the indexes that a table lacks', async () => {
    const client = clientOf(emulator);
    await client.call((tablestore) => tablestore.createTable({ ...tableDefinition('hub'), indexMetas: [] }));
    expect(await ensureTable(client, 'hub')).toEqual({
      table: 'exists',
      addedIndexes: ['hub_timeline', 'hub_subject', 'hub_due'],
    });
    expect(await ensureTable(client, 'hub')).toEqual({ table: 'exists', addedIndexes: [] });
  });

  it('lets two at once create one', async () => {
    const both = await Promise.all([ensureTable(clientOf(emulator), 'hub'), ensureTable(clientOf(emulator), 'hub')]);
    expect(both.map(({ table }) => table).sort()).toEqual(['created', 'exists']);
  });

  it('takes a creation whose answer was lost for its own', async () => {
    emulator.faults.push('pass', 'drop_after');
    expect(await ensureTable(clientOf(emulator), 'hub')).toEqual({ table: 'created', addedIndexes: [] });
  });

  it('refuses a table of somebody else’s, and says why', async () => {
    const client = clientOf(emulator);
    const { tableMeta, ...rest } = tableDefinition('hub');
    const foreign = { ...rest, indexMetas: [] };
    await client.call((tablestore) =>
      tablestore.createTable({
        ...foreign,
        tableMeta: { tableName: 'a', primaryKey: [{ name: 'id', type: 'STRING' }] },
      }),
    );
    await client.call((tablestore) =>
      tablestore.createTable({ ...foreign, tableMeta: { tableName: 'b', primaryKey: tableMeta.primaryKey } }),
    );
    await expect(ensureTable(client, 'a')).rejects.toThrow('its primary key is (id), not (pk, sk)');
    await expect(ensureTable(client, 'b')).rejects.toThrow('it lacks the predefined columns version, value, timeline');
  });
});
