import pc from 'picocolors';
import type { Language } from './language';
import { nextPage } from './next-command';
import { columns, printable } from './terminal';
import { both, tellHere } from './told';

/** An instant (ISO 8601) for a table: a space for the T, which makes it easier to read. */
export function when(iso: string): string {
  return printable(iso.replace('T', ' '));
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SIZES = [
  [MINUTE_MS, 1000],
  [HOUR_MS, MINUTE_MS],
  [DAY_MS, HOUR_MS],
] as const;
const UNITS: Readonly<Record<Language, readonly string[]>> = {
  en: ['ms', 's', 'm', 'h', 'd'],
  zh: ['毫秒', '秒', '分钟', '小时', '天'],
};

/** How long, roughly: `350 ms`, `1.2 s`, `5 m`, `2.5 h`, `3 d`; in Chinese `350 毫秒`, `1.2 秒`, … */
export function howLong(ms: number, language: Language = 'en'): string {
  const [millis, ...units] = UNITS[language];
  if (ms < 1000) return `${Math.round(ms)} ${millis}`;
  // What would be rounded to 60 m is 1 h.
  const i = SIZES.filter(([size, below]) => ms >= size - below / 20).length;
  const size = [1000, MINUTE_MS, HOUR_MS, DAY_MS][i] ?? DAY_MS;
  return `${Math.round((ms * 10) / size) / 10} ${units[i]}`;
}

/** The beginning of a text, printable, on one line. */
export function beginning(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return printable(characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line);
}

/** `1 delivery`, `2 deliveries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  active: pc.green,
  authorised: pc.green,
  delivered: pc.green,
  paused: pc.yellow,
  pending: pc.yellow,
  disabled: pc.red,
  relieved: pc.red,
  dead: pc.red,
  cancelled: pc.dim,
};

/** The state of a delivery or of a subscription, in its colour. */
export function coloured(state: string): string {
  const text = printable(state);
  return Object.hasOwn(COLOURS, state) ? (COLOURS[state]?.(text) ?? text) : text;
}

/** Names and values under each other; a value that is undefined is left out. */
export function fields(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  return columns(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[pc.cyan(name), value]])));
}

/** How to go on where this command, a listing, ended. */
export function more(cursor: string): string {
  return pc.dim(printable(`${tellHere(MORE)}${nextPage(process.argv.slice(2), cursor)}`));
}

const MORE = both('More: ', '更多：');
