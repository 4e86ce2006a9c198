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
  // commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  process.stderr.write(
    `${pc.red(language === 'zh' ? '错误' : 'error')} ${printableLines(describe(error, language))}\n`,
  );
  return error instanceof CliError ? error.exitCode : EXIT_FAILED;
}

function describe(error: unknown, language: Language): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreUnavailable || error instanceof StoreRejected) {
    const advice = adviceOnStore(error.cause, language);
    return advice ? `${message} ${advice}` : message;
  }
  if (error instanceof CliError || error instanceof ConfigError || error instanceof InvalidCursor) return message;
  const advice = adviceOnAddress(error, language);
  return advice ? `${advice} (${message})` : message;
}
