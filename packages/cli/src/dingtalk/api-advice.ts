import type { Environment } from '@dinghub/core';
import type { DingTalkApiError } from '@dinghub/core/dingtalk';
import { both, type Told } from '../told';
import { ENDPOINT_VARIABLE } from './origins';
import { unreachableAdvice } from './probe-transcript';

/**
 * What an error of DingTalk's APIs means here and what to do: where DingTalk could not use the URL, by what its probe got; where
 * the environment names another DingTalk, by that.
 */
export function adviceOf({ failure }: DingTalkApiError, env: Environment): Told {
  const { kind, errcode, advice, errmsg } = failure;
  if (kind === 'url_unreachable') return unreachableAdvice(errmsg) ?? advice;
  const endpoint = env[ENDPOINT_VARIABLE];
  if (!endpoint) return advice;
  if (kind === 'no_answer') return errcode === 'E_TIMEOUT' ? late(endpoint) : silent(endpoint);
  return kind === 'not_json' || (kind === 'unknown' && /^HTTP /.test(errcode)) ? other(endpoint) : advice;
}

const silent = (endpoint: string) =>
  both(
    `nothing answers at ${endpoint} (${ENDPOINT_VARIABLE}). Is \`dinghub simulate dingtalk\` running there? Without the variable, DingTalk itself is called.`,
    `${endpoint}（${ENDPOINT_VARIABLE}）没有应答。请确认 \`dinghub simulate dingtalk\` 正在该地址运行；取消该变量则会调用真正的钉钉。`,
  );
const late = (endpoint: string) =>
  both(
    `${endpoint} (${ENDPOINT_VARIABLE}) did not answer in time. Try again.`,
    `${endpoint}（${ENDPOINT_VARIABLE}）没有及时应答，请重试。`,
  );
const other = (endpoint: string) =>
  both(
    `what answers at ${endpoint} (${ENDPOINT_VARIABLE}) is not DingTalk’s API. Name the address that \`dinghub simulate dingtalk\` prints; without the variable, DingTalk itself is called.`,
    `${endpoint}（${ENDPOINT_VARIABLE}）上应答的不是钉钉的接口。请填写 \`dinghub simulate dingtalk\` 打印的地址；取消该变量则会调用真正的钉钉。`,
  );
