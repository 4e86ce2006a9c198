import type { ShownAttempt, ShownDelivery } from '../api/documents';
import { beginning, coloured, fields, howLong, when } from '../format';
import { languageOf } from '../language';
import { printable, table } from '../terminal';
import { both, headOf, tellHere } from '../told';

const MESSAGE_LENGTH = 80;

/** Deliveries as a table. `now` is epoch ms. */
export function deliveryTable(deliveries: readonly ShownDelivery[], now: number): string {
  return table(
    headOf(LIST_HEAD),
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
      const head = table(headOf(EVENT_HEAD), [
        [printable(subscriptionId), coloured(state), String(tries), whatNext(one, now)],
      ]);
      return one.attempts.length === 0 ? head : `${head}\n${indent(attemptTable(one.attempts))}`;
    })
    .join('\n\n');
}

/** One delivery whole, with every attempt that is kept. */
export function deliveryDetails(one: ShownDelivery, now: number): string {
  const details = fields([
    [tellHere(EVENT), `${printable(one.eventId)} (${printable(one.eventType)})`],
    [tellHere(SUBSCRIPTION), printable(one.subscriptionId)],
    [tellHere(STATE), coloured(one.state)],
    [tellHere(NEXT), whatNext(one, now) || undefined],
    [tellHere(CREATED), when(one.createdAt)],
    [tellHere(OPENED), `${when(one.openedAt)}${tellHere(one.trigger === 'replay' ? BY_REPLAY : BY_EVENT)}`],
    [tellHere(TRIES), tellHere(both(`${one.tries} since then`, `此后 ${one.tries} 次`))],
  ]);
  return one.attempts.length === 0 ? details : `${details}\n\n${attemptTable(one.attempts)}`;
}

function attemptTable(attempts: readonly ShownAttempt[]): string {
  return table(
    headOf(ATTEMPT_HEAD),
    attempts.map((attempt) => [
      when(attempt.startedAt),
      howLong(attempt.durationMs, languageOf(process.env)),
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
  if (leaseUntil !== undefined && Date.parse(leaseUntil) > now) return tellHere(BEING_SENT);
  const wait = nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt) - now;
  const next = tellHere(wait > 0 ? inTime(wait) : DUE);
  if (waiting === undefined) return next;
  return `${next}${tellHere(waitsFor(printable(waiting)))}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

const LIST_HEAD = both(
  'created|state|type|subscription|tries|last answer|what next|event',
  '创建时间|状态|类型|订阅|尝试次数|最近应答|下一步|事件',
);
const EVENT_HEAD = both('subscription|state|tries|what next', '订阅|状态|尝试次数|下一步');
const ATTEMPT_HEAD = both('started|took|answer|what it said', '开始时间|用时|应答|内容');

const EVENT = both('event', '事件');
const SUBSCRIPTION = both('subscription', '订阅');
const STATE = both('state', '状态');
const NEXT = both('what next', '下一步');
const CREATED = both('created', '创建时间');
const OPENED = both('opened', '发起时间');
const BY_REPLAY = both(' by a replay', '（由重新投递发起）');
const BY_EVENT = both(' by the event', '（由事件发起）');
const TRIES = both('tries', '尝试次数');

const BEING_SENT = both('being sent', '正在发送');
const DUE = both('due', '即将发送');
const inTime = (ms: number) => both(`in ${howLong(ms)}`, `${howLong(ms, 'zh')}后`);
const waitsFor = (waiting: string) => both(` (waits: ${waiting})`, `（等待：${waiting}）`);
