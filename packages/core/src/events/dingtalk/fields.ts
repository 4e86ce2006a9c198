import type { JsonObject, JsonValue } from '../../json';
import { find, keyText, spellings } from './places';

const TYPE = spellings('eventType syncAction');
const CORP = spellings('corpId authCorpId');

/** The event's own time; then when it happened; then what else there is. `finshTime` is DingTalk's own spelling. */
const TIME = spellings(
  'eventTime timeStamp eventTimestamp checkTime finishTime finshTime gmtModified paidTime gmtCreate createTime',
);

/** The name of the event's type, where there is one that can stand in a key. */
export function typeOf(places: readonly JsonObject[]): string | undefined {
  return find(places, TYPE, keyText);
}

/** The organisation that an event is about. */
export function corpOf(places: readonly JsonObject[]): string | undefined {
  return find(places, CORP, keyText);
}

/** The event's own time in epoch ms, or when what it tells of happened. */
export function timeOf(places: readonly JsonObject[]): number | undefined {
  return find(places, TIME, instantOf);
}

/** Numbers or texts of 10 digits (seconds) or 11 to 13 (ms). What is longer or shorter is garbage, or in another unit. */
export function instantOf(value: JsonValue | undefined): number | undefined {
  const digits = typeof value === 'object' ? '' : String(value);
  if (!/^[1-9]\d{9,12}$/.test(digits)) return undefined;
  return Number(digits) * (digits.length === 10 ? 1000 : 1);
}
