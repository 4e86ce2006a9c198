import type { JsonObject } from '../json';

/**
 * An event: CloudEvents 1.0 attributes with the extensions `corpid` and `app`. Immutable.
 * `source` is `dingtalk`, `aws.ec2`, `acs.ecs`…; a DingTalk event's `type` is its own EventType, unchanged.
 */
export interface HubEvent {
  readonly specversion: '1.0';
  /** Stable: the same occurrence has the same id, however often and in whatever envelope it arrives. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** What it is about, e.g. `approval/<processInstanceId>`, `user/<userId>`. */
  readonly subject?: string;
  /** ISO 8601 with milliseconds: the event's own time, else the time of receipt. */
  readonly time: string;
  readonly corpid?: string;
  /** The name of the app that received it. */
  readonly app: string;
  /**
   * True for an event that DingTalk could not push and that was fetched from its failed list. A CloudEvents extension attribute:
   * patterns can ask for it (`{"recovered": [true]}`), and webhooks carry it.
   */
  readonly recovered?: true;
  /** The body as DingTalk sent it. */
  readonly data: JsonObject;
}

/** An event with what the hub knows about it. */
export interface StoredEvent {
  readonly event: HubEvent;
  /** Epoch ms. */
  readonly receivedAt: number;
  /** Epoch ms: when the store may drop it. */
  readonly expiresAt?: number;
}
