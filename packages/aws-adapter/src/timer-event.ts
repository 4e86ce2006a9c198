import { wrongEvent } from './shape';

/** @throws TypeError for everything but a tick of an EventBridge schedule */
export function refuseUnlessTimer(event: unknown): void {
  const { source } = (event ?? {}) as { source?: unknown };
  if (source !== 'aws.events' && source !== 'aws.scheduler') {
    throw wrongEvent('the ticks of an EventBridge schedule', event);
  }
}
