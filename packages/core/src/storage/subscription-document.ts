import { decodeAesKey } from '../crypto/aes-key';
import { isSigningSecret } from '../delivery/sinks/webhook-signature';
import { compilePattern, InvalidPattern } from '../dispatch/event-pattern';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { RateLimit, Sink } from './subscription';

/** What a team writes to register its system: a {@link Subscription} without what the hub adds. */
export interface SubscriptionDocument {
  readonly id?: string;
  readonly description?: string;
  readonly pattern: JsonObject;
  readonly sink: Sink;
  readonly rateLimit?: RateLimit;
  readonly maxInFlight?: number;
  /** A webhook's signing secret, where the team brings its own. */
  readonly secret?: string;
}

/** Everything that is wrong with a subscription's document, all at once. Never quotes a secret. */
export class InvalidSubscription extends Error {
  override readonly name = 'InvalidSubscription';
  readonly code = 'invalid_subscription';
  constructor(readonly problems: readonly string[]) {
    super(problems.join(' '));
  }
}

/** Says what is wrong with a URL that the hub is to call; undefined when nothing is. */
export type UrlCheck = (url: string) => string | undefined;

const FIELDS = ['id', 'description', 'pattern', 'sink', 'rateLimit', 'maxInFlight', 'secret'];
const SINK_FIELDS = {
  webhook: ['kind', 'url', 'headers'],
  'dingtalk-callback': ['kind', 'url', 'token', 'aesKey', 'ownerKey', 'headers'],
} as const;

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const MAX_DESCRIPTION = 500;
const MAX_URL = 2048;
const MAX_HEADERS = 20;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]{0,4096}$/;
/** Names that the hub or the connection sets. */
const RESERVED_HEADERS =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-.*|expect|user-agent|webhook-.*|dinghub-.*)$/;

/**
 * Checks a subscription's document.
 * @param checkUrl what else is asked of its URL (schemes, addresses)
 * @throws {@link InvalidSubscription} with every problem
 */
export function parseSubscription(document: unknown, checkUrl: UrlCheck = () => undefined): SubscriptionDocument {
  if (!isJsonObject(document)) throw new InvalidSubscription(['Expected a JSON object.']);
  const problems: string[] = [];
  refuseUnknown(document, FIELDS, '', problems);
  const { id, description, pattern, sink, rateLimit, maxInFlight, secret } = document;
  if (id !== undefined && !(typeof id === 'string' && ID.test(id))) {
    problems.push('id: expected 1 to 63 letters, digits, dashes or underscores, starting with a letter or digit.');
  }
  if (description !== undefined && !(typeof description === 'string' && description.length <= MAX_DESCRIPTION)) {
    problems.push(`description: expected text of at most ${MAX_DESCRIPTION} characters.`);
  }
  checkPattern(pattern, problems);
  checkSink(sink, checkUrl, problems);
  checkLimits(rateLimit, maxInFlight, problems);
  checkSecret(secret, sink, problems);
  if (problems.length > 0) throw new InvalidSubscription(problems);
  return document as unknown as SubscriptionDocument;
}

function checkPattern(pattern: JsonValue | undefined, problems: string[]): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    problems.push(`pattern: ${error.message}`);
  }
}

function checkSink(sink: JsonValue | undefined, checkUrl: UrlCheck, problems: string[]): void {
  const kind = isJsonObject(sink) ? sink.kind : undefined;
  if (!isJsonObject(sink) || (kind !== 'webhook' && kind !== 'dingtalk-callback')) {
    problems.push(
      'sink: expected {"kind":"webhook","url"} or {"kind":"dingtalk-callback","url","token","aesKey","ownerKey"}.',
    );
    return;
  }
  refuseUnknown(sink, SINK_FIELDS[kind], 'sink.', problems);
  const { url } = sink;
  const problem =
    typeof url !== 'string' || !/^https?:/i.test(url) || url.length > MAX_URL || !URL.canParse(url)
      ? `expected an https URL of at most ${MAX_URL} characters.`
      : checkUrl(url);
  if (problem !== undefined) problems.push(`sink.url: ${problem}`);
  checkHeaders(sink.headers, problems);
  if (kind === 'dingtalk-callback') checkKeys(sink, problems);
}

function checkKeys({ token, aesKey, ownerKey }: JsonObject, problems: string[]): void {
  if (!(typeof token === 'string' && /^\S{1,64}$/.test(token))) {
    problems.push('sink.token: expected up to 64 characters without spaces.');
  }
  if (!(typeof ownerKey === 'string' && ownerKey !== '' && ownerKey.length <= 128)) {
    problems.push('sink.ownerKey: expected the AppKey, corpId or suiteKey that the application checks.');
  }
  try {
    if (typeof aesKey !== 'string') throw new TypeError('missing');
    decodeAesKey(aesKey);
  } catch {
    problems.push('sink.aesKey: expected exactly 43 letters and digits.');
  }
}

function checkHeaders(headers: JsonValue | undefined, problems: string[]): void {
  if (headers === undefined) return;
  if (!isJsonObject(headers) || Object.keys(headers).length > MAX_HEADERS) {
    problems.push(`sink.headers: expected an object of at most ${MAX_HEADERS} headers.`);
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) problems.push('sink.headers: one of the names is no HTTP header name.');
    else if (RESERVED_HEADERS.test(name.toLowerCase())) problems.push(`sink.headers.${name}: dinghub sets it itself.`);
    else if (typeof value !== 'string' || !HEADER_VALUE.test(value)) {
      problems.push(`sink.headers.${name}: expected printable ASCII of at most 4096 characters.`);
    }
  }
}

function checkLimits(rate: JsonValue | undefined, maxInFlight: JsonValue | undefined, problems: string[]): void {
  if (rate !== undefined) {
    if (isJsonObject(rate)) refuseUnknown(rate, ['count', 'perSeconds'], 'rateLimit.', problems);
    if (!isJsonObject(rate) || !isCount(rate.count, 1_000_000) || !isCount(rate.perSeconds, 86_400)) {
      problems.push('rateLimit: expected {"count": 1 to 1000000, "perSeconds": 1 to 86400}, whole numbers.');
    }
  }
  if (maxInFlight !== undefined && !isCount(maxInFlight, 1000)) {
    problems.push('maxInFlight: expected a whole number from 1 to 1000.');
  }
}

function checkSecret(secret: JsonValue | undefined, sink: JsonValue | undefined, problems: string[]): void {
  if (secret === undefined) return;
  if (isJsonObject(sink) && sink.kind !== 'webhook') problems.push('secret: only webhooks are signed with one.');
  else if (typeof secret !== 'string' || !isSigningSecret(secret)) {
    problems.push('secret: expected whsec_ and the base64 of 24 to 64 bytes, or whsk_ and that of an Ed25519 key.');
  }
}

function isCount(value: JsonValue | undefined, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max;
}

function refuseUnknown(object: JsonObject, known: readonly string[], at: string, problems: string[]): void {
  for (const name of Object.keys(object)) {
    if (!known.includes(name)) problems.push(`${at}${name.slice(0, 60)}: unknown; known are ${known.join(', ')}.`);
  }
}
