import { ConfigError } from '../errors';
import type { LogFields } from '../logging';

/**
 * What a log line may say about an error: its class and code, those of its cause, and the problems of a configuration, which hold
 * names and no values. Never a message: it could quote data.
 */
export function errorFields(error: unknown): LogFields {
  return {
    error: nameOf(error),
    ...(error instanceof Error && error.cause !== undefined ? { cause: nameOf(error.cause) } : {}),
    ...(error instanceof ConfigError ? { problems: error.problems.join(' ') } : {}),
  };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? `${name}:${code}` : name;
}
