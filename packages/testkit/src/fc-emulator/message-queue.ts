import type { Deployed } from './function';

/** An invocation that was given up: what goes to the failure destination. */
export interface FailedInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly event: string;
  readonly attempts: number;
  readonly error: string;
}

/** What was accepted to be invoked later. */
export interface Message {
  readonly functionName: string;
  readonly requestId: string;
  readonly event: Buffer;
  readonly delayMs: number;
}

/** Function Compute's own queue behind asynchronous invocations. */
export interface MessageQueue {
  keep(message: Message): void;
  /** How many messages have not come to an end. */
  readonly size: () => number;
  close(): void;
}

/**
 * Creates the queue: every message is invoked by itself, and again when it fails, with growing pauses, until it has been tried or
 * has waited for too long.
 * @param options.backoffMs before the first retry; doubled for each one more
 */
export function createMessageQueue(options: {
  readonly find: (functionName: string) => Deployed | undefined;
  readonly backoffMs: number;
  readonly onFailure: (failed: FailedInvocation) => void;
}): MessageQueue {
  const { find, backoffMs, onFailure } = options;
  const timers = new Set<NodeJS.Timeout>();
  let size = 0;
  let isClosed = false;

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  async function attempt(message: Message, attempts: number, keptAt: number): Promise<void> {
    const target = find(message.functionName);
    if (isClosed || target === undefined) return end();
    try {
      await target.invoke(message.event, message.requestId);
      end();
    } catch (error) {
      const pause = backoffMs * 2 ** (attempts - 1);
      const isTooOld = Date.now() + pause - keptAt > target.maxAsyncEventAgeInSeconds * 1000;
      if (attempts <= target.maxAsyncRetryAttempts && !isTooOld && !isClosed) {
        return later(pause, () => void attempt(message, attempts + 1, keptAt));
      }
      const { functionName, requestId, event } = message;
      onFailure({ functionName, requestId, event: event.toString(), attempts, error: String(error) });
      end();
    }
  }

  function end(): void {
    size--;
  }

  return {
    keep(message) {
      size++;
      later(message.delayMs, () => void attempt(message, 1, Date.now() - message.delayMs));
    },
    size: () => size,
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
