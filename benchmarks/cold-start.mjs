// A fresh process until the first answer of the Lambda bundle, against a handler that has only the DynamoDB client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { median } from './measure.mjs';
import { startServer } from './processes.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const { signCallback, TEST_APP } = require('../packages/testkit/dist/index.js');
const { tableDefinition } = require('../packages/aws-adapter/dist/index.js');

const DYNALITE = `
  const server = require(${JSON.stringify(require.resolve('dynalite'))})({ createTableMs: 0 });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

const SSM = `
  const values = JSON.parse(process.env.BENCH_PARAMETERS);
  const server = require('node:http').createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      const Parameters = JSON.parse(text).Names.map((Name) => ({ Name, Value: values[Name] }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ Parameters }));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));`;

/** One conditional put, as anyone would write it first. */
const BASELINE = `
  import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient({});
  export async function handler(event, context) {
    await client.send(new PutItemCommand({
      TableName: process.env.DINGHUB_TABLE,
      Item: { pk: { S: context.awsRequestId }, sk: { S: 'event' }, body: { S: event.body } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }));
    return { statusCode: 200, body: '' };
  }`;

const PARAMETERS = { token: TEST_APP.token, aes: TEST_APP.aesKey, owner: TEST_APP.ownerKey };

/** The rows of the table. */
export async function rows({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'dinghub-bench-'));
  const bundles = { ours: join(folder, 'ours.js'), theirs: join(folder, 'theirs.js') };
  // The options are those of serverless.yml.
  const options = { bundle: true, minify: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] };
  await build({ ...options, entryPoints: [join(root, 'packages/aws-adapter/src/main.ts')], outfile: bundles.ours });
  const stdin = { contents: BASELINE, resolveDir: join(root, 'packages/aws-adapter') };
  await build({ ...options, stdin, outfile: bundles.theirs });

  const dynalite = await startServer(DYNALITE);
  const ssm = await startServer(SSM, { BENCH_PARAMETERS: JSON.stringify(PARAMETERS) });
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynalite.port}`,
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${ssm.port}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    DINGHUB_TABLE: 'hub',
    DINGTALK_TOKEN: 'token',
    DINGTALK_AES_KEY: 'aes',
    DINGTALK_OWNER_KEY: 'owner',
  };
  await createTable(env);

  let calls = 0;
  const coldStart = async (bundle) => {
    const id = `bench-${calls++}`;
    const { query, body } = signCallback({ EventType: 'user_add_org', eventId: id, UserId: ['u1'] });
    const event = {
      version: '2.0',
      rawPath: '/v1/dingtalk',
      rawQueryString: new URLSearchParams(query).toString(),
      requestContext: { stage: '$default', http: { method: 'POST' } },
      body,
      isBase64Encoded: false,
    };
    const script = join(folder, `run-${id}.js`);
    writeFileSync(
      script,
      `const { handler } = require(${JSON.stringify(bundle)});
       handler(${JSON.stringify(event)}, { awsRequestId: '${id}', getRemainingTimeInMillis: () => 60000 })
         .then(({ statusCode }) => process.send(statusCode, () => process.exit(0)));`,
    );
    const startedAt = process.hrtime.bigint();
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [status] = await once(child, 'message');
    const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
    if (status !== 200) throw new Error(`The handler answered ${status}.`);
    if (child.exitCode === null) await once(child, 'exit');
    return ms;
  };

  const ratios = [];
  const times = [];
  for (let round = -1; round < (quick ? 5 : 15); round++) {
    const ms = {};
    for (const side of round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours']) ms[side] = await coldStart(bundles[side]);
    if (round < 0) continue;
    ratios.push(ms.ours / ms.theirs);
    times.push(ms.ours);
  }
  await dynalite.stop();
  await ssm.stop();
  rmSync(folder, { recursive: true, force: true });
  const ratio = median(ratios);
  return [
    {
      what: `cold start of the Lambda bundle to its first answer, secrets from SSM included (${Math.round(median(times))} ms)`,
      baseline: 'a handler with only client-dynamodb',
      unit: '×',
      bar: '≤ 1.3',
      ratio,
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
      met: ratio <= 1.3,
    },
  ];
}

async function createTable({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }) {
  const fromAws = createRequire(require.resolve('../packages/aws-adapter/package.json'));
  const { DynamoDBClient, CreateTableCommand, waitUntilTableExists } = fromAws('@aws-sdk/client-dynamodb');
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await client.send(new CreateTableCommand(tableDefinition('hub')));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 1 }, { TableName: 'hub' });
  client.destroy();
}
