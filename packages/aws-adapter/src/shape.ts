/** What an event looks like: names of properties, and none of their values. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null
    ? `{${Object.keys(value).slice(0, 20).join(', ')}}`
    : value === null
      ? 'null'
      : `a ${typeof value}`;
}

/** The error for an event that a function is not made for: it says what is wrong, and quotes nothing. */
export function wrongEvent(expected: string, event: unknown): TypeError {
  return new TypeError(`This function takes ${expected}. It was invoked with ${shapeOf(event)}: check its triggers.`);
}

/** The records of an event of one source. @throws TypeError for every other event */
export function recordsOf(
  event: unknown,
  source: string,
  expected: string,
): readonly Readonly<Record<string, unknown>>[] {
  const { Records } = (event ?? {}) as { Records?: unknown };
  if (!Array.isArray(Records)) throw wrongEvent(expected, event);
  return Records.map((record: unknown) => {
    if (typeof record !== 'object' || record === null || (record as { eventSource?: unknown }).eventSource !== source) {
      throw wrongEvent(expected, record);
    }
    return record as Readonly<Record<string, unknown>>;
  });
}
