import type { JsonValue } from '../../json';

/** Ids come alone or in an array. */
export type Ids<T extends string | number = string> = T | readonly T[];

/** A time in epoch ms, as a number or as digits. */
export type Time = number | string;

/** One of the values that are known, or another: new ones come without notice. */
export type Known<T extends string> = T | (string & {});

/** What every business event may carry. PascalCase is the captured family, camelCase the documented one; bodies mix them. */
export interface CommonPayload {
  /** Absent from the `biz_data` of a SyncHTTP row, which has `syncAction` for it. */
  readonly EventType?: string;
  readonly syncAction?: string;
  readonly EventTime?: number;
  readonly CorpId?: string;
  readonly corpId?: string;
  readonly BizId?: string;
  readonly eventId?: string;
  readonly TimeStamp?: Time;
  readonly timeStamp?: Time;
  readonly [more: string]: JsonValue | undefined;
}
