import { ConfigError, InvalidCursor, StoreRejected, StoreUnavailable } from '@dinghub/core';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { adviceOnAddress, adviceOnStore } from './advice';
import type { Language } from './language';
import { printableLines } from './terminal';

/** Exit codes: 0 done, 1 it failed, 2 it was called wrongly. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** A failure that the user can act on; its message is all there is to say. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /**
   * @param reason a stable name for whoever catches it: the code of a hub's error answer, or why there was no answer
   */
  constructor(
    message: string,
    readonly exitCode: typeof EXIT_FAILED | typeof EXIT_USAGE = EXIT_FAILED,
    readonly reason?: string,
  ) {
    super(message);
  }
}

/** A failure for which the command was called wrongly. */
export function usageError(message: string): CliError {
  return new CliError(message, EXIT_USAGE);
}

/** Prints a failure on standard error, one clear message without a stack, and gives its exit code. */
export function reportFailure(error: unknown, language: Language): number {
  // Help, which has been printed: somebody asked for it, or named a command that does nothing by itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  process.stderr.write(
    `${pc.red(language === 'zh' ? '错误' : 'error')} ${printableLines(describe(error, language))}\n`,
  );
  return error instanceof CliError ? error.exitCode : EXIT_FAILED;
}

/** What comes from below the commands is English, and stands in Chinese as the detail of a sentence. */
function describe(error: unknown, language: Language): string {
  const message = error instanceof Error ? error.message : String(error);
  const isChinese = language === 'zh';
  if (error instanceof StoreUnavailable || error instanceof StoreRejected) {
    const advice = adviceOnStore(error.cause, language) ?? '';
    return isChinese ? `无法使用存储。${advice}（${message}）` : `${message} ${advice}`.trimEnd();
  }
  if (error instanceof ConfigError && isChinese) {
    return `配置无法使用：\n${error.problems.map((problem) => `  - ${problem}`).join('\n')}`;
  }
  const isCursor = error instanceof InvalidCursor || (error instanceof CliError && error.reason === 'invalid_cursor');
  if (isCursor) {
    return isChinese
      ? '--cursor 无效：它不属于这个列表。请去掉它，从头开始。'
      : 'The --cursor was not issued by this listing. Leave it out to begin anew.';
  }
  if (error instanceof CliError || error instanceof ConfigError) return message;
  const advice = adviceOnAddress(error, language);
  if (advice === undefined) return isChinese ? `发生意外错误：${message}` : message;
  return isChinese ? `${advice}（${message}）` : `${advice} (${message})`;
}
