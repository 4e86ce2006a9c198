import { randomFillSync } from 'node:crypto';
import type { Random } from '@dinghub/core';

const POOL_BYTES = 8192;

/** Randomness from the system, drawn for a few hundred callbacks at a time: each draw costs more than what it gives. No byte is given out twice. */
export function createRandomPool(): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (size) => {
    if (used + size > pool.length) {
      // A new buffer each time: what was given out stays as it is.
      pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(size, POOL_BYTES)));
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
