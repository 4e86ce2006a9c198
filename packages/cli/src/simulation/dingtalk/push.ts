import { CliError } from '../../failure';
import { both } from '../../told';
import { pushMany } from '../many';
import { showProgress } from '../progress-bar';
import { report } from './outcome';
import { type PlayOptions, stageFor } from './stage';

/** How many pushes are under way at a time; the simulator takes 256. */
const CONCURRENCY = 16;

/** `dinghub simulate dingtalk push`: sample events for what is registered by API. */
export async function push(type: string, options: PlayOptions & { readonly count: number }): Promise<void> {
  const { control, tell } = stageFor(options);
  const app = (await control.apps()).find(({ organisations }) => organisations === undefined);
  if (app === undefined) throw new CliError(tell(NO_APP));
  await pushMany({
    count: options.count,
    concurrency: CONCURRENCY,
    progress: showProgress({ ...options, tell }),
    push: () => control.push({ app: app.appKey, event: { EventType: type } }),
    report: (outcomes) => report(outcomes, { type }, { ...options, tell, kept: FAILED_LIST }),
  });
}

const NO_APP = both('This simulated DingTalk plays no internal app.', '该模拟器未模拟企业内部应用。');
const FAILED_LIST = both(
  'What failed is on the failed list: `dinghub dingtalk reconcile` fetches it.',
  '失败的事件已进入失败列表：运行 `dinghub dingtalk reconcile` 可拉取。',
);
