import type { Dispatcher } from 'undici';
import { createBodyReader } from './body-reader';
import type { ConnectionPool, Lane } from './connection-pool';
import { toExchangeFailure } from './exchange-failure';
import { toAnswerHeaders } from './headers';
import type { Limits } from './limits';
import { SendFailure } from './send-failure';

/** A POST as undici takes it. */
export interface WireRequest {
  readonly origin: string;
  readonly path: string;
  /** Names and values by turns. */
  readonly headers: string[];
  readonly body: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request and reads its answer, within the limits. A request of which nothing was written yet, because the kept
 * connection that it was given had been closed by the other side, goes to another connection, once.
 *
 * The times are kept here and not by undici, whose timers are exact to a second at best, and start anew with every byte of a
 * body.
 * @param host for the texts of failures
 */
export function exchange(
  pool: ConnectionPool,
  request: WireRequest,
  limits: Limits,
  host: string,
): Promise<Answer | SendFailure> {
  return new Promise((resolve) => {
    const body = createBodyReader(limits.responseBytes);
    let head: Omit<Answer, 'body'> | undefined;
    let lane: Lane | undefined;
    let withdraw = (): void => {};
    let isSettled = false;
    let stageTimer: NodeJS.Timeout | undefined;
    const totalTimer = setTimeout(() => {
      const missing = lane === undefined ? 'no connection was free' : 'the answer was not complete';
      settle(new SendFailure('E_TIMEOUT', `${host}: ${missing} after ${limits.totalMs} ms.`), false);
    }, limits.totalMs);

    function settle(result: Answer | SendFailure, isClean: boolean): void {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(totalTimer);
      clearTimeout(stageTimer);
      withdraw();
      lane?.release(isClean);
      resolve(result);
    }

    function limitStage(ms: number, missing: string): void {
      clearTimeout(stageTimer);
      const failure = () => new SendFailure('E_TIMEOUT', `${host}: ${missing} within ${ms} ms.`);
      stageTimer = setTimeout(() => settle(failure(), false), ms);
    }

    function send(taken: Lane, mayRepeat: boolean): void {
      lane = taken;
      let isStarted = false;
      limitStage(limits.connectMs, 'no connection');

      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {
          isStarted = true;
          limitStage(limits.firstByteMs, 'no answer');
        },
        onResponseStart(_, status, headers) {
          if (status < 200) return;
          clearTimeout(stageTimer);
          head = { status, headers: toAnswerHeaders(headers) };
        },
        onResponseData(_, chunk) {
          if (head !== undefined && body.add(chunk)) settle({ ...head, body: body.text() }, false);
        },
        onResponseEnd() {
          if (head !== undefined) settle({ ...head, body: body.text() }, true);
        },
        onResponseError(_, error) {
          if (isSettled) return;
          if (isStarted || !mayRepeat || !taken.isKept || error instanceof SendFailure) {
            settle(toExchangeFailure(error, host), false);
            return;
          }
          lane = undefined;
          taken.release(false);
          withdraw = pool.acquire(request.origin, (other) => send(other, false));
        },
      };
      taken.dispatcher.dispatch({ ...request, method: 'POST', headersTimeout: 0, bodyTimeout: 0 }, handler);
    }

    withdraw = pool.acquire(request.origin, (first) => send(first, true));
  });
}
