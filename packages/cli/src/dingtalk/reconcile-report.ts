import { POLLER_LEASE_MS, type ReconcileReport } from '@dinghub/core/dingtalk';
import pc from 'picocolors';
import { counted, when } from '../format';
import { print, printable, table } from '../terminal';
import { both, headOf, type Tell } from '../told';

const SHOWN_EVENTS = 20;
const LEASE_MINUTES = POLLER_LEASE_MS / 60_000;

const OUTCOMES = {
  done: both('DingTalk has nothing more.', '钉钉没有更多失败事件。'),
  more: both('There may be more: run it again.', '可能还有更多：请再运行一次。'),
  busy: both(
    `Another poller of this app is at work: the hub, or a reconcile. Try again when it is done; one that was killed blocks for ${LEASE_MINUTES} minutes at most.`,
    `该应用的另一个拉取任务正在进行（dinghub 自身或另一个 reconcile），请等它结束后再试；如果它已被强行终止，最多 ${LEASE_MINUTES} 分钟后即可重试。`,
  ),
  lease_lost: both('Another poller took over.', '另一个拉取任务已接管。'),
} as const;

/** Prints what a run came to. */
export function tellReport(report: ReconcileReport, dryRun: boolean, tell: Tell): void {
  const { pages, entries, present, recovered, unreadable, events, outcome } = report;
  const count = dryRun ? both('missing', '缺失') : both('recovered', '已补回');
  if (outcome !== 'busy') {
    print(
      tell(
        both(
          `${counted(pages, 'page')}, ${counted(entries, 'entry', 'entries')}: ${present} ${present === 1 ? 'was' : 'were'} there, ${recovered} ${count.en}, ${unreadable} not understood`,
          `${pages} 页，${entries} 条：${present} 条已有，${recovered} 条${count.zh}，${unreadable} 条无法识别`,
        ),
      ),
    );
  }
  if (events.length > 0) {
    const rows = events
      .slice(0, SHOWN_EVENTS)
      .map(({ id, type, subject = '', time }) => [...[id, type, subject].map(printable), when(time)]);
    print(table(headOf(HEAD, tell), rows));
  }
  if (unreadable > 0) print(pc.yellow(tell(UNREADABLE)));
  if (dryRun && pages > 0) print(pc.yellow(tell(KEPT)));
  print(tell(OUTCOMES[outcome]));
}

const HEAD = both('id|type|subject|time', 'ID|类型|对象|时间');
const UNREADABLE = both(
  'What was not understood is kept as it came, and reported as an event of type dinghub.reconcile.unreadable.',
  '无法识别的内容已原样保存，并以 dinghub.reconcile.unreadable 事件上报。',
);
const KEPT = both(
  'Nothing was appended. DingTalk does not give these pages again: they are stored, and the next run without --dry-run appends them.',
  '没有写入事件。钉钉不会再次返回这些页：它们已保存，下次不带 --dry-run 运行时写入。',
);
