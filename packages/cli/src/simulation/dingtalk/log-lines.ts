import type { CallRecord, PushRecord } from '@dinghub/simulator';
import pc from 'picocolors';
import { howLong } from '../../format';
import { jsonLine, printable } from '../../terminal';

const time = (at: number) => pc.dim(new Date(at).toISOString().replace('T', ' '));
const METHOD_WIDTH = 'POST'.length;

/** A call that came in, as one line. */
export function callLine({ at, method, path, result }: CallRecord): string {
  const outcome = result === 0 ? pc.green('ok') : pc.red(printable(String(result)));
  return [time(at), pc.cyan('<-'), printable(method).padEnd(METHOD_WIDTH), printable(path), outcome].join('  ');
}

/** A push that went out, as one line. */
export function pushLine({ at, url, type, result, status, durationMs }: PushRecord): string {
  const words = [result, ...(status === undefined ? [] : [`HTTP ${status}`])];
  const outcome = (result === 'success' ? pc.green : pc.red)(words.join(' '));
  return [
    time(at),
    pc.magenta('->'),
    'POST'.padEnd(METHOD_WIDTH),
    printable(url),
    printable(type),
    outcome,
    howLong(durationMs),
  ].join('  ');
}

/** A call as JSON on one line. */
export const callJson = ({ at, ...call }: CallRecord): string =>
  jsonLine({ kind: 'call', at: new Date(at).toISOString(), ...call });

/** A push as JSON on one line. */
export const pushJson = ({ at, ...push }: PushRecord): string =>
  jsonLine({ kind: 'push', at: new Date(at).toISOString(), ...push });
