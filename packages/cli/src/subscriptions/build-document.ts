import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';
import { usageError } from '../failure';
import { both, tellHere } from '../told';
import { type DocumentOptions, NONE } from './document-options';

/** Everything but what dinghub tells about itself. */
export const ALL_EVENTS: JsonObject = { source: [{ 'anything-but': ['dinghub'] }] };

/** Which of the flags were given. */
export function givenFlags(options: DocumentOptions): readonly string[] {
  const { url, sink, type, all, pattern, description, rate, maxInFlight, header } = options;
  const { removeHeader, secret, tokenValue, aesKey, ownerKey, file } = options;
  const flags = {
    '--url': url,
    '--sink': sink,
    '--type': type,
    '--all': all,
    '--pattern': pattern,
    '--description': description,
    '--rate': rate,
    '--max-in-flight': maxInFlight,
    '--header': header,
    '--remove-header': removeHeader,
    '--secret': secret,
    '--token-value': tokenValue,
    '--aes-key': aesKey,
    '--owner-key': ownerKey,
    '--file': file,
  };
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/**
 * The document of a subscription.
 * @param before the document that the flags change; undefined for a new one
 * @throws CliError when flags contradict each other or too few were given
 */
export function buildDocument(options: DocumentOptions, before?: JsonObject): JsonObject {
  const { file, description, rate, maxInFlight, secret } = options;
  if (file !== undefined) {
    const [other] = givenFlags(options).filter((name) => name !== '--file');
    if (other !== undefined) throw usageError(tellHere(NOT_BESIDE_FILE(other)));
    return file;
  }
  const pattern = patternOf(options) ?? before?.pattern;
  if (pattern === undefined) throw usageError(tellHere(WHICH_EVENTS));
  return without({
    ...before,
    pattern,
    sink: sinkOf(options, isJsonObject(before?.sink) ? before.sink : undefined),
    ...(description === undefined ? {} : { description: description === '' ? NONE_VALUE : description }),
    ...(rate === undefined ? {} : { rateLimit: rate === NONE ? NONE_VALUE : { ...rate } }),
    ...(maxInFlight === undefined ? {} : { maxInFlight: maxInFlight === NONE ? NONE_VALUE : maxInFlight }),
    ...(secret === undefined ? {} : { secret }),
  });
}

/** Stands for a field that is to go. */
const NONE_VALUE = null;

function without(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== NONE_VALUE));
}

function patternOf({ type, all, pattern }: DocumentOptions): JsonObject | undefined {
  if (all === true) {
    if (type !== undefined || pattern !== undefined) throw usageError(tellHere(ALL_ALONE));
    return ALL_EVENTS;
  }
  if (type === undefined) return pattern;
  if (pattern?.type !== undefined) throw usageError(tellHere(TYPE_TWICE));
  return { ...pattern, type };
}

function sinkOf(options: DocumentOptions, before: JsonObject | undefined): JsonObject {
  const { tokenValue: token, aesKey, ownerKey } = options;
  const keys = Object.fromEntries(Object.entries({ token, aesKey, ownerKey }).filter(([, key]) => key !== undefined));
  const hasKeys = Object.keys(keys).length > 0;
  const kind = options.sink ?? before?.kind ?? (hasKeys ? 'dingtalk-callback' : 'webhook');
  if (kind === 'webhook' && hasKeys) {
    throw usageError(tellHere(CALLBACK_KEYS));
  }
  const url = options.url ?? before?.url;
  if (url === undefined) throw usageError(tellHere(WHERE_TO));
  const ownerBefore = kind === 'dingtalk-callback' ? before?.ownerKey : undefined;
  const headers = headersOf(options, before?.headers);
  return {
    kind,
    url,
    ...(ownerBefore === undefined ? {} : { ownerKey: ownerBefore }),
    ...(keys as JsonObject),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** Names of headers are the same in upper and in lower case. */
function headersOf({ header = [], removeHeader = [] }: DocumentOptions, before: JsonValue | undefined) {
  const replaced = [...header.map(([name]) => name), ...removeHeader].map((name) => name.toLowerCase());
  const kept = Object.entries(isJsonObject(before) ? before : {}).filter(
    ([name]) => !replaced.includes(name.toLowerCase()),
  );
  const all = [...kept, ...header];
  return all.length === 0 ? undefined : (Object.fromEntries(all) as JsonObject);
}

const NOT_BESIDE_FILE = (flag: string) =>
  both(
    `--file is the whole document: say it in there instead of ${flag}.`,
    `--file 已是完整的订阅：请在其中指定，而不是用 ${flag}。`,
  );
const WHICH_EVENTS = both(
  'Which events? Say --type <type>, --pattern <pattern> or --all.',
  '要接收哪些事件？请用 --type <type>、--pattern <pattern> 或 --all 指定。',
);
const ALL_ALONE = both('--all goes without --type and --pattern.', '--all 不能与 --type、--pattern 同时使用。');
const TYPE_TWICE = both(
  '--pattern has a type already: say it there instead of in --type.',
  '--pattern 中已有 type：请在其中指定，而不是用 --type。',
);
const CALLBACK_KEYS = both(
  '--token-value, --aes-key and --owner-key are keys of --sink dingtalk-callback.',
  '--token-value、--aes-key 和 --owner-key 只用于 --sink dingtalk-callback。',
);
const WHERE_TO = both('Where to? Say --url <url>.', '发送到哪里？请用 --url <url> 指定。');
