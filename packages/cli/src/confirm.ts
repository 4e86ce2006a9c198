import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { CliError, usageError } from './failure';
import { printable } from './terminal';
import { both, tellHere } from './told';

const STDIN = 0;
const STDERR = 2;

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return isatty(STDIN) && isatty(STDERR);
}

/** What a command says that was told not to go on, in the language of the environment. */
export const nothingDone = (): CliError => new CliError(tellHere(both('Nothing was done.', '未执行任何操作。')));

/**
 * Asks before something is done that cannot be undone; standard output stays free for what a script reads.
 * @param question in the language of the environment, as are the words around it; both languages' yes counts in either. What it
 *   quotes need not be printable
 * @throws CliError when the answer is no (exit code 1), or there is nobody to ask (2)
 */
export async function confirm(question: string): Promise<void> {
  if (!canAsk()) throw usageError(tellHere(both(`${question} ${NOBODY.en}`, `${question}${NOBODY.zh}`)));
  const answer = await ask(`${printable(question)} ${tellHere(CHOICE)} `);
  if (!/^(y|yes|是)$/i.test(answer.trim())) throw nothingDone();
}

const NOBODY = both('There is nobody to ask here: say --yes.', '当前不是交互式终端，无法询问：请加上 --yes。');
const CHOICE = both('[y/N]', '[是(y)/否(N)]');

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
