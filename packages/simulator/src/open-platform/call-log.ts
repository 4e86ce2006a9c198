import type { Clock } from '@dinghub/core';
import type { WireAnswer } from './wire-answer';

/** A call to the open platform, and what came of it. */
export interface CallRecord {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** 0 for success; else the error code, or what happened to the connection: `page`, `hang`, `reset`. */
  readonly result: number | string;
}

/** The latest calls, the oldest first. */
export interface CallLog {
  add(method: string, path: string, wire: WireAnswer): void;
  list(): readonly CallRecord[];
}

const MAX_CALLS = 1000;

/** Creates an empty log. @param onCall told of each call as it is answered */
export function createCallLog(clock: Clock, onCall?: (call: CallRecord) => void): CallLog {
  const calls: CallRecord[] = [];
  return {
    add(method, path, wire) {
      const call = { at: clock(), method, path, result: resultOf(wire) };
      calls.push(call);
      if (calls.length > MAX_CALLS) calls.shift();
      onCall?.(call);
    },
    list: () => [...calls],
  };
}

function resultOf(wire: WireAnswer): number | string {
  if (wire.kind !== 'json') return wire.kind;
  const { errcode, code } = wire.answer.body as { readonly errcode?: number; readonly code?: string };
  return errcode ?? code ?? 0;
}
