import { closed, count, instant, list, text, words } from './json-schema';

/** Every state of a delivery. */
export const DELIVERY_STATES = ['pending', 'delivered', 'dead', 'cancelled'] as const;

const CODES = ['E_TIMEOUT', 'E_CONNECTION', 'E_DNS', 'E_TLS', 'E_BLOCKED_ADDRESS', 'E_RESPONSE', 'E_HTTP'];

const ATTEMPT = {
  durationMs: count('How long it took.'),
  status: { type: 'integer', description: 'The HTTP status, where there was an answer.' },
  code: words(CODES, 'Why it failed; absent when it succeeded.'),
  message: text('The same for people.'),
  response: text('The first 2 KiB of the answer.'),
};

const DELIVERY = {
  eventId: text('The event.'),
  eventType: text('Its type.'),
  subscriptionId: text('The subscription.'),
  state: words(DELIVERY_STATES, '`cancelled`: the subscription was deleted before it had the event.'),
  trigger: words(['event', 'replay'], 'What opened it last.'),
  openedAt: instant('When it was opened last; the schedule of attempts starts here.'),
  createdAt: instant('When it was opened first.'),
  updatedAt: instant('When it was changed last.'),
  tries: count('Attempts since it was opened last.'),
  attempts: list(
    closed({ startedAt: instant('When it started.'), ...ATTEMPT, nextAttemptAt: instant('When it is tried again.') }, [
      'startedAt',
      'durationMs',
    ]),
    'The last ones, the oldest first.',
  ),
};

/** What answers say about deliveries and replays. */
export const DELIVERY_SCHEMAS = {
  Delivery: closed(
    {
      ...DELIVERY,
      nextAttemptAt: instant('While pending: not before this instant.'),
      leaseUntil: instant('While pending: a worker has it until then.'),
      waiting: words(['paused', 'breaker', 'limit'], 'What it waits for, where it must not be tried.'),
      reason: text('Why it is dead or cancelled.'),
      expiresAt: instant('When the store may drop it.'),
    },
    Object.keys(DELIVERY),
  ),
  TestAttempt: closed({ delivered: { type: 'boolean' }, ...ATTEMPT }, ['delivered', 'durationMs']),
  RetryOutcome: closed({
    outcome: words(['opened', 'pending'], '`pending`: it was pending already and is left alone.'),
  }),
  ReplayProgress: closed(
    {
      examined: count('Events or deliveries looked at.'),
      matched: count('Of these, wanted.'),
      replayed: count('Of these, opened anew (or, in a dry run, that would be).'),
      pending: count('Of these, left alone, since they are pending already.'),
      cursor: text('There is more: send the same body again with this `cursor`.'),
    },
    ['examined', 'matched', 'replayed', 'pending'],
  ),
};
