import { ConfigError, InvalidCursor, StoreRejected, StoreUnavailable } from '@dinghub/core';
import { CommanderError } from 'commander';
import pc from 'picocolors';

/** Exit codes: 0 done, 1 it failed, 2 it was called wrongly. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** A failure that the user can act on; its message is all there is to say. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: typeof EXIT_FAILED | typeof EXIT_USAGE = EXIT_FAILED,
  ) {
    super(message);
  }
}

/** What the system's error codes mean here. */
const SYSTEM: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use. Stop what uses it, or choose another with --port.',
  EACCES: 'Permission denied. Choose a port above 1023 with --port, or a folder of your own with --data.',
  EADDRNOTAVAIL: 'This machine does not have that address. Choose another with --host.',
  ENOTFOUND: 'There is no such host. Choose another with --host.',
  EROFS: 'The file system is read-only. Choose another folder with --data.',
  ENOTDIR: 'A part of the path is not a folder. Choose another with --data.',
  EEXIST: 'The data folder is a file. Choose another with --data.',
  ENOSPC: 'The disk is full.',
};

/** Prints a failure on standard error, one clear message without a stack, and gives its exit code. */
export function reportFailure(error: unknown): number {
  // commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const known =
    error instanceof CliError ||
    error instanceof ConfigError ||
    error instanceof InvalidCursor ||
    error instanceof StoreUnavailable ||
    error instanceof StoreRejected;
  const message = known || error instanceof Error ? error.message : String(error);
  const advice = SYSTEM[code];
  process.stderr.write(`${pc.red('error')} ${advice ? `${advice} (${message})` : message}\n`);
  return error instanceof CliError ? error.exitCode : EXIT_FAILED;
}
