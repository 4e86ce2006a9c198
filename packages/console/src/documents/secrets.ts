import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';
import { InvalidSubscription, type Sink } from '@dinghub/core/dispatch';

/** Stands for a header's value, which often is a credential. */
export const MASK = '***';

/** The fields of a sink that are shown. All others are secrets, also those of kinds of sinks that are yet to come. */
const SHOWN = ['kind', 'url', 'ownerKey', 'headers'];

/** A sink without its secrets: they are left out, and the values of its headers masked. */
export function hideSecrets(sink: Sink): JsonObject {
  const shown = Object.entries(sink).filter(([name]) => SHOWN.includes(name));
  const headers = Object.keys(sink.headers ?? {}).map((name) => [name, MASK] as const);
  return Object.fromEntries([
    ...shown,
    ...(sink.headers === undefined ? [] : [['headers', Object.fromEntries(headers)]]),
  ]);
}

/**
 * Puts back what {@link hideSecrets} took away, so that a document that was read can be written.
 * - A secret that is left out or masked is the one from before, where the sink is still of the same kind.
 * - So is the value of a masked header, where the URL still has the same origin: it is sent there, and whoever may write
 *   subscriptions shall not have it sent elsewhere without knowing it.
 * @param before undefined for a new subscription
 * @throws InvalidSubscription for a masked header that has no value from before
 */
export function restoreSecrets(before: Sink | undefined, sink: JsonObject): JsonObject {
  const restored = { ...sink, ...secretsLeftOut(before, sink) };
  if (!isJsonObject(sink.headers)) return restored;
  const known = new Map(
    Object.entries(headersFor(before, sink.url)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const problems: string[] = [];
  const headers = Object.entries(sink.headers).map(([name, value]): [string, JsonValue] => {
    if (value !== MASK) return [name, value];
    const kept = known.get(name.toLowerCase());
    if (kept === undefined) {
      problems.push(
        `sink.headers.${name.slice(0, 100)}: give its value; there is none from before for this URL’s origin.`,
      );
    }
    return [name, kept ?? value];
  });
  if (problems.length > 0) throw new InvalidSubscription(problems);
  return { ...restored, headers: Object.fromEntries(headers) };
}

function secretsLeftOut(before: Sink | undefined, sink: JsonObject): JsonObject {
  if (before === undefined || sink.kind !== before.kind) return {};
  return Object.fromEntries(
    Object.entries(before).filter(
      ([name]) => !SHOWN.includes(name) && (!Object.hasOwn(sink, name) || sink[name] === MASK),
    ),
  );
}

function headersFor(before: Sink | undefined, url: JsonValue | undefined): Readonly<Record<string, string>> {
  const origin = originOf(url);
  return before !== undefined && origin !== undefined && origin === originOf(before.url) ? (before.headers ?? {}) : {};
}

function originOf(url: JsonValue | undefined): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;
}
