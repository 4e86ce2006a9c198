import type { LogFields, Logger } from '@dinghub/core';
import { pino } from 'pino';

/** The {@link Logger} of the local hub: pino, one JSON line per fact, on standard error, written without blocking a callback. */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info'): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const sink = pino(options, pino.destination({ dest: 2, sync: false }));
  const log = (write: 'debug' | 'info' | 'warn' | 'error') => (code: string, fields?: LogFields) =>
    sink[write]({ code, ...fields });
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
