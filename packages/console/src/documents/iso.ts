/** Instants are numbers inside and ISO 8601 outside: by the names that instants have everywhere. */
const INSTANT = /(At|Since|Until)$/;

/** An instant as ISO 8601 with milliseconds. `at` is epoch ms. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A record with each instant in ISO 8601; what it holds inside its fields is left as it is. */
export function withIsoTimes(record: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'number' && INSTANT.test(name) ? iso(value) : value,
    ]),
  );
}
