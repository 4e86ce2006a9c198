import type { HubEvent } from '../../events/event';

/**
 * An event that came from the failed list. `recovered` is a CloudEvents extension attribute: patterns can ask for it
 * (`{"recovered": [true]}`), and webhooks carry it.
 */
export interface RecoveredEvent extends HubEvent {
  readonly recovered: true;
}

/** Marks an event. */
export function asRecovered(event: HubEvent): RecoveredEvent {
  return { ...event, recovered: true };
}

/** True for an event that came from the failed list. */
export function isRecovered(event: HubEvent): event is RecoveredEvent {
  return 'recovered' in event && event.recovered === true;
}
