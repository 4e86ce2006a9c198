import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The built command. */
export const bin = join(__dirname, '../bin/dinghub.js');
const { DINGTALK_TOKEN, DINGTALK_AES_KEY, DINGTALK_OWNER_KEY, DINGTALK_APPS, ...rest } = process.env;
const env = { ...rest, LANG: 'C', LC_ALL: '', NO_COLOR: '1', FORCE_COLOR: '' };

/** Starts `dinghub` as its own process, in English, without colours and without DingTalk credentials of whoever runs the tests. */
export function start(
  args: readonly string[],
  more: Record<string, string> = {},
): { child: ChildProcess; out: () => string; err: () => string } {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { child, out: () => out, err: () => err };
}

/** Runs `dinghub` to its end. */
export async function dinghub(args: readonly string[], more: Record<string, string> = {}) {
  const { child, out, err } = start(args, more);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out: out(), err: err() };
}

/** Waits until a text has something in it; gives that, or its first group. */
export async function waitFor(text: () => string, pattern: RegExp): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    const found = pattern.exec(text());
    if (found) return found[1] ?? found[0];
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${pattern} did not appear in:\n${text()}`);
}
