import type { Environment } from '@dinghub/core';
import { type DingTalkApiError, InvalidRegistration, isApiError } from '@dinghub/core/dingtalk';
import { both, type Tell } from '../told';
import { adviceOf } from './api-advice';
import { transcriptIn, transcriptLine, wordsIn } from './probe-transcript';

/** An error of DingTalk's APIs for a person: code, what to do, DingTalk's own words and what its probe got. */
export function describeApiError(error: DingTalkApiError, tell: Tell, env: Environment): string {
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
export function apiErrorJson(error: DingTalkApiError, tell: Tell, env: Environment) {
  const { kind, api, errcode, errmsg } = error.failure;
  const probe = transcriptIn(errmsg);
  const advice = tell(adviceOf(error, env));
  return { error: { code: error.code, kind, api, errcode, advice, ...(probe ? { probe } : {}) } };
}

/** Says what is wrong with a call, where it is known to be DingTalk's or the registration's; undefined for all else. */
export function describeDingTalkFailure(error: unknown, tell: Tell, env: Environment): string | undefined {
  if (isApiError(error)) return describeApiError(error, tell, env);
  if (!(error instanceof InvalidRegistration)) return undefined;
  const head = tell(both('This cannot be registered:', '无法注册：'));
  return [head, ...error.problems.map((problem) => `  - ${tell(both(problem, inChinese(problem)))}`)].join('\n');
}

/** Core's sentences about a registration; one that is not here stays as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^The URL is not valid\.$/, 'URL 格式不合法。'],
  [/^The URL needs to begin .*$/, 'URL 需以 https:// 或 http:// 开头。'],
  [/^The URL must not hold a user name\.$/, 'URL 不能包含用户名。'],
  [/^The URL must not have a #fragment\.$/, 'URL 不能包含 #片段。'],
  [/^The token needs 6 to 63 characters; it has (\d+)\.$/, 'token 需 6～63 个字符，当前为 $1 个。'],
  [/^The AES key needs exactly 43 letters and digits\.$/, 'aes_key 需恰好 43 位字母或数字。'],
  [/^DingTalk has no callback tag (.*)\.$/, '钉钉没有事件标签 $1。'],
  [/^There are: (.*)\.$/, '可用的标签：$1。'],
  [/^There are no tags; `\*` means all\.$/, '没有指定标签；`*` 表示全部。'],
];

function inChinese(sentence: string): string {
  const [pattern, chinese] = SENTENCES.find(([one]) => one.test(sentence)) ?? [];
  return pattern === undefined || chinese === undefined ? sentence : sentence.replace(pattern, chinese);
}
