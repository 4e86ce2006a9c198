import type { Environment } from '@dinghub/core';
import { type DingTalkApiError, InvalidRegistration, isApiError } from '@dinghub/core/dingtalk';
import { both, type Tell } from '../told';
import { adviceOf } from './api-advice';
import { transcriptIn, transcriptLine, wordsIn } from './probe-transcript';

/** What DingTalk, or core in its stead, has against a call. */
export type DingTalkFailure = DingTalkApiError | InvalidRegistration;

/** True where it is known to be DingTalk's or the registration's. */
export function isDingTalkFailure(error: unknown): error is DingTalkFailure {
  return isApiError(error) || error instanceof InvalidRegistration;
}

/** A failure for a person: code, what to do, DingTalk's own words and what its probe got; or all that cannot be registered. */
export function describeDingTalkFailure(error: DingTalkFailure, tell: Tell, env: Environment): string {
  if (error instanceof InvalidRegistration) {
    const head = tell(both('This cannot be registered:', '无法注册：'));
    return [head, ...problemsOf(error, tell).map((problem) => `  - ${problem}`)].join('\n');
  }
  const { api, errcode, errmsg } = error.failure;
  const probe = transcriptIn(errmsg);
  const words = wordsIn(errmsg);
  return [
    tell(both(`DingTalk ${errcode} (${api}): `, `钉钉 ${errcode}（${api}）：`)) + tell(adviceOf(error, env)),
    ...(words === '' ? [] : [tell(both(`DingTalk’s words: ${words}`, `钉钉原文：${words}`))]),
    ...(probe === undefined ? [] : [tell(transcriptLine(probe))]),
  ].join('\n');
}

/** The same as JSON. */
export function failureJson(error: DingTalkFailure, tell: Tell, env: Environment) {
  if (error instanceof InvalidRegistration) return { error: { code: error.code, problems: problemsOf(error, tell) } };
  const { kind, api, errcode, errmsg } = error.failure;
  const probe = transcriptIn(errmsg);
  const advice = tell(adviceOf(error, env));
  return { error: { code: error.code, kind, api, errcode, advice, ...(probe ? { probe } : {}) } };
}

/** Core's sentences about a registration; one that is not here stays as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^The URL is not valid\.$/, 'URL 格式不合法。'],
  [/^The URL needs to begin .*$/, 'URL 需以 https:// 或 http:// 开头。'],
  [/^The URL must not hold a user name or a password\.$/, 'URL 不能包含用户名或密码。'],
  [/^The URL must not have a #fragment\.$/, 'URL 不能包含 #片段。'],
  [/^The token needs 6 to 63 characters; it has (\d+)\.$/, 'token 需 6～63 个字符，当前为 $1 个。'],
  [/^The AES key needs exactly 43 letters and digits\.$/, 'aes_key 需恰好 43 位字母或数字。'],
  [/^DingTalk has no callback tag "(.*)"\.$/, '钉钉没有事件标签“$1”。'],
  [/^There are: (.*)\.$/, '可用的标签：$1。'],
  [/^There are no tags; `\*` means all\.$/, '没有指定标签；`*` 表示全部。'],
];

function problemsOf({ problems }: InvalidRegistration, tell: Tell): readonly string[] {
  return problems.map((en) => {
    const [pattern, zh] = SENTENCES.find(([one]) => one.test(en)) ?? [];
    return tell(both(en, pattern === undefined || zh === undefined ? en : en.replace(pattern, zh)));
  });
}
