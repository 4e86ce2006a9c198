import pc from 'picocolors';
import type { ShownSubscription, TestResult } from '../api/documents';
import { isLoopback } from '../api/target';
import { beginning, coloured, fields, howLong, when } from '../format';
import { languageOf } from '../language';
import { prettyJson, printable, table } from '../terminal';
import { both, headOf, type Told, tellHere } from '../told';

const PATTERN_LENGTH = 60;

/** Subscriptions as a table. */
export function subscriptionTable(subscriptions: readonly ShownSubscription[]): string {
  return table(
    headOf(HEAD),
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
  const { sink, rateLimit, health, maxInFlight, disabledReason } = shown;
  const headers = Object.keys(sink.headers ?? {});
  const details: readonly (readonly [name: Told, value: string | undefined])[] = [
    [both('id', 'id'), printable(shown.id)],
    [both('description', '说明'), shown.description === undefined ? undefined : printable(shown.description)],
    [
      both('state', '状态'),
      coloured(shown.state) + (disabledReason ? tellHere(because(printable(disabledReason))) : ''),
    ],
    [both('sink', '目标'), `${printable(sink.kind)} ${printable(sink.url)}`],
    [both('owner key', 'owner key'), sink.ownerKey === undefined ? undefined : printable(sink.ownerKey)],
    [both('headers', '请求头'), headers.length === 0 ? undefined : printable(headers.join(', '))],
    [both('rate', '速率限制'), rateLimit && tellHere(rate(rateLimit.count, rateLimit.perSeconds * 1000))],
    [both('in flight', '并发'), maxInFlight === undefined ? undefined : tellHere(atMost(maxInFlight))],
    [both('receiver', '接收端'), health && healthOf(health)],
    [both('created', '创建时间'), when(shown.createdAt)],
    [both('changed', '更新时间'), shown.updatedAt === shown.createdAt ? undefined : when(shown.updatedAt)],
  ];
  const told = details.map(([name, value]) => [tellHere(name), value] as const);
  return `${fields(told)}\n${pc.cyan(tellHere(PATTERN))}\n${prettyJson(shown.pattern)}`;
}

function healthOf({ breaker, failingSince }: NonNullable<ShownSubscription['health']>): string {
  const since = failingSince === undefined ? undefined : tellHere(failing(when(failingSince)));
  if (breaker === 'open') return pc.red(tellHere(LEFT_IN_PEACE) + (since ?? tellHere(KEPT_FAILING)));
  return since === undefined ? pc.green(tellHere(both('well', '正常'))) : pc.yellow(since);
}

/**
 * A secret that is shown once, and what to do with it.
 * @param flags which hub it is, for the next command
 */
export function secretAdvice(id: string, secret: string, url: string, flags: string): string {
  const port = isLocal(url) ? new URL(url).port : '';
  const where = port === '' ? '' : ` --port ${port}`;
  return [
    secretLine(secret, KEEP_IT),
    '',
    tellHere(HOW_TO_VERIFY),
    `  npx dinghub listen${where} --secret ${printable(secret)}`,
    `  npx dinghub subscriptions test ${printable(id)}${flags}`,
  ].join('\n');
}

/** A secret, and what is to be known about it. */
export function secretLine(secret: string, note: Told): string {
  return `  ${pc.cyan(tellHere(both('secret', '签名密钥')))}  ${printable(secret)}  ${pc.dim(tellHere(note))}`;
}

/** What an attempt with a test event came to. */
export function testSummary({ delivered, durationMs, status, code, message, response }: TestResult): string {
  const took = howLong(durationMs, languageOf(process.env));
  const said = response ? `\n  ${pc.dim(beginning(response, 200))}` : '';
  if (delivered) return `${pc.green(tellHere(both('ok', '成功')))} ${tellHere(taken(took, status))}${said}`;
  const why = failedAfter(printable(code ?? ''), took, printable(message ?? ''));
  return `${pc.red(tellHere(both('failed', '失败')))} ${tellHere(why)}${said}`;
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && isLoopback(url);
}

const HEAD = both('id|state|sink|url|pattern|description', 'id|状态|类型|url|匹配规则|说明');
const PATTERN = both('pattern', '匹配规则');
const because = (reason: string) => both(` (${reason})`, `（${reason}）`);
const rate = (count: number, ms: number) => both(`${count} in ${howLong(ms)}`, `每 ${howLong(ms, 'zh')} ${count} 次`);
const atMost = (count: number) => both(`${count} at most`, `最多 ${count} 个`);
const failing = (since: string) => both(`failing since ${since}`, `自 ${since} 起持续失败`);
const LEFT_IN_PEACE = both('left in peace for a while: ', '已熔断，暂缓投递：');
const KEPT_FAILING = both('it kept failing', '连续失败');
const KEEP_IT = both(
  'shown this once: keep it where the receiver finds it',
  '仅显示这一次：请保存到接收端能读取的位置',
);
const HOW_TO_VERIFY = both(
  `With it the receiver verifies each request, as https://www.standardwebhooks.com says: the header webhook-signature is
v1,base64(HMAC-SHA256(secret, "<webhook-id>.<webhook-timestamp>.<body>")). There are libraries for most languages. See it work:`,
  `接收端用它验证每个请求的签名，规范见 https://www.standardwebhooks.com：请求头 webhook-signature 的值为
v1,base64(HMAC-SHA256(secret, "<webhook-id>.<webhook-timestamp>.<body>"))。多数语言都有现成的库。试一试：`,
);
const taken = (took: string, status: number | undefined) =>
  status === undefined
    ? both(`the receiver took it in ${took}`, `接收端已接收，用时 ${took}`)
    : both(`the receiver took it in ${took} (HTTP ${status})`, `接收端已接收，用时 ${took}（HTTP ${status}）`);
const failedAfter = (code: string, took: string, message: string) =>
  both(`${code} after ${took}: ${message}`, `${code}（用时 ${took}）：${message}`);
