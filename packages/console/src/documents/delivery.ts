import type { Delivery } from '@dinghub/core/dispatch';
import { withIsoTimes } from './iso';

/** A delivery as it is answered, with its attempts. */
export function deliveryDocument({ version: _, attempts, ...delivery }: Delivery): object {
  return { ...withIsoTimes(delivery), attempts: attempts.map(withIsoTimes) };
}
