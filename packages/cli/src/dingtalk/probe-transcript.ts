import { beginning } from '../format';
import { both, type Told } from '../told';
import { errorCodeIn, hostOf, type ProbeResult, probeAdvice, probeOutcome } from './probe';

/** What DingTalk says that it got from the URL. */
export interface ProbeTranscript {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  /** The beginning of the body; absent when there was none. */
  readonly reply?: string;
}

const MOST_SHOWN = 300;

/**
 * What DingTalk's message tells of its probe: `… HttpRequest: curl '…' … HttpCode:200   HttpReponse:…`, DingTalk's own spelling
 * (mingyoung/dingtalk#89). The request is left out: it holds a signature. DingTalk writes `null` for what there is not.
 */
export function transcriptIn(errmsg: string | undefined): ProbeTranscript | undefined {
  const [, code, body = ''] = /HttpCode:\s*(\S{1,20})\s+HttpRes?ponse:([\s\S]*)$/.exec(errmsg ?? '') ?? [];
  if (code === undefined) return undefined;
  const reply = beginning(body, MOST_SHOWN);
  return {
    ...(/^\d{3}$/.test(code) ? { status: Number(code) } : {}),
    ...(reply === '' || reply === 'null' ? {} : { reply }),
  };
}

/** A transcript as a line for people. */
export function transcriptLine({ status, reply }: ProbeTranscript): Told {
  if (status === undefined) return both('DingTalk’s probe got no answer.', '钉钉校验时没有得到返回。');
  return both(
    `DingTalk’s probe got: HTTP ${status}, ${reply ?? 'nothing'}`,
    `钉钉校验时得到：HTTP ${status}，${reply ?? '空'}`,
  );
}

/** DingTalk's words, without what its probe sent and got. */
export function wordsIn(errmsg: string | undefined): string {
  return beginning((errmsg ?? '').replace(/HttpRequest:[\s\S]*$/, ''), MOST_SHOWN);
}

/** The names of Java's exceptions that DingTalk quotes, as this system calls the same. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/i, 'ECONNREFUSED'],
  [/UnknownHost/i, 'ENOTFOUND'],
  [/SSL|certificate|CertPath/i, 'CERT'],
];

/** Why DingTalk could not use a URL (71012), and what to do; undefined when its message does not say. */
export function unreachableAdvice(errmsg: string | undefined): Told | undefined {
  const words = wordsIn(errmsg);
  if (/timed ?out/i.test(words)) return TOO_LATE;
  const got = whatCame(errmsg, words);
  if (got === undefined) return undefined;
  const [outcome, next] = [probeOutcome(got), probeAdvice(got)];
  return both(
    `DingTalk called the URL and got ${outcome.en}. ${next.en}`,
    `钉钉访问了该 URL，得到 ${outcome.zh}。${next.zh}`,
  );
}

const TOO_LATE = both(
  'DingTalk called the URL and got no answer in time: it waits 1.2 to 2.5 s. `dinghub doctor --url …` shows how long the hub takes; if it is quick, a firewall or a proxy swallows what DingTalk sends.',
  '钉钉访问了该 URL，但没有及时得到返回：它只等待 1.2～2.5 秒。`dinghub doctor --url …` 会显示 dinghub 的用时；如果用时很短，请检查防火墙和代理是否拦截了钉钉的请求。',
);

function whatCame(errmsg: string | undefined, words: string): ProbeResult | undefined {
  const { status, reply } = transcriptIn(errmsg) ?? {};
  const [, location] = /跳转后地址为:(\S+)/.exec(words) ?? [];
  const said = /statusCode is:(\d{3})/.exec(words)?.[1];
  const found = status ?? (said === undefined ? undefined : Number(said));
  if (found !== undefined) {
    const code = errorCodeIn(reply ?? '');
    return {
      ...{ outcome: 'status', durationMs: 0, status: found },
      ...(code === undefined ? {} : { code }),
      ...(location === undefined || location === 'null' ? {} : { redirectTo: hostOf(location) }),
    };
  }
  const [, detail] = CAUSES.find(([pattern]) => pattern.test(words)) ?? [];
  return detail === undefined ? undefined : { outcome: 'connection', durationMs: 0, detail };
}
