import { MAX_HEADERS } from './limits';

/** Headers that belong to the connection, which the sender writes itself. */
const OWN = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer'],
  ...['proxy-authorization', 'proxy-connection', 'accept-encoding'],
]);

/** A token, and what may stand in a field value: RFC 9110, 5.6.2 and 5.5. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The headers as they are sent, names and values by turns; undefined when HTTP does not allow one of them. A `host` of the
 * caller's would choose the certificate that the receiver has to show, so it is left out, as are all that describe the
 * connection; and nothing compressed is asked for.
 */
export function toRequestHeaders(headers: Readonly<Record<string, string>>): string[] | undefined {
  const kept = ['accept-encoding', 'identity'];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (!NAME.test(name) || typeof value !== 'string' || !VALUE.test(value)) return undefined;
    if (!OWN.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** The headers of an answer, whose names come in lower case; repeated ones are joined as HTTP says (RFC 9110, 5.3). */
export function toAnswerHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  // Without a prototype, so that `__proto__` is a name like any other.
  const told = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(headers).slice(0, MAX_HEADERS)) {
    const value = headers[name] ?? '';
    told[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return told;
}
