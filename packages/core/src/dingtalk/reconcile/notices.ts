import { sha256 } from '../../crypto/sha256';
import type { HubEvent } from '../../events/event';
import type { JsonObject } from '../../json';
import { HOUR_MS } from '../../time';

/** What reconciliation tells about itself. Anyone can subscribe to it, as to any other event. */
export type ReconcileNotice =
  /** A page, or some of its entries, could not be understood or stored. The page is kept as it came. */
  | 'dinghub.reconcile.unreadable'
  /** An answer of the failed list never arrived or was never stored, so that its events may be lost. Told once an hour. */
  | 'dinghub.reconcile.answer_lost';

/** DingTalk gives 200 entries a page; of more, the first are named. */
const MOST_NAMED = 200;

/** The notice about a page that is kept. Told twice, it is one event. */
export function unreadableNotice(about: {
  readonly app: string;
  readonly page: string;
  readonly askedAt: number;
  readonly entries: readonly number[] | 'all';
}): HubEvent {
  const { app, page, askedAt, entries } = about;
  const counted = entries === 'all' ? {} : { count: entries.length };
  const data = { page, entries: entries === 'all' ? entries : entries.slice(0, MOST_NAMED), ...counted };
  return notice('dinghub.reconcile.unreadable', { app, at: askedAt, occurrence: page, data });
}

/** The notice about an answer that is gone: one an hour, since a network that fails loses an answer each time. */
export function answerLostNotice(about: { readonly app: string; readonly at: number }): HubEvent {
  const hour = String(Math.floor(about.at / HOUR_MS));
  return notice('dinghub.reconcile.answer_lost', { ...about, occurrence: hour, data: {} });
}

function notice(
  type: ReconcileNotice,
  about: {
    readonly app: string;
    readonly at: number;
    readonly occurrence: string;
    readonly data: JsonObject;
  },
): HubEvent {
  const { app, at, occurrence, data } = about;
  return {
    specversion: '1.0',
    id: sha256(JSON.stringify([type, app, occurrence])),
    source: 'dinghub',
    type,
    subject: `app/${app}`,
    time: new Date(at).toISOString(),
    app: 'dinghub',
    data: { app, ...data },
  };
}
