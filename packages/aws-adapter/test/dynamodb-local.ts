import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { freePort } from '@dinghub/testkit';
import { localClient } from './dynalite';

/** Amazon's own engine, running. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** What the engine, of early 2020, lacks of what the contracts ask: DynamoDB itself takes empty texts since May 2020. */
export const LACKS = { emptyTexts: false } as const;

/** True where there is Java. */
export function hasJava(): boolean {
  return spawnSync('java', ['-version']).status === 0;
}

/** Where Amazon's DynamoDB Local is, or why it cannot run here. In CI it has to be there. */
export function findDynamoDbLocal(): { readonly folder: string } | { readonly missing: string } {
  if (!hasJava()) return { missing: 'there is no Java on this machine' };
  const script = join(__dirname, '../../../scripts/dynamodb-local.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status === 0) return { folder: stdout };
  if (process.env.CI) throw new Error(`DynamoDB Local could not be fetched.\n${stderr}`);
  return { missing: 'the engine could not be fetched (scripts/dynamodb-local.mjs says why)' };
}

/** Starts the engine, in memory, and waits until it answers. */
export async function startDynamoDbLocal(folder: string): Promise<DynamoDbLocal> {
  const port = await freePort();
  const options = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory'];
  const engine = spawn('java', [...options, '-port', String(port)], { cwd: folder, stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = localClient(endpoint);
  for (let tries = 0; ; tries++) {
    const ready = await client.send(new ListTablesCommand({})).then(
      () => true,
      () => false,
    );
    if (ready) break;
    if (tries > 100 || engine.exitCode !== null) throw new Error('DynamoDB Local did not start.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    endpoint,
    client,
    async close() {
      client.destroy();
      engine.kill();
      await once(engine, 'exit');
    },
  };
}
