import type { ShownAttempt, ShownDelivery } from '../api/documents';
import { beginning, coloured, fields, howLong, when } from '../format';
import { printable, table } from '../terminal';

const MESSAGE_LENGTH = 80;

/** Deliveries as a table. `now` is epoch ms. */
export function deliveryTable(deliveries: readonly ShownDelivery[], now: number): string {
  const head = ['created', 'state', 'type', 'subscription', 'tries', 'last answer', 'what next', 'event'];
  return table(
    head,
    deliveries.map((one) => [
      when(one.createdAt),
      coloured(one.state),
      printable(one.eventType),
      printable(one.subscriptionId),
      String(one.tries),
      answerOf(one.attempts.at(-1)),
      whatNext(one, now),
      printable(one.eventId),
    ]),
  );
}

/** The deliveries of one event, each with its attempts. */
export function deliveriesOfEvent(deliveries: readonly ShownDelivery[], now: number): string {
  return deliveries
    .map((one) => {
      const { subscriptionId, state, tries } = one;
      const head = table(
        ['subscription', 'state', 'tries', 'what next'],
        [[printable(subscriptionId), coloured(state), String(tries), whatNext(one, now)]],
      );
      return one.attempts.length === 0 ? head : `${head}\n${indent(attemptTable(one.attempts))}`;
    })
    .join('\n\n');
}

/** One delivery whole, with every attempt that is kept. */
export function deliveryDetails(one: ShownDelivery, now: number): string {
  const details = fields([
    ['event', `${printable(one.eventId)} (${printable(one.eventType)})`],
    ['subscription', printable(one.subscriptionId)],
    ['state', coloured(one.state)],
    ['what next', whatNext(one, now) || undefined],
    ['created', when(one.createdAt)],
    ['opened', `${when(one.openedAt)} by ${one.trigger === 'replay' ? 'a replay' : 'the event'}`],
    ['tries', `${one.tries} since then`],
  ]);
  return one.attempts.length === 0 ? details : `${details}\n\n${attemptTable(one.attempts)}`;
}

function attemptTable(attempts: readonly ShownAttempt[]): string {
  return table(
    ['started', 'took', 'answer', 'what it said'],
    attempts.map((attempt) => [
      when(attempt.startedAt),
      howLong(attempt.durationMs),
      answerOf(attempt),
      beginning([attempt.message, attempt.response].filter(Boolean).join(' '), MESSAGE_LENGTH),
    ]),
  );
}

/** The status, and the code where it says more. */
function answerOf(attempt: ShownAttempt | undefined): string {
  if (attempt === undefined) return '';
  const { status, code } = attempt;
  const parts = [status === undefined ? undefined : String(status), code === 'E_HTTP' ? undefined : code];
  return printable(parts.filter((part) => part !== undefined).join(' '));
}

function whatNext({ state, reason, waiting, nextAttemptAt, leaseUntil }: ShownDelivery, now: number): string {
  if (state !== 'pending') return printable(reason ?? '');
  if (leaseUntil !== undefined && Date.parse(leaseUntil) > now) return 'being sent';
  const wait = nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt) - now;
  const next = wait > 0 ? `in ${howLong(wait)}` : 'due';
  return waiting === undefined ? next : `${next} (waits: ${printable(waiting)})`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
