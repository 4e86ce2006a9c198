import type { HubEvent } from '../../events/event';
import type { PageOutcome } from './recover-page';

/** What a run did. */
export interface ReconcileReport {
  /**
   * `done`: DingTalk has nothing more. `more`: the run's limits were reached first. `busy`: another poller is at work.
   * `lease_lost`: another one took over meanwhile.
   */
  readonly outcome: 'done' | 'more' | 'busy' | 'lease_lost';
  /** Pages read, those included that an earlier run had left. */
  readonly pages: number;
  /** Entries on them; of these events that were there, events that were missing, and entries that could not be understood. */
  readonly entries: number;
  readonly present: number;
  readonly recovered: number;
  readonly unreadable: number;
  /** The first of what was missing. */
  readonly events: readonly Pick<HubEvent, 'id' | 'type' | 'subject' | 'time'>[];
}

/** Reports name so many events. */
const MOST_EVENTS_TOLD = 200;

/** Counts while a run goes on. */
export interface Tally {
  add(outcome: PageOutcome): void;
  report(outcome: ReconcileReport['outcome']): ReconcileReport;
}

/**
 * Creates a tally of nothing.
 * @param onPage told of each page
 */
export function createTally(onPage?: (outcome: PageOutcome) => void): Tally {
  const all: PageOutcome[] = [];
  const sum = (count: (one: PageOutcome) => number) => all.reduce((total, one) => total + count(one), 0);
  return {
    add(outcome) {
      all.push(outcome);
      onPage?.(outcome);
    },
    report: (outcome) => ({
      outcome,
      pages: all.length,
      entries: sum(({ entries }) => entries),
      present: sum(({ present }) => present),
      recovered: sum(({ recovered }) => recovered.length),
      unreadable: sum(({ unreadable }) => unreadable),
      events: all
        .flatMap(({ recovered }) => recovered)
        .slice(0, MOST_EVENTS_TOLD)
        .map(({ id, type, subject, time }) => ({ id, type, time, ...(subject === undefined ? {} : { subject }) })),
    }),
  };
}
