import TableStore from 'tablestore';
import { startTablestoreEmulator, type TablestoreEmulator } from '../../src';

const KEY = { accessKeyId: 'id', accessKeySecret: 'secret' };
const { Long, Condition, SingleColumnCondition, CompositeCondition, ComparatorType, LogicalOperator } = TableStore;
const { IGNORE, EXPECT_EXIST, EXPECT_NOT_EXIST } = TableStore.RowExistenceExpectation;
const ALWAYS = new Condition(IGNORE, null);
const key = (a: string, b: number) => [{ a }, { b: Long.fromNumber(b) }];

/** The code of an error: the SDK leaves it inside the raw message. */
const codeOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'done',
    (error: Error) => /OTS[A-Za-z]+/.exec(error.message)?.[0] ?? String((error as { code?: unknown }).code),
  );

/** A row as plain values. */
const plain = (row: TableStore.Row | undefined) =>
  Object.fromEntries((row?.attributes ?? []).map(({ columnName, columnValue }) => [columnName, exact(columnValue)]));
const exact = (value: unknown) =>
  typeof value === 'object' && !Buffer.isBuffer(value) ? `${value as { toString(): string }}` : value;

describe('the Tablestore emulator, asked by the real SDK', () => {
  let emulator: TablestoreEmulator;
  let client: TableStore.Client;
  const connect = (change: TableStore.ConfigOptions = {}) =>
    new TableStore.Client({
      endpoint: emulator.endpoint,
      instancename: 'hub',
      accessKeyId: KEY.accessKeyId,
      accessKeySecret: KEY.accessKeySecret,
      maxRetries: 0,
      ...change,
    });
  const put = (a: string, b: number, columns: TableStore.AttributesInput, condition = ALWAYS) =>
    client.putRow({ tableName: 't', primaryKey: key(a, b), attributeColumns: columns, condition });
  const get = async (a: string, b: number) => (await client.getRow({ tableName: 't', primaryKey: key(a, b) })).row;
  const range = (tableName: string, from: TableStore.PrimaryKeyInput, to: TableStore.PrimaryKeyInput, limit?: number) =>
    client.getRange({
      tableName,
      direction: TableStore.Direction.FORWARD,
      inclusiveStartPrimaryKey: from,
      exclusiveEndPrimaryKey: to,
      ...(limit ? { limit } : {}),
    });
  const keysOf = (rows: readonly TableStore.Row[]) =>
    rows.map(({ primaryKey }) => (primaryKey ?? []).map(({ value }) => `${value}`).join('/'));
  const everything = (a: string) =>
    [
      [{ a }, { b: TableStore.INF_MIN }],
      [{ a }, { b: TableStore.INF_MAX }],
    ] as const;

  beforeEach(async () => {
    emulator = await startTablestoreEmulator({ instance: 'hub', keys: [KEY], pageBytes: 2000 });
    client = connect();
    await client.createTable({
      tableMeta: {
        tableName: 't',
        primaryKey: [
          { name: 'a', type: 'STRING' },
          { name: 'b', type: 'INTEGER' },
        ],
        definedColumn: [
          { name: 'when', type: TableStore.DefinedColumnType.DCT_INTEGER },
          { name: 'text', type: TableStore.DefinedColumnType.DCT_STRING },
        ],
      },
      tableOptions: { timeToLive: -1, maxVersions: 1 },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
      indexMetas: [{ name: 't_when', primaryKey: ['when'], definedColumn: ['text'] }],
    });
  });
  afterEach(() => emulator.close());

  it('keeps every type of value exactly', async () => {
    const bytes = Buffer.from([0, 255, 117]);
    await put('中', 1, [
      { n: Long.fromString('9007199254740993') },
      { d: -0.1 },
      { yes: true },
      { no: false },
      { s: '' },
      { e: '🎉中' },
      { x: bytes },
    ]);
    expect(plain(await get('中', 1))).toEqual({
      n: '9007199254740993',
      d: -0.1,
      yes: true,
      no: false,
      s: '',
      e: '🎉中',
      x: bytes,
    });
    expect((await get('中', 2))?.attributes).toBeUndefined();
  });

  it('holds writes to their conditions', async () => {
    const absent = new Condition(EXPECT_NOT_EXIST, null);
    expect(await codeOf(put('k', 1, [{ v: Long.fromNumber(1) }], absent))).toBe('done');
    expect(await codeOf(put('k', 1, [{ v: Long.fromNumber(2) }], absent))).toBe('OTSConditionCheckFail');
    const at = (v: number, name = 'v', passIfMissing = false) =>
      new SingleColumnCondition(name, Long.fromNumber(v), ComparatorType.EQUAL, passIfMissing);
    expect(await codeOf(put('k', 1, [{ w: 1 }], new Condition(EXPECT_EXIST, at(2))))).toBe('OTSConditionCheckFail');
    expect(await codeOf(put('k', 1, [{ w: 1 }], new Condition(EXPECT_EXIST, at(1, 'missing'))))).toBe(
      'OTSConditionCheckFail',
    );
    const both = new CompositeCondition(LogicalOperator.AND);
    both.addSubCondition(at(1));
    both.addSubCondition(at(7, 'missing', true));
    expect(await codeOf(put('k', 1, [{ w: 'new' }], new Condition(EXPECT_EXIST, both)))).toBe('done');
    expect(plain(await get('k', 1))).toEqual({ w: 'new' });
    const gone = { tableName: 't', primaryKey: key('k', 9), condition: new Condition(EXPECT_EXIST, null) };
    expect(await codeOf(client.deleteRow(gone))).toBe('OTSConditionCheckFail');
    await client.deleteRow({ ...gone, primaryKey: key('k', 1) });
    expect((await get('k', 1))?.attributes).toBeUndefined();
  });

  it('updates single columns', async () => {
    await put('k', 1, [{ keep: 1 }, { drop: 2 }, { count: Long.fromNumber(5) }]);
    await client.updateRow({
      tableName: 't',
      primaryKey: key('k', 1),
      condition: ALWAYS,
      updateOfAttributeColumns: [
        { PUT: [{ fresh: 'x' }] },
        { DELETE_ALL: ['drop'] },
        { INCREMENT: [{ count: Long.fromNumber(2) }] },
      ],
    });
    expect(plain(await get('k', 1))).toEqual({ keep: 1, count: '7', fresh: 'x' });
  });

  it('reads ranges in key order, both ways, by pages of rows and of bytes', async () => {
    for (const b of [10, 2, 1, -3]) await put('k', b, [{ v: b }]);
    await put('k0', 1, [{ v: 0 }]);
    const [from, to] = everything('k');
    expect(keysOf((await range('t', [...from], [...to])).rows)).toEqual(['k/-3', 'k/1', 'k/2', 'k/10']);
    const page = await range('t', [...from], [...to], 3);
    expect(keysOf(page.rows)).toEqual(['k/-3', 'k/1', 'k/2']);
    expect(page.nextStartPrimaryKey?.map(({ value }) => `${value}`)).toEqual(['k', '10']);
    const back = await client.getRange({
      tableName: 't',
      direction: TableStore.Direction.BACKWARD,
      inclusiveStartPrimaryKey: key('k', 2),
      exclusiveEndPrimaryKey: key('k', -3),
    });
    expect(keysOf(back.rows)).toEqual(['k/2', 'k/1']);
    for (const b of [1, 2, 3]) await put('big', b, [{ v: 'x'.repeat(1500) }]);
    const [first, last] = everything('big');
    expect(keysOf((await range('t', [...first], [...last])).rows)).toEqual(['big/1', 'big/2']);
  });

  it('filters and projects what it reads', async () => {
    for (const b of [1, 2, 3]) await put('k', b, [{ v: Long.fromNumber(b) }, { other: 1 }]);
    const [from, to] = everything('k');
    const { rows } = await client.getRange({
      tableName: 't',
      direction: TableStore.Direction.FORWARD,
      inclusiveStartPrimaryKey: [...from],
      exclusiveEndPrimaryKey: [...to],
      columnsToGet: ['v'],
      columnFilter: new SingleColumnCondition('v', Long.fromNumber(2), ComparatorType.GREATER_EQUAL, false),
    });
    expect(rows.map((row) => plain(row))).toEqual([{ v: '2' }, { v: '3' }]);
  });

  it('has rows in an index while they have its key, in its order, with its columns', async () => {
    await put('k', 1, [{ when: Long.fromNumber(20) }, { text: 'later' }, { other: 1 }]);
    await put('k', 2, [{ when: Long.fromNumber(10) }, { text: 'sooner' }]);
    await put('k', 3, [{ text: 'never' }]);
    const all = async () => {
      const low: TableStore.PrimaryKeyInput = [
        { when: TableStore.INF_MIN },
        { a: TableStore.INF_MIN },
        { b: TableStore.INF_MIN },
      ];
      const high: TableStore.PrimaryKeyInput = [
        { when: TableStore.INF_MAX },
        { a: TableStore.INF_MAX },
        { b: TableStore.INF_MAX },
      ];
      return (await range('t_when', low, high)).rows;
    };
    expect(keysOf(await all())).toEqual(['10/k/2', '20/k/1']);
    expect((await all()).map((row) => plain(row))).toEqual([{ text: 'sooner' }, { text: 'later' }]);
    await put('k', 1, [{ text: 'out' }]);
    await put('k', 2, [{ when: Long.fromNumber(30) }]);
    expect(keysOf(await all())).toEqual(['30/k/2']);
  });

  it('answers a batch row by row', async () => {
    await put('k', 1, [{ v: 1 }]);
    const absent = new Condition(EXPECT_NOT_EXIST, null);
    const { tables } = await client.batchWriteRow({
      tables: [
        {
          tableName: 't',
          rows: [
            { type: 'PUT', condition: absent, primaryKey: key('k', 1), attributeColumns: [{ v: 2 }] },
            { type: 'PUT', condition: absent, primaryKey: key('k', 2), attributeColumns: [{ v: 2 }] },
            { type: 'UPDATE', condition: ALWAYS, primaryKey: key('k', 2), attributeColumns: [{ PUT: [{ w: 3 }] }] },
          ],
        },
      ],
    });
    expect(tables.map(({ isOk, errorCode }) => [isOk, errorCode])).toEqual([
      [false, 'OTSConditionCheckFail'],
      [true, null],
      [true, null],
    ]);
    const read = await client.batchGetRow({ tables: [{ tableName: 't', primaryKey: [key('k', 2), key('k', 5)] }] });
    expect(read.tables[0]?.map((row) => plain(row))).toEqual([{ v: 2, w: 3 }, {}]);
  });

  it('describes its tables, and refuses to make one twice', async () => {
    const described = await client.describeTable({ tableName: 't' });
    expect(described.tableMeta.primaryKey.map(({ name }) => name)).toEqual(['a', 'b']);
    expect((described as { indexMetas?: { name: string }[] }).indexMetas?.map(({ name }) => name)).toEqual(['t_when']);
    expect((await client.listTable({})).tableNames).toEqual(['t']);
    const again = client.createTable({
      tableMeta: { tableName: 't', primaryKey: [{ name: 'a', type: 'STRING' }] },
      tableOptions: { timeToLive: -1, maxVersions: 1 },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    });
    expect(await codeOf(again)).toBe('OTSObjectAlreadyExist');
    expect(await codeOf(client.describeTable({ tableName: 'none' }))).toBe('OTSObjectNotExist');
  });

  it('refuses what the service refuses', async () => {
    expect(await codeOf(put('k'.repeat(1025), 1, []))).toBe('OTSParameterInvalid');
    expect(await codeOf(put('k', 1, [{ when: 'no integer' }]))).toBe('OTSParameterInvalid');
    expect(await codeOf(put('k', 1, [{ v: 'x'.repeat(2 * 1024 * 1024 + 1) }]))).toBe('OTSParameterInvalid');
    expect(await codeOf(client.getRow({ tableName: 't', primaryKey: [{ a: 'k' }] }))).toBe('OTSParameterInvalid');
    expect(await codeOf(client.getRow({ tableName: 'none', primaryKey: key('k', 1) }))).toBe('OTSObjectNotExist');
  });

  it.each<[string, TableStore.ConfigOptions]>([
    ['another secret', { accessKeySecret: 'wrong' }],
    ['another id', { accessKeyId: 'nobody' }],
    ['a token where none is', { securityToken: 'token' }],
    ['another instance', { instancename: 'other' }],
  ])('refuses %s', async (_, change) => {
    expect(await codeOf(connect(change).listTable({}))).toBe('OTSAuthFailed');
  });

  it('takes temporary credentials with their token alone', async () => {
    emulator.keys = [{ ...KEY, securityToken: 'fresh' }];
    expect(await codeOf(connect({ securityToken: 'fresh' }).listTable({}))).toBe('done');
    expect(await codeOf(connect({ securityToken: 'stale' }).listTable({}))).toBe('OTSAuthFailed');
    expect(await codeOf(connect().listTable({}))).toBe('OTSAuthFailed');
  });

  it('fails as it is told, before or after the write was done', async () => {
    emulator.faults.push('busy', 'conflict', 'denied', 'drop');
    const failures: string[] = [];
    for (let i = 0; i < 4; i++) failures.push(await codeOf(put('k', 1, [])));
    expect(failures).toEqual(['OTSServerBusy', 'OTSRowOperationConflict', 'OTSNoPermissionAccess', 'NetworkingError']);
    expect((await get('k', 1))?.primaryKey).toBeUndefined();
    emulator.faults.push('timeout', 'drop_after');
    expect(await codeOf(put('k', 2, []))).toBe('OTSTimeout');
    expect(await codeOf(put('k', 3, []))).toBe('NetworkingError');
    const [from, to] = everything('k');
    expect(keysOf((await range('t', [...from], [...to])).rows)).toEqual(['k/2', 'k/3']);
  });
});
