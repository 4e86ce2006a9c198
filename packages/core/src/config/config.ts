import type { App } from '../callback/app';

/** The configuration of a hub, checked. */
export interface HubConfig {
  readonly apps: readonly App[];
  readonly adminToken?: string;
  /** How long events are kept, in days. @default 180 */
  readonly retentionDays: number;
}
