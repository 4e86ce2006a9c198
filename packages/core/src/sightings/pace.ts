import { type Clock, MINUTE_MS, SECOND_MS } from '../time';

/** Says whether it is time to do something again, for each of many things. */
export interface Pace {
  /** True at most once a minute; who hears it does it. */
  take(what: string): boolean;
  /** It was not done: the next try may come sooner. */
  failed(what: string): void;
}

/** What is remembered may lag behind what happened by so much. */
export const PACE_MS = MINUTE_MS;

/** A store that fails is not asked by every callback. */
const RETRY_MS = 5 * SECOND_MS;

/** Creates it. A clock that went back tells no age: then it is time. */
export function createPace(clock: Clock): Pace {
  const rests = new Map<string, { readonly since: number; readonly ms: number }>();
  const rest = (what: string, ms: number) => void rests.set(what, { since: clock(), ms });
  return {
    take(what) {
      const { since, ms } = rests.get(what) ?? { since: Number.NEGATIVE_INFINITY, ms: 0 };
      const restedMs = clock() - since;
      if (restedMs >= 0 && restedMs < ms) return false;
      rest(what, PACE_MS);
      return true;
    },
    failed: (what) => rest(what, RETRY_MS),
  };
}
