import type { JsonObject } from '@dinghub/core';
import type { RateLimit } from '@dinghub/core/dispatch';
import type { Command } from 'commander';
import { usageError } from '../failure';
import { oneOf, several, wholeNumber } from '../options';
import { JSON_SOURCES, jsonFile, jsonObject, SECRET_SOURCES, secretText } from '../sources';
import { both, type Told, tellHere } from '../told';

/** Takes a field out of a subscription. */
export const NONE = 'none';

/** The kinds of sinks. */
export const SINK_KINDS = ['webhook', 'dingtalk-callback'] as const;

/** A subscription's document in flags. */
export interface DocumentOptions {
  readonly url?: string;
  readonly sink?: (typeof SINK_KINDS)[number];
  readonly type?: readonly string[];
  readonly all?: boolean;
  readonly pattern?: JsonObject;
  readonly description?: string;
  readonly rate?: RateLimit | typeof NONE;
  readonly maxInFlight?: number | typeof NONE;
  readonly header?: readonly (readonly [name: string, value: string])[];
  readonly removeHeader?: readonly string[];
  readonly secret?: string;
  readonly tokenValue?: string;
  readonly aesKey?: string;
  readonly ownerKey?: string;
  /** A whole document instead. */
  readonly file?: JsonObject;
}

/** Adds the flags of a subscription's document. */
export function withDocumentOptions(command: Command): Command {
  return command
    .option('--url <url>', 'where the events go', sinkUrl)
    .option('--type <type>', 'events of this type; may be repeated', several(String))
    .option('--all', 'every event, except those that dinghub tells about itself')
    .option(
      '--pattern <pattern>',
      `events that match this EventBridge pattern: ${JSON_SOURCES}`,
      jsonObject('--pattern'),
    )
    .option('--description <text>', 'for people')
    .option('--rate <limit>', 'at most so many attempts, e.g. 10/1s, 600/1m; none takes it away', rateLimit)
    .option('--max-in-flight <number>', 'at most so many attempts at a time; none takes it away', maxInFlight)
    .option(
      '--header <name=value>',
      `sent with each request; may be repeated; as a value ${SECRET_SOURCES}`,
      several(header),
    )
    .option('--sink <kind>', `${SINK_KINDS.join(' or ')}; else by the other flags`, oneOf('--sink', SINK_KINDS))
    .option('--file <path>', 'a whole subscription as JSON instead; - for standard input', jsonFile('--file'))
    .optionsGroup('Keys of a webhook:')
    .option(
      '--secret <secret>',
      `your own whsec_… instead of a generated one; ${SECRET_SOURCES}`,
      secretText('--secret'),
    )
    .optionsGroup('Keys of an application that speaks DingTalk’s callback protocol:')
    .option('--token-value <token>', `what requests are signed with; ${SECRET_SOURCES}`, secretText('--token-value'))
    .option('--aes-key <key>', `43 letters and digits; ${SECRET_SOURCES}`, secretText('--aes-key'))
    .option(
      '--owner-key <key>',
      `the AppKey, corpId or suiteKey that it checks; ${SECRET_SOURCES}`,
      secretText('--owner-key'),
    )
    .optionsGroup('Options:');
}

/** What is wrong with the URL of a sink, as far as it tells without the hub; undefined when nothing is. */
export function urlProblem(text: string): Told | undefined {
  return /^https?:\/\/[^/]/i.test(text.trim()) ? undefined : NO_SINK_URL;
}

function sinkUrl(text: string): string {
  const problem = urlProblem(text);
  if (problem === undefined) return text;
  throw usageError(tellHere(both(`--url ${text}: ${problem.en}`, `--url ${text}：${problem.zh}`)));
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Reads `10/1s`, `600/m`, or `none`. */
export function rateLimit(text: string): RateLimit | typeof NONE {
  if (text === NONE) return NONE;
  const [, count, many, unit = ''] = /^(\d{1,7})\/(\d{1,5})?([smh])$/.exec(text) ?? [];
  if (count === undefined) throw usageError(tellHere(NO_RATE(text)));
  return { count: Number(count), perSeconds: Number(many ?? 1) * (SECONDS[unit] ?? 1) };
}

function maxInFlight(text: string): number | typeof NONE {
  return text === NONE ? NONE : wholeNumber('--max-in-flight', 1, 1000)(text);
}

/** The message never shows the value: it often is a credential. */
function header(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(tellHere(NO_HEADER));
  const name = text.slice(0, at);
  return [name, secretText(`--header ${name}`)(text.slice(at + 1))];
}

const NO_SINK_URL = both(
  'Expected a URL that begins with https://, or with http:// for this machine and what DINGHUB_ALLOW_NETWORKS of the hub names.',
  '应以 https:// 开头；本机和 dinghub 的 DINGHUB_ALLOW_NETWORKS 所列网段也可用 http://。',
);
const NO_RATE = (text: string) =>
  both(
    `--rate must be a number and a time, such as 10/1s or 600/1m, not "${text}".`,
    `--rate 必须是次数和时间，例如 10/1s 或 600/1m，而不是“${text}”。`,
  );
const NO_HEADER = both(
  '--header must be name=value, e.g. --header x-team=crm.',
  '--header 必须是 name=value，例如 --header x-team=crm。',
);
