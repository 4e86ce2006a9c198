import type { JsonObject } from '@dinghub/core';
import { isObject } from '../control-request';

/** What DingTalk answers in place of what it should. */
export type FaultAnswer =
  /** An error code: a number of the old API, a word of the new one. With `subCode`, wrapped as the gateway does (88). */
  | { readonly kind: 'code'; readonly code: number | string; readonly subCode?: string; readonly message?: string }
  /** An HTTP status with an HTML page, such as 502 of a gateway. */
  | { readonly kind: 'html'; readonly status?: number }
  /** The body that banned addresses get. */
  | { readonly kind: 'ban' }
  /** No answer; the connection stays open. */
  | { readonly kind: 'hang' }
  /** The connection is reset. */
  | { readonly kind: 'reset' };

/** Something that goes wrong with the next calls. */
export interface Fault {
  /** The API's path, such as `/gettoken`; `*` is any. */
  readonly path: string;
  /** With how many calls. @default 1 */
  readonly times?: number;
  /** True when the call takes effect all the same, so that only its answer is lost. @default false */
  readonly takesEffect?: boolean;
  readonly answer: FaultAnswer;
}

/** What is going to go wrong, the oldest first. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault of a call, which uses it up once. */
  take(path: string): Fault | undefined;
}

/** Creates an empty list. */
export function createFaults(): Faults {
  const faults: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    clear: () => void faults.splice(0),
    list: () => faults.map(({ fault, left }) => ({ ...fault, times: left })),
    take(path) {
      const index = faults.findIndex(({ fault }) => fault.path === path || fault.path === '*');
      const entry = faults[index];
      if (entry && --entry.left <= 0) faults.splice(index, 1);
      return entry?.fault;
    },
  };
}

/** The fault that a JSON object describes; undefined when it describes none. */
export function readFault(body: JsonObject): Fault | undefined {
  const { path, times = 1, takesEffect = false, answer } = body;
  if (typeof path !== 'string' || !/^(\/|\*$)/.test(path)) return undefined;
  if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1) return undefined;
  if (typeof takesEffect !== 'boolean' || !isObject(answer)) return undefined;
  const read = readAnswer(answer);
  return read && { path, times, takesEffect, answer: read };
}

function readAnswer({ kind, code, subCode, message, status }: JsonObject): FaultAnswer | undefined {
  if (kind === 'ban' || kind === 'hang' || kind === 'reset') return { kind };
  if (kind === 'html') {
    if (status === undefined) return { kind };
    return typeof status === 'number' && status >= 200 && status <= 599 ? { kind, status } : undefined;
  }
  if (kind !== 'code' || (typeof code !== 'number' && typeof code !== 'string')) return undefined;
  return {
    kind,
    code,
    ...(typeof subCode === 'string' && { subCode }),
    ...(typeof message === 'string' && { message }),
  };
}
