import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { bin, env, waitFor } from './command';

/** Whether this machine can play a terminal: util-linux's `script` does. */
export const hasTerminal = /util-linux/.test(String(spawnSync('script', ['--version']).stdout ?? ''));

/** Waits for a text, and then types. */
export type Step = readonly [text: RegExp, keys: string];

export const ENTER = '\r';
export const CTRL_C = '\u0003';

/** Runs `dinghub` on a terminal of 160 columns, where somebody types; what it shows is without colours and moves of the cursor. */
export async function onTerminal(args: readonly string[], steps: readonly Step[], more: Record<string, string> = {}) {
  const words = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  // Ctrl-C reaches the shell too: without a trap, some (dash) end at once and say nothing of the command's exit code.
  const command = `trap : INT; stty cols 160 rows 50; ${words.join(' ')}; echo "ended with $?"`;
  const { FORCE_COLOR: _, ...plain } = env;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...plain, ...more, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys
    shown += chunk.toString().replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b[78]|\r/g, '');
  });
  try {
    for (const [text, keys] of steps) {
      await waitFor(() => shown, text);
      child.stdin.write(keys);
    }
    await waitFor(() => shown, /ended with \d/);
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  }
  return { code: Number(/ended with (\d+)/.exec(shown)?.[1]), shown };
}
