import type { Logger } from '../logging';
import type { EventLog } from '../storage/event-log';
import type { Clock, Random } from '../time';
import type { App } from './app';

/** What the callback edge needs; every effect is a parameter. */
export interface CallbackOptions {
  /** The configured apps; may be loaded lazily (SSM), must be cheap when called again. */
  readonly apps: () => Promise<readonly App[]>;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** After this many ms without an answer from the store the reply is 503. @default 1000 */
  readonly deadlineMs?: number;
  /** What answers check_create_suite_url and check_update_suite_url. @default 'success' */
  readonly suiteCheckReply?: 'success' | 'random';
}
