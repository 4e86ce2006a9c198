import pc from 'picocolors';
import type { ShownSubscription, TestResult } from '../api/documents';
import { isLoopback } from '../api/target';
import { beginning, coloured, fields, howLong, when } from '../format';
import { prettyJson, printable, table } from '../terminal';

const PATTERN_LENGTH = 60;

/** Subscriptions as a table. */
export function subscriptionTable(subscriptions: readonly ShownSubscription[]): string {
  return table(
    ['id', 'state', 'sink', 'url', 'pattern', 'description'],
    subscriptions.map(({ id, state, sink, pattern, description = '' }) => [
      printable(id),
      coloured(state),
      printable(sink.kind),
      printable(sink.url),
      beginning(JSON.stringify(pattern), PATTERN_LENGTH),
      beginning(description, PATTERN_LENGTH),
    ]),
  );
}

/** One subscription whole. */
export function subscriptionDetails(shown: ShownSubscription): string {
  const { sink, rateLimit, health, maxInFlight } = shown;
  const headers = Object.keys(sink.headers ?? {});
  const details = fields([
    ['id', printable(shown.id)],
    ['description', shown.description === undefined ? undefined : printable(shown.description)],
    ['state', `${coloured(shown.state)}${shown.disabledReason ? ` (${printable(shown.disabledReason)})` : ''}`],
    ['sink', `${printable(sink.kind)} ${printable(sink.url)}`],
    ['owner key', sink.ownerKey === undefined ? undefined : printable(sink.ownerKey)],
    ['headers', headers.length === 0 ? undefined : printable(headers.join(', '))],
    ['rate', rateLimit && `${rateLimit.count} in ${howLong(rateLimit.perSeconds * 1000)}`],
    ['in flight', maxInFlight === undefined ? undefined : `${maxInFlight} at most`],
    ['receiver', health && healthOf(health)],
    ['created', when(shown.createdAt)],
    ['changed', shown.updatedAt === shown.createdAt ? undefined : when(shown.updatedAt)],
  ]);
  return `${details}\n${pc.cyan('pattern')}\n${prettyJson(shown.pattern)}`;
}

function healthOf({ breaker, failingSince }: NonNullable<ShownSubscription['health']>): string {
  const since = failingSince === undefined ? '' : `failing since ${when(failingSince)}`;
  if (breaker === 'open') return pc.red(`left in peace for a while: ${since || 'it kept failing'}`);
  return since === '' ? pc.green('well') : pc.yellow(since);
}

/**
 * A secret that is shown once, and what to do with it.
 * @param flags which hub it is, for the next command
 */
export function secretAdvice(id: string, secret: string, url: string, flags: string): string {
  const port = isLocal(url) ? new URL(url).port : '';
  const where = port === '' ? '' : ` --port ${port}`;
  return [
    `  ${pc.cyan('secret')}  ${printable(secret)}  ${pc.dim('shown this once: keep it where the receiver finds it')}`,
    '',
    'With it the receiver verifies each request, as https://www.standardwebhooks.com says: the header webhook-signature is',
    'v1,base64(HMAC-SHA256(secret, "<webhook-id>.<webhook-timestamp>.<body>")). There are libraries for most languages. See it work:',
    `  npx dinghub listen${where} --secret ${printable(secret)}`,
    `  npx dinghub subscriptions test ${printable(id)}${flags}`,
  ].join('\n');
}

/** What an attempt with a test event came to. */
export function testSummary({ delivered, durationMs, status, code, message, response }: TestResult): string {
  const answer = status === undefined ? '' : ` (HTTP ${status})`;
  const said = response ? `\n  ${pc.dim(beginning(response, 200))}` : '';
  if (delivered) return `${pc.green('ok')} the receiver took it in ${howLong(durationMs)}${answer}${said}`;
  return `${pc.red('failed')} ${printable(code ?? '')} after ${howLong(durationMs)}: ${printable(message ?? '')}${said}`;
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && isLoopback(url);
}
