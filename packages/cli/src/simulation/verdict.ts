import type { PushResult } from '@dinghub/simulator';
import { type ProbeResult, probeAdvice } from '../dingtalk/probe';
import { both, type Told } from '../told';

/** What became of a push, with the hub's own error code where it gave one. */
export type ObservedResult = PushResult & Pick<ProbeResult, 'code' | 'detail' | 'redirectTo'>;

/** What to do about a push that failed; undefined for one that did not. */
export function adviceOn(result: ObservedResult): Told | undefined {
  if (result.kind === 'delivered') return undefined;
  const { reason: outcome, ...seen } = result;
  const advice = probeAdvice({ ...seen, outcome });
  if (!['signature_mismatch', 'envelope_rejected'].includes(result.code ?? '')) return advice;
  return both(`${advice.en} ${KEYS.en}`, `${advice.zh}${KEYS.zh}`);
}

const KEYS = both(
  'The simulator has its keys from the DINGTALK_… variables of this terminal, else from apps.json in the folder of --data: name that of the hub, and set what the hub has.',
  '模拟器的密钥来自当前终端的 DINGTALK_… 环境变量，否则来自 --data 目录中的 apps.json：请指定该 dinghub 的目录，并设置与其相同的变量。',
);
