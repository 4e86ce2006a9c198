/** What a log line may carry besides its code: scalars only, never a payload, a secret or a person. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly time?: never;
  readonly level?: never;
  readonly code?: never;
};

/**
 * The logging port: one fact a call. `code` is a stable snake_case name to search for; fields hold codes, types, keys and
 * durations. Bodies, tokens, keys and personal data never go in.
 */
export interface Logger {
  debug(code: string, fields?: LogFields): void;
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, fields?: LogFields): void;
}

/** A logger that writes one JSON line per fact, `{time, level, code, ...fields}`, to `write`. */
export function createJsonLogger(write: (line: string) => void, clock: () => number): Logger {
  const log =
    (level: string) =>
    (code: string, fields: LogFields = {}) =>
      write(JSON.stringify({ time: new Date(clock()).toISOString(), level, code, ...fields }));
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** A logger that drops everything: for tests and for tools that print their own output. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
