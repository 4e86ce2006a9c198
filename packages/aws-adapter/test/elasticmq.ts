import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { freePort } from '@dinghub/testkit';
import { hasJava } from './dynamodb-local';
import { localSqsClient } from './sqs';

/** The first one to take MessageGroupId on standard queues is 1.6.14. */
const ARTIFACT = { groupId: 'org.elasticmq', artifactId: 'elasticmq-server_2.13', version: '1.7.1' };
const cache = join(__dirname, '../../../node_modules/.cache');
const folder = join(cache, `elasticmq-${ARTIFACT.version}`);
const FETCH_MS = 120_000;

/** Where ElasticMQ's jars are, or why it cannot run here. */
export function findElasticMq(): { readonly folder: string } | { readonly missing: string } {
  if (!hasJava()) return { missing: 'there is no Java on this machine' };
  if (existsSync(folder)) return { folder };
  if (spawnSync('mvn', ['-version']).status !== 0) return { missing: 'there is no Maven on this machine to fetch it' };
  const draft = join(cache, `elasticmq-draft-${process.pid}`);
  mkdirSync(draft, { recursive: true });
  const { groupId, artifactId, version } = ARTIFACT;
  const dependency = `<groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>`;
  writeFileSync(
    join(draft, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency>${dependency}</dependency></dependencies></project>`,
  );
  const lib = join(draft, 'lib');
  const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`];
  const { status } = spawnSync('mvn', args, { cwd: draft, stdio: 'ignore', timeout: FETCH_MS });
  const fetched = status === 0 && readdirSync(lib).some((name) => name.startsWith('elasticmq-server'));
  if (fetched && !existsSync(folder)) renameSync(lib, folder);
  rmSync(draft, { recursive: true, force: true });
  return fetched ? { folder } : { missing: 'it could not be fetched' };
}

/** Starts ElasticMQ with SQS's limits, and waits until it answers. */
export async function startElasticMq(jars: string): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const port = await freePort();
  const settings = {
    'node-address.host': '127.0.0.1',
    'node-address.port': port,
    'rest-sqs.bind-port': port,
    'rest-sqs.bind-hostname': '127.0.0.1',
    'rest-sqs.sqs-limits': 'strict',
    'rest-stats.enabled': false,
  };
  const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  const engine = spawn('java', [...options, '-cp', join(jars, '*'), 'org.elasticmq.server.Main'], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = localSqsClient(endpoint);
  for (let tries = 0; ; tries++) {
    const ready = await client.send(new ListQueuesCommand({})).then(
      () => true,
      () => false,
    );
    if (ready) break;
    if (tries > 100 || engine.exitCode !== null) throw new Error('ElasticMQ did not start.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  client.destroy();
  return {
    endpoint,
    async close() {
      engine.kill();
      await once(engine, 'exit');
    },
  };
}
