import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { openReply, signCallback, TEST_APP } from '@dinghub/testkit';
import { unzipSync } from 'fflate';
import { tableDefinition } from '../src/table';
import { createTable, localClient, startDynalite } from './dynalite';

const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'dinghub-sls-'));
const run = promisify(execFile);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** SSM on a socket: answers GetParameters with the test app's values, and counts. */
async function startSsm(): Promise<Server & { calls: number }> {
  const values: Readonly<Record<string, string>> = {
    '/dinghub/dev/token': TEST_APP.token,
    '/dinghub/dev/aes-key': TEST_APP.aesKey,
    '/dinghub/dev/owner-key': TEST_APP.ownerKey,
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    ssm.calls++;
    const { Names = [], WithDecryption } = JSON.parse(Buffer.concat(chunks).toString()) as {
      Names?: string[];
      WithDecryption?: boolean;
    };
    const signed = /^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/ssm\/aws4_request/.test(
      request.headers.authorization ?? '',
    );
    const known = signed && WithDecryption === true && request.headers['x-amz-target'] === 'AmazonSSM.GetParameters';
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({ Parameters: Names.map((Name) => ({ Name, Value: values[Name] })), InvalidParameters: [] }),
    );
  });
  const ssm = Object.assign(server, { calls: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return ssm;
}

describe('what `sls package` makes', () => {
  const bundle = join(folder, 'main.js');
  let resources: Readonly<Record<string, Resource>> = {};
  const resource = (type: string, name: RegExp) => {
    const found = Object.entries(resources).find(([key, { Type }]) => Type === type && name.test(key));
    return found?.[1].Properties ?? {};
  };

  beforeAll(async () => {
    await run(process.execPath, ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder], {
      cwd: root,
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
    });
    const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    resources = (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources;
    const zip = unzipSync(readFileSync(join(folder, 'callback.zip')));
    const [main] = Object.entries(zip).filter(([name]) => name.endsWith('packages/aws-adapter/src/main.js'));
    if (main === undefined) throw new Error(`The package holds only ${Object.keys(zip).join(', ')}.`);
    writeFileSync(bundle, main[1]);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one arm64 function on Node 24, in less than 420 KB', () => {
    expect(resource('AWS::Lambda::Function', /Callback/)).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
    });
    expect(statSync(bundle).size).toBeLessThan(420 * 1024);
  });

  it('has the table that the store expects, kept, with TTL and point-in-time recovery', () => {
    const { BillingMode, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = tableDefinition('x');
    expect(resource('AWS::DynamoDB::Table', /HubTable/)).toMatchObject({
      BillingMode,
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes,
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(resources.HubTable).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  it('lets the function do no more than it does', () => {
    const role = JSON.stringify(resource('AWS::IAM::Role', /Callback/));
    const actions = [...role.matchAll(/"((?:dynamodb|ssm|logs|kms|s3|iam|lambda|xray):[A-Za-z*]+)"/g)].map(
      ([, action]) => action,
    );
    const own = [...new Set(actions)].filter((action) => !action?.startsWith('logs:')).sort();
    expect(own).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'ssm:GetParameters']);
    expect(role).not.toMatch(/"Resource":"\*"/);
  });

  it('keeps logs for a limited time', () => {
    expect(resource('AWS::Logs::LogGroup', /Callback/)).toMatchObject({ RetentionInDays: 30 });
  });

  it('answers a signed callback in a fresh process, stores it, and reads its secrets once', async () => {
    const engine = await startDynalite();
    const ssm = await startSsm();
    const client = localClient(engine.endpoint);
    await createTable(client, 'hub');
    const { query, body } = signCallback({ EventType: 'user_add_org', eventId: 'bundled-1', UserId: ['u1'] });
    const event = {
      version: '2.0',
      rawPath: '/v1/dingtalk',
      rawQueryString: new URLSearchParams(query).toString(),
      requestContext: { stage: '$default', http: { method: 'POST' } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
    const script = `
      const { handler } = require(${JSON.stringify(bundle)});
      const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 60000 };
      const event = ${JSON.stringify(event)};
      (async () => {
        let answer;
        for (let i = 0; i < 5; i++) { answer = await handler(event, context); if (answer.statusCode === 200) break; }
        process.send(answer);
        process.disconnect();
      })();`;
    const env = {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      DINGHUB_TABLE: 'hub',
      DINGTALK_TOKEN: '/dinghub/dev/token',
      DINGTALK_AES_KEY: '/dinghub/dev/aes-key',
      DINGTALK_OWNER_KEY: '/dinghub/dev/owner-key',
    };
    const child = spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const [answer] = (await once(child, 'message')) as [{ statusCode: number; body: string }];
    await once(child, 'exit');
    const { Items } = await client.send(new ScanCommand({ TableName: 'hub' }));
    client.destroy();
    await engine.close();
    ssm.close();
    expect(answer.statusCode).toBe(200);
    expect(openReply(answer.body)).toBe('success');
    expect(Items?.map((item) => item.pk?.S)).toEqual(['event#bundled-1']);
    expect(ssm.calls).toBe(1);
    expect(log).toMatch(/"code":"event_received"/);
    for (const secret of [TEST_APP.token, TEST_APP.aesKey, TEST_APP.ownerKey]) expect(log).not.toContain(secret);
  }, 60_000);
});
