import { PACE_MS } from './pace';
import { type Seen, SKEW_MS } from './sightings-record';

/**
 * How a rotation stands: `done`, the old credentials are unused since the new one is in use; `old_in_use`; `new_unused`, no event has
 * come with the new one; `clock_set_back`, what is known is from the future, which tells no order.
 */
export type RotationState = 'done' | 'old_in_use' | 'new_unused' | 'clock_set_back';

/** How a rotation stands, and since when: epoch ms, absent where no event came with it. */
export interface Rotation {
  readonly state: RotationState;
  readonly newUsedAt?: number;
  readonly oldUsedAt?: number;
}

/**
 * Judges by what is known of an app with several credentials.
 * @param fingerprints of the new one first, then of the old ones, as the app has them
 * @param now epoch ms
 */
export function rotationOf({ used }: Seen, fingerprints: readonly string[], now: number): Rotation {
  const [newUsedAt, ...old] = fingerprints.map((fingerprint) => used[fingerprint]);
  const uses = old.filter((at) => at !== undefined);
  const oldUsedAt = uses.length === 0 ? undefined : Math.max(...uses);
  return {
    state: stateOf(newUsedAt, oldUsedAt, now),
    ...(newUsedAt === undefined ? {} : { newUsedAt }),
    ...(oldUsedAt === undefined ? {} : { oldUsedAt }),
  };
}

function stateOf(newUsedAt: number | undefined, oldUsedAt: number | undefined, now: number): RotationState {
  if (Math.max(newUsedAt ?? 0, oldUsedAt ?? 0) > now + SKEW_MS) return 'clock_set_back';
  if (newUsedAt === undefined) return 'new_unused';
  // The last use of the old one may be later than is known by as much as that lags behind.
  return oldUsedAt !== undefined && oldUsedAt > newUsedAt - PACE_MS ? 'old_in_use' : 'done';
}
