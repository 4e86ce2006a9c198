import { BlockList, isIP } from 'node:net';
import { skewOf } from '../dingtalk/client';
import type { ConfiguredApp } from '../dingtalk/configured-apps';
import { createNodeHttpPort } from '../dingtalk/http-port';
import { isLoopbackHost } from '../dingtalk/origins';
import { ownerKeyToProbe } from '../dingtalk/owner-key';
import { createProber, type ProbeResult, probeAdvice, probeOutcome } from '../dingtalk/probe';
import { knowsOlderAlone, RESTART_FIRST } from '../dingtalk/rotation-probe';
import { howLong } from '../format';
import { both, type Told } from '../told';
import { type Finding, failure, ok, warning } from './check';

/** DingTalk's deadlines, in ms: SyncHTTP, the older pages', today's (dingtalk-protocol.md §3.1). */
const SHORTEST_DEADLINE_MS = 1200;
const LONGEST_DEADLINE_MS = 2500;

/** Addresses that nobody reaches from outside: RFC 1122, 1918, 3927, 6598; RFC 4193, 4291. */
const PRIVATE = new BlockList();
for (const network of ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'])
  addTo(PRIVATE, network);
for (const network of ['192.168.0.0/16', '::/127', 'fc00::/7', 'fe80::/10']) addTo(PRIVATE, network);

function addTo(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** True for a host, as in a URL, that is this machine or one of its network. */
export function isOutOfReach(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const kind = isIP(address);
  return kind === 0 ? isLoopbackHost(hostname) : PRIVATE.check(address, kind === 4 ? 'ipv4' : 'ipv6');
}

/** What was found out about a URL. */
export interface UrlFindings {
  readonly findings: readonly Finding[];
  /** How far this machine's clock is from the hub's, in ms. */
  readonly skewMs?: number;
}

/** What is said while a URL is called. */
export const calling = (url: string): Told => both(`Calling ${url} …`, `正在访问 ${url}……`);

/** Whether something is at the URL, over HTTPS and without a redirect: a GET, which the hub refuses in its own words. */
export async function checkUrlReachable(url: string): Promise<UrlFindings> {
  const askedAt = Date.now();
  const outcome = await createNodeHttpPort()({ method: 'GET', url, headers: { accept: 'application/json' } });
  const { host, hostname, protocol } = new URL(url);
  if (outcome.kind === 'failed') {
    const isBroken = outcome.code === 'E_RESPONSE';
    const result: ProbeResult =
      outcome.code === 'E_TIMEOUT'
        ? { outcome: 'timeout', durationMs: 0 }
        : { outcome: 'connection', durationMs: 0, detail: isBroken ? outcome.code : outcome.message };
    return { findings: [failure('url', at(host, probeOutcome(result)), probeAdvice(result))] };
  }
  const skew = skewOf(outcome.headers.date, askedAt, Date.now);
  const found = (finding: Finding): UrlFindings => ({
    findings: [finding],
    ...(skew === undefined ? {} : { skewMs: skew.ms }),
  });
  const { status } = outcome;
  if (status >= 300 && status < 400) {
    const { location = '' } = outcome.headers;
    const redirectTo = URL.canParse(location, url) ? new URL(location, url).host : '?';
    const result: ProbeResult = { outcome: 'status', durationMs: 0, status, redirectTo };
    return found(failure('url', at(host, probeOutcome(result)), probeAdvice(result)));
  }
  const answers = both(`${host} answers (HTTP ${status} to a GET)`, `${host} 有返回（GET 得到 HTTP ${status}）`);
  if (status === 404 || status >= 500) {
    return found(failure('url', answers, probeAdvice({ outcome: 'status', durationMs: 0, status })));
  }
  if (isOutOfReach(hostname)) return found(warning('url', answers, NOT_PUBLIC));
  if (protocol !== 'https:') return found(warning('url', answers, NOT_SECURE));
  if (status !== 405) return found(warning('url', answers, NOT_THE_HUB));
  return found(ok('url', both(`${answers.en}, over HTTPS, no redirect`, `${answers.zh}，HTTPS，无重定向`)));
}

const at = (host: string, { en, zh }: Told): Told => both(`${host}: ${en}`, `${host}：${zh}`);

const NOT_PUBLIC = both(
  'DingTalk cannot reach this address: give it a public one, and say --url https://… to check that',
  '钉钉无法访问该地址：请使用公网地址，并用 --url https://… 检查',
);
const NOT_SECURE = both('use https: third-party apps need it', '请使用 https：第三方应用必须使用');
const NOT_THE_HUB = both(
  'the hub would answer 405 to a GET: look at the path',
  'dinghub 对 GET 应返回 405：请检查路径',
);

/** A signed check_url through the public URL, on a new connection and on one that is kept, against DingTalk's deadlines. */
export async function checkCallback(url: string, app: ConfiguredApp): Promise<readonly Finding[]> {
  const [credential] = app.credentials;
  if (credential === undefined) return [];
  const ownerKey = ownerKeyToProbe(app, 'any');
  const prober = createProber({ url, keys: { ...credential, ownerKey } });
  try {
    const cold = await prober.probe();
    if (cold.outcome !== 'success') return [failure('check_url', probeOutcome(cold), await adviceFor(url, app, cold))];
    const warm = await prober.probe();
    if (warm.outcome !== 'success') return [failure('check_url', probeOutcome(warm), await adviceFor(url, app, warm))];
    return [timing(cold.durationMs, warm.durationMs)];
  } finally {
    prober.close();
  }
}

/** What to do about it; the keys that were probed with may be this terminal's alone. */
async function adviceFor(url: string, app: ConfiguredApp, result: ProbeResult): Promise<Told> {
  if (await knowsOlderAlone(url, app, ownerKeyToProbe(app, 'any'), result)) return RESTART_FIRST;
  const { variables } = app;
  const advice = probeAdvice(result);
  if (variables.length === 0 || !['signature_mismatch', 'envelope_rejected'].includes(result.code ?? '')) return advice;
  const names = variables.join(', ');
  return both(
    `${advice.en} Or the hub lacks the variables that this terminal has (${names}): give it the same, or unset them here.`,
    `${advice.zh}或者 dinghub 没有当前终端的环境变量（${names}）：请为其设置相同的变量，或在此处取消设置。`,
  );
}

/** Judges how long the two check_urls took, in ms. */
export function timing(coldMs: number, warmMs: number): Finding {
  const says = both(
    `“success” after ${howLong(coldMs)} cold, ${howLong(warmMs)} warm; DingTalk waits 1.2 to 2.5 s`,
    `冷启动 ${howLong(coldMs, 'zh')}、热启动 ${howLong(warmMs, 'zh')}，得到 success；钉钉只等待 1.2～2.5 秒`,
  );
  const slowest = Math.max(coldMs, warmMs);
  if (slowest > LONGEST_DEADLINE_MS) return failure('check_url', says, TOO_SLOW);
  if (slowest > SHORTEST_DEADLINE_MS) return warning('check_url', says, SLOW);
  return ok('check_url', says);
}

const TOO_SLOW = both(
  'too late for DingTalk: keep an instance warm, or bring the hub nearer to China',
  '超过钉钉的等待时间：请保持实例常驻，或将 dinghub 部署在离中国更近的地域',
);
const SLOW = both(
  'too late for some kinds of apps (1.2 s for SyncHTTP, 1.5 s in older documents): keep an instance warm',
  '对部分应用过慢（SyncHTTP 1.2 秒，旧文档 1.5 秒）：建议保持实例常驻',
);

const SKEW_WARNING_MS = 10_000;
const SKEW_FAILURE_MS = 5 * 60_000;

/** Judges how far this machine's clock is from another's, in ms; positive when ours is ahead. */
export function checkClock(skewMs: number, other: 'hub' | 'dingtalk'): Finding {
  const far = Math.abs(skewMs);
  const [en, zh] = other === 'hub' ? ['the URL’s', '该地址的时钟'] : ['DingTalk’s', '钉钉的时钟'];
  const way = skewMs > 0 ? both('ahead of', '快于') : both('behind', '慢于');
  if (far <= SKEW_WARNING_MS) return ok('clock', both(`within 10 s of ${en}`, `本机时钟与${zh}相差不到 10 秒`));
  const says = both(`${howLong(far)} ${way.en} ${en}`, `本机时钟${way.zh}${zh} ${howLong(far, 'zh')}`);
  return far > SKEW_FAILURE_MS ? failure('clock', says, SYNC) : warning('clock', says, SYNC);
}

const SYNC = both('set the clock by NTP, here or there', '请在本机或对方启用 NTP 校时');
