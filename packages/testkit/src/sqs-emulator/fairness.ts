import { isInFlight, type Message } from './message';

/**
 * What makes a group noisy: so many messages in flight, and more than this share of the queue's.
 * Source: SQS developer guide, "How Amazon SQS fair queues work".
 */
const NOISY_MESSAGES = 30;
const NOISY_SHARE = 0.1;

/**
 * The next message to give out: the one that waits longest, of quiet groups first; where all that is left is noisy, of the group
 * with the fewest in flight. A message without a group is a group of its own.
 */
export function nextMessage(messages: Iterable<Message>, now: number): Message | undefined {
  const inFlight = new Map<string, number>();
  let total = 0;
  const visible: Message[] = [];
  for (const message of messages) {
    if (message.visibleAt <= now) visible.push(message);
    if (!isInFlight(message, now)) continue;
    total++;
    if (message.group !== undefined) inFlight.set(message.group, (inFlight.get(message.group) ?? 0) + 1);
  }
  const rank = ({ group }: Message) => {
    const count = group === undefined ? 0 : (inFlight.get(group) ?? 0);
    return count >= NOISY_MESSAGES && count > NOISY_SHARE * total ? count : 0;
  };
  let best: Message | undefined;
  for (const message of visible) {
    const better = best === undefined || rank(message) < rank(best);
    if (better || (best && rank(message) === rank(best) && message.visibleAt < best.visibleAt)) best = message;
  }
  return best;
}
