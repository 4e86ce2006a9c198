import { type Clock, SECOND_MS } from '../time';
import type { Sleep } from './sleep';

/** Spreads calls over time. */
export interface Pacer {
  /** Resolves when the next call may be sent; calls go in the order in which they asked. */
  take(): Promise<void>;
}

/**
 * DingTalk allows an app 20 calls a second of one API (page on call limits, 90018). What leaves here evenly can arrive in bursts,
 * so that some room is left.
 */
const PER_SECOND = 15;

/**
 * Creates a pacer: in any second, at most so many calls. It knows this process only; what other instances send at the same time
 * shows as 90018, upon which a sender backs off.
 * @param options.perSecond @default 15
 */
export function createPacer(options: {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly perSecond?: number;
}): Pacer {
  const { clock, sleep, perSecond = PER_SECOND } = options;
  let sent: number[] = [];
  let last: Promise<void> = Promise.resolve();

  async function turn(): Promise<void> {
    for (;;) {
      const now = clock();
      // A clock that was set back makes nothing wait for longer than a second.
      sent = sent.map((at) => Math.min(at, now)).filter((at) => at > now - SECOND_MS);
      const [first] = sent;
      if (first === undefined || sent.length < perSecond) {
        sent.push(now);
        return;
      }
      await sleep(first + SECOND_MS - now);
    }
  }

  return {
    take() {
      const mine = last.then(turn);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
