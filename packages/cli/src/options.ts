import { CliError, EXIT_USAGE } from './failure';

/** Reads a whole number between two bounds. */
export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new CliError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`, EXIT_USAGE);
  };
}

/** Reads a number greater than zero. */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text !== '' && Number.isFinite(value) && value > 0) return value;
    throw new CliError(`${name} must be a number greater than 0, not "${text}".`, EXIT_USAGE);
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads an instant: ISO 8601, or how long ago, e.g. `90s`, `15m`, `2h`, `7d`. Gives epoch ms. */
export function instant(name: string, now: number): (text: string) => number {
  return (text) => {
    const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
    const at = count === undefined ? Date.parse(text) : now - Number(count) * (UNITS[unit] ?? 0);
    if (Number.isFinite(at)) return at;
    throw new CliError(
      `${name} must be a time such as 2026-11-23T08:00:00Z, or 90s, 15m, 2h, 7d ago; not "${text}".`,
      EXIT_USAGE,
    );
  };
}
