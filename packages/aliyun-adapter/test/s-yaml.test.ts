import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYER, type FunctionProps, functionsOf, preview, ROOT } from './s-yaml';

describe('s.yaml', () => {
  let functions: Record<string, FunctionProps>;
  beforeAll(async () => {
    functions = await functionsOf(DEPLOYER);
  }, 60_000);

  it('is accepted by Serverless Devs, and has a callback, a worker, a reconcile and an admin function', () => {
    expect(Object.keys(functions)).toEqual(['callback', 'worker', 'reconcile', 'admin']);
    for (const [name, props] of Object.entries(functions)) {
      expect(props).toMatchObject({
        region: 'cn-shanghai',
        functionName: `dinghub-dev-${name}`,
        runtime: 'nodejs20',
        handler: 'main.handler',
        code: `./.fc/${name}`,
        role: `acs:ram::1234567890:role/dinghub-${name}`,
        logConfig: { project: 'hub-logs', logstore: name },
        environmentVariables: {
          TABLESTORE_ENDPOINT: DEPLOYER.TABLESTORE_ENDPOINT,
          TABLESTORE_INSTANCE: 'hub',
          DINGHUB_TABLE: 'dinghub_dev',
          DINGHUB_WORKER: 'dinghub-dev-worker',
          DINGHUB_RETENTION_DAYS: '180',
        },
      });
      expect(props.memorySize % 64).toBe(0);
      expect(props.timeout).toBeLessThanOrEqual(86_400);
    }
  });

  it('answers DingTalk and operators over HTTP, and wakes the worker each minute', () => {
    const http = [{ triggerType: 'http', triggerConfig: { authType: 'anonymous' } }];
    expect(functions.callback?.triggers).toMatchObject(http);
    expect(functions.admin?.triggers).toMatchObject(http);
    expect(functions.worker?.triggers).toMatchObject([
      { triggerType: 'timer', triggerConfig: { cronExpression: '@every 1m', enable: true } },
    ]);
  });

  it('asks DingTalk every five minutes for what it could not deliver, but not unless it is told to', async () => {
    const timer = (enable: boolean) => [
      { triggerType: 'timer', triggerConfig: { cronExpression: '@every 5m', enable } },
    ];
    expect(functions.reconcile?.triggers).toMatchObject(timer(false));
    expect(functions.reconcile).toMatchObject({ timeout: 120, asyncInvokeConfig: { maxAsyncRetryAttempts: 0 } });
    const on = await functionsOf({ ...DEPLOYER, DINGHUB_RECONCILE: 'true' });
    expect(on.reconcile?.triggers).toMatchObject(timer(true));
  }, 60_000);

  it('keeps a task for longer than the longest delay, and gives what fails to a queue', () => {
    const { asyncInvokeConfig } = functions.worker ?? {};
    expect(asyncInvokeConfig).toMatchObject({
      maxAsyncRetryAttempts: 2,
      destinationConfig: {
        onFailure: { destination: 'acs:mns:cn-shanghai:1234567890:/queues/dinghub-dev-failed/messages' },
      },
    });
    expect(asyncInvokeConfig?.maxAsyncEventAgeInSeconds).toBeGreaterThan(3600);
    expect(asyncInvokeConfig?.maxAsyncEventAgeInSeconds).toBeLessThanOrEqual(604_800);
  });

  it('gives each secret only to the function that needs it', () => {
    const holders = (name: string) =>
      Object.keys(functions).filter((key) => functions[key]?.environmentVariables[name] !== undefined);
    for (const name of ['DINGTALK_TOKEN', 'DINGTALK_AES_KEY', 'DINGTALK_OWNER_KEY']) {
      expect(holders(name)).toEqual(['callback']);
    }
    for (const name of ['DINGTALK_APP_KEY', 'DINGTALK_APP_SECRET']) expect(holders(name)).toEqual(['reconcile']);
    expect(holders('DINGHUB_ADMIN_TOKEN')).toEqual(['admin']);
  });

  it('invents nothing of what is the deployer’s own: what is not set is named', async () => {
    const defaults = [...readFileSync(join(ROOT, 's.yaml'), 'utf8').matchAll(/env\('(\w+)',/g)].map(([, name]) => name);
    expect([...new Set(defaults)]).toEqual([
      'DINGHUB_STAGE',
      'DINGTALK_SUITE_CHECK_REPLY',
      'DINGHUB_RETENTION_DAYS',
      'DINGHUB_ALLOW_NETWORKS',
      'DINGHUB_ALLOW_HTTP',
      'DINGTALK_APP_KEY',
      'DINGTALK_APP_SECRET',
      'DINGHUB_RECONCILE',
    ]);
    expect(await preview({ ...DEPLOYER, TABLESTORE_ENDPOINT: '' })).toContain(`env('TABLESTORE_ENDPOINT') not found`);
  }, 60_000);
});
