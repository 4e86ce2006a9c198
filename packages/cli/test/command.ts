import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The built command. */
export const bin = join(__dirname, '../bin/dinghub.js');
const others = Object.entries(process.env).filter(([name]) => !/^(DINGTALK|DINGHUB)_/.test(name));
/** Nobody's: profiles of whoever runs the tests are not read. */
const XDG_CONFIG_HOME = '/nonexistent/config';
/** English, without colours, and without what whoever runs the tests has set for dinghub. */
export const env: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(others),
  LANG: 'C',
  LC_ALL: '',
  NO_COLOR: '1',
  FORCE_COLOR: '',
  XDG_CONFIG_HOME,
};

/** Starts `dinghub` as its own process. `input` is what it reads from standard input; none by default. */
export function start(
  args: readonly string[],
  more: Record<string, string> = {},
  input?: string,
): { child: ChildProcess; out: () => string; err: () => string } {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...env, ...more },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
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
export async function dinghub(args: readonly string[], more: Record<string, string> = {}, input?: string) {
  const { child, out, err } = start(args, more, input);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out: out(), err: err() };
}

/** Waits until a text has something in it, for a minute at least; gives that, or its first group. */
export async function waitFor(text: () => string, pattern: RegExp): Promise<string> {
  for (let tries = 0; tries < 2400; tries++) {
    const found = pattern.exec(text());
    if (found) return found[1] ?? found[0];
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${pattern} did not appear in:\n${text()}`);
}
