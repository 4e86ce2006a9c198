import { createHash } from 'node:crypto';

/** A message in a queue. Times are epoch ms. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly group?: string;
  readonly sentAt: number;
  /** Not given out before: delayed, or in flight. */
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** Of the last receive. */
  handle?: string;
}

/** True while somebody works on it. */
export function isInFlight({ handle, visibleAt }: Message, now: number): boolean {
  return handle !== undefined && visibleAt > now;
}

/** What SQS answers with a body, and its clients compare. */
export function checksum(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
