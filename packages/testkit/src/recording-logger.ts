import type { Logger } from '@dinghub/core';

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly code: string };

/** A logger that keeps its lines. */
export function recordingLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log = (code: string, fields = {}) => void lines.push({ code, ...fields });
  return { lines, debug: log, info: log, warn: log, error: log };
}
