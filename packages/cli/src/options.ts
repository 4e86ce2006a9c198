import { type CliError, usageError } from './failure';
import { both, type Told, tellHere } from './told';

/** Reads a whole number between two bounds. */
export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw isNot(text, name, both(`a whole number from ${min} to ${max}`, `从 ${min} 到 ${max} 的整数`));
  };
}

/** Reads a number greater than zero. */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text !== '' && Number.isFinite(value) && value > 0) return value;
    throw isNot(text, name, both('a number greater than 0', '大于 0 的数'));
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const SHORT_UNITS: Readonly<Record<string, number>> = { ms: 1, ...UNITS };

/** Reads how long, e.g. `500ms`, `2s`, `1m`. Gives ms. */
export function duration(name: string): (text: string) => number {
  return (text) => {
    const [, count = '', unit = ''] = /^(\d{1,9})(ms|[smh])$/.exec(text) ?? [];
    if (count !== '') return Number(count) * (SHORT_UNITS[unit] ?? 0);
    throw isNot(text, name, both('a duration such as 500ms, 2s or 1m', '时长，例如 500ms、2s 或 1m'));
  };
}

/** Reads several durations, separated by commas. Gives ms. */
export function durations(name: string): (text: string) => readonly number[] {
  const read = duration(name);
  return (text) => text.split(',').map((one) => read(one.trim()));
}

/** Reads a part of the whole: a number from 0 to 1. */
export function fraction(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 1) return value;
    throw isNot(text, name, both('a number from 0 to 1', '从 0 到 1 的数'));
  };
}

/** Reads one of some words. */
export function oneOf<const W extends string>(name: string, words: readonly W[]): (text: string) => W {
  return (text) => {
    const word = words.find((one) => one === text);
    if (word !== undefined) return word;
    throw isNot(text, name, both(`one of ${words.join(', ')}`, `以下之一：${words.join('、')}`));
  };
}

/** For an option that may be given several times: reads each, and gives all. */
export function several<T>(
  read: (text: string) => T,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before = []) => [...before, read(text)];
}

/** A date, and with it maybe a time, and with that maybe a zone. */
const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?$/;

/** Reads an instant: ISO 8601, in UTC if it names no zone, or how long ago, e.g. `90s`, `15m`, `2h`, `7d`. Gives epoch ms. */
export function instant(name: string, now: number): (text: string) => number {
  return (text) => {
    const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
    const at = count === undefined ? readTime(text) : now - Number(count) * (UNITS[unit] ?? 0);
    if (Number.isFinite(at)) return at;
    throw usageError(
      tellHere(
        both(
          `${name} must be a time such as 2026-11-23, 2026-11-23T08:00:00Z or 2026-11-23T16:00+08:00 (UTC without a zone), or 90s, 15m, 2h, 7d ago; not "${text}".`,
          `${name} 必须是时间，例如 2026-11-23、2026-11-23T08:00:00Z 或 2026-11-23T16:00+08:00（不写时区即为 UTC），或距今多久，例如 90s、15m、2h、7d；而不是“${text}”。`,
        ),
      ),
    );
  };
}

/** Epoch ms; NaN for what is no ISO 8601, or a day that no calendar has. */
function readTime(text: string): number {
  const [, date, time = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = ISO_8601.exec(text) ?? [];
  // Date.parse takes 31 February for 3 March.
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return Number.NaN;
  return Date.parse(`${date}T${time}${seconds}${fraction}${zone}`);
}

function isNot(text: string, name: string, { en, zh }: Told): CliError {
  return usageError(tellHere(both(`${name} must be ${en}, not "${text}".`, `${name} 必须是${zh}，而不是“${text}”。`)));
}
