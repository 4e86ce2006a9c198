import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { recordStoreContract } from '@dinghub/testkit';
import { createDynamoRecordStore } from '../src/record-store';
import { createTable, localClient } from './dynalite';

/** Where the engine is, or why it cannot run here. */
function findEngine(): { readonly folder: string } | { readonly missing: string } {
  if (spawnSync('java', ['-version']).status !== 0) return { missing: 'there is no Java on this machine' };
  const script = join(__dirname, '../../../scripts/dynamodb-local.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status === 0) return { folder: stdout };
  if (process.env.CI) throw new Error(`DynamoDB Local could not be fetched.\n${stderr}`);
  return { missing: 'the engine could not be fetched' };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startEngine(folder: string) {
  const port = await freePort();
  const args = [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-inMemory',
    '-port',
    String(port),
  ];
  const engine = spawn('java', args, { cwd: folder, stdio: 'ignore' });
  const client = localClient(`http://127.0.0.1:${port}`);
  for (let tries = 0; ; tries++) {
    const ready = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (ready) return { engine, client };
    if (tries > 100 || engine.exitCode !== null) throw new Error('DynamoDB Local did not start.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The engine is of early 2020. DynamoDB itself takes empty texts since May 2020, and dynalite, where these two run, does too. */
const NO_EMPTY_TEXTS = ['keeps every kind of JSON', 'keeps odd texts'];

const runner = {
  describe,
  beforeAll,
  afterAll,
  it: (title: string, body: () => Promise<void>, timeoutMs?: number) =>
    NO_EMPTY_TEXTS.includes(title)
      ? it.skip(`${title}: not run, because this engine is older than empty texts in DynamoDB`, body)
      : it(title, body, timeoutMs),
};

const found = findEngine();

if ('missing' in found) {
  it.skip(`DynamoDB (Amazon's DynamoDB Local) as a RecordStore: not run, because ${found.missing}`, () => {});
} else {
  recordStoreContract(runner, "DynamoDB (Amazon's DynamoDB Local)", async () => {
    const { engine, client } = await startEngine(found.folder);
    await createTable(client, 'hub');
    const open = () => createDynamoRecordStore({ client, table: 'hub', random: randomBytes });
    return {
      store: open(),
      reopen: async () => open(),
      close: async () => {
        client.destroy();
        engine.kill();
        await once(engine, 'exit');
      },
    };
  });
}
