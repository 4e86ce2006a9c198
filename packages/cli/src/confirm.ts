import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { CliError, usageError } from './failure';

const STDIN = 0;
const STDERR = 2;

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return isatty(STDIN) && isatty(STDERR);
}

/**
 * Asks before something is done that cannot be undone; standard output stays free for what a script reads.
 * @throws CliError when the answer is no (exit code 1), or there is nobody to ask (2)
 */
export async function confirm(question: string): Promise<void> {
  if (!canAsk()) throw usageError(`${question} There is nobody to ask here: say --yes.`);
  const answer = await ask(`${question} [y/N] `);
  if (!/^(y|yes|是)$/i.test(answer.trim())) throw new CliError('Nothing was done.');
}

/** Ctrl-C and Ctrl-D are as good as no answer. */
function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    reader.once('SIGINT', () => {
      process.stderr.write('\n');
      reader.close();
    });
    reader.once('close', () => resolve(''));
    reader.question(question, (answer) => {
      resolve(answer);
      reader.close();
    });
  });
}
