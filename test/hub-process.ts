import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signCallback, TEST_APP } from '@dinghub/testkit';

const bin = join(__dirname, '../packages/cli/bin/dinghub.js');

const env = {
  ...process.env,
  DINGTALK_TOKEN: TEST_APP.token,
  DINGTALK_AES_KEY: TEST_APP.aesKey,
  DINGTALK_OWNER_KEY: TEST_APP.ownerKey,
};

/** Starts the built hub as its own process and waits until it answers. */
export async function startHubProcess(data: string, port: number): Promise<ChildProcess> {
  const args = [bin, 'start', '--port', String(port), '--data', data, '--quiet'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`The hub ended with ${child.exitCode}.`);
    if ((await send(port, 'GET', '/healthz').catch(() => 0)) === 200) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The hub did not start.');
}

/** Sends one signed callback; resolves with the HTTP status. */
export function sendEvent(port: number, event: object): Promise<number> {
  const { query, body } = signCallback(event);
  return send(port, 'POST', `/v1/dingtalk?${new URLSearchParams(query).toString()}`, body);
}

/** The ids of all stored events, as `dinghub events list --json` tells them. */
export async function storedIds(data: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const args = [bin, 'events', 'list', '--json', '--limit', '500', '--data', data];
    const more = cursor === undefined ? [] : ['--cursor', cursor];
    const options = { env, maxBuffer: 1 << 28 };
    const { stdout } = await promisify(execFile)(process.execPath, [...args, ...more], options);
    const page = JSON.parse(stdout) as { items: { event?: { id: string }; id?: string }[]; cursor?: string };
    ids.push(...page.items.map((item) => item.event?.id ?? item.id ?? ''));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

function send(port: number, method: string, path: string, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
