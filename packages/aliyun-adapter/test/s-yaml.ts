import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The root of the workspace. */
export const ROOT = join(__dirname, '../../..');

/** What a deployer has to set. */
export const DEPLOYER = {
  DINGHUB_REGION: 'cn-shanghai',
  ALIBABA_CLOUD_ACCOUNT_ID: '1234567890',
  TABLESTORE_ENDPOINT: 'https://hub.cn-shanghai.vpc.tablestore.aliyuncs.com',
  TABLESTORE_INSTANCE: 'hub',
  DINGHUB_LOG_PROJECT: 'hub-logs',
  DINGTALK_TOKEN: 'given',
  DINGTALK_AES_KEY: 'k'.repeat(43),
  DINGTALK_OWNER_KEY: 'dingowner',
  DINGHUB_ADMIN_TOKEN: 'an-admin-token-of-nobody',
};

/** A function as `s.yaml` has it; the part that is read here. */
export interface FunctionProps {
  readonly functionName: string;
  readonly code: string;
  readonly role: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly triggers: readonly object[];
  readonly asyncInvokeConfig?: { readonly maxAsyncRetryAttempts: number; readonly maxAsyncEventAgeInSeconds: number };
}

/** What `s preview` prints, whether it succeeds or not. */
export async function preview(env: Readonly<Record<string, string>>): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'dinghub-s-'));
  const args = [join(ROOT, 'node_modules/@serverless-devs/s/bin/s'), 'preview', '--output', 'json'];
  const options = { cwd: ROOT, env: { PATH: process.env.PATH, HOME: home, ...env } };
  try {
    return (await promisify(execFile)(process.execPath, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The functions of `s.yaml`, by their names there. */
export async function functionsOf(env: Readonly<Record<string, string>>): Promise<Record<string, FunctionProps>> {
  const stdout = await preview(env);
  const text = stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1);
  const { resources } = JSON.parse(text) as { resources: Record<string, { props: FunctionProps }> };
  return Object.fromEntries(Object.entries(resources).map(([name, { props }]) => [name, props]));
}
