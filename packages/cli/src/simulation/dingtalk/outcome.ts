import type { JsonObject } from '@dinghub/core';
import type { EventOutcome } from '@dinghub/simulator';
import pc from 'picocolors';
import { EXIT_FAILED } from '../../failure';
import { counted } from '../../format';
import { jsonLine, print } from '../../terminal';
import { both, type Tell, type Told } from '../../told';
import { explain } from '../push-texts';
import type { PlayOptions } from './stage';

/**
 * Says what became of some pushes: of one what, of several of how many what. The command has failed unless the hub took them all.
 * @param asked what was asked for, for scripts
 * @param options.kept what to say of those that failed, where DingTalk keeps them
 */
export function report(
  outcomes: readonly EventOutcome[],
  asked: JsonObject,
  { json, tell, kept }: Pick<PlayOptions, 'json'> & { readonly tell: Tell; readonly kept?: Told },
): void {
  const missed = outcomes.filter(({ kind }) => kind !== 'delivered');
  if (missed.length > 0) process.exitCode = EXIT_FAILED;
  const counts = countsOf(outcomes);
  if (json) {
    print(jsonLine({ ...asked, ...counts, outcomes }));
    return;
  }
  if (outcomes.length > 1) print(tell(summary(counts)));
  const shown = outcomes.length > 1 ? missed : outcomes;
  for (const line of new Set(shown.map((outcome) => outcomeLine(outcome, tell)))) print(line);
  if (kept && counts.failed > 0) print(tell(kept));
}

function countsOf(outcomes: readonly EventOutcome[]) {
  const count = (kind: EventOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    sent: outcomes.length,
    delivered: count('delivered'),
    failed: count('failed'),
    notSubscribed: count('not_subscribed'),
  };
}

const summary = ({ sent, delivered, failed, notSubscribed }: ReturnType<typeof countsOf>): Told =>
  both(
    `${sent} events: ${delivered} delivered, ${failed} failed, ${notSubscribed} not sent`,
    `共 ${sent} 个事件：送达 ${delivered}，失败 ${failed}，未推送 ${notSubscribed}`,
  );

function outcomeLine(outcome: EventOutcome, tell: Tell): string {
  if (outcome.kind === 'not_subscribed') return pc.yellow(tell(NOT_SUBSCRIBED));
  const { attempts, durationMs } = outcome;
  const tries = both(counted(attempts, 'attempt'), `共尝试 ${attempts} 次`);
  if (outcome.kind === 'delivered')
    return pc.green(
      tell(
        both(
          `delivered: the hub answered success in ${durationMs} ms (${tries.en})`,
          `已送达：dinghub 在 ${durationMs} 毫秒内应答 success（${tries.zh}）`,
        ),
      ),
    );
  const { en, zh } = explain(outcome);
  return pc.red(tell(both(`failed: ${en} (${tries.en})`, `失败：${zh}（${tries.zh}）`)));
}

const NOT_SUBSCRIBED = both(
  'not sent: no URL is registered for this type. `dinghub dingtalk status --verbose` shows what is registered, `dinghub dingtalk register --url … --tags …` registers others of the 38.',
  '未推送：没有为该类型注册回调地址。`dinghub dingtalk status --verbose` 显示已注册的标签，`dinghub dingtalk register --url … --tags …` 可注册 38 个标签中的其他标签。',
);
