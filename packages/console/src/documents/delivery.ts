import type { Delivery } from '@dinghub/core/dispatch';
import { withIsoTimes } from './iso';

/** A delivery as it is answered, with its attempts, and without what only the hub needs. */
export function deliveryDocument({ version: _, incarnation: __, attempts, ...delivery }: Delivery): object {
  return { ...withIsoTimes(delivery), attempts: attempts.map(withIsoTimes) };
}
