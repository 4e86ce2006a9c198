import pc from 'picocolors';
import { counted } from '../../format';
import { columns, jsonLine, print, printable } from '../../terminal';
import { both, type Tell } from '../../told';
import type { SimulatedApp } from './control';
import { type PlayOptions, stageFor } from './stage';

/** `dinghub simulate dingtalk status` */
export async function status(options: PlayOptions): Promise<void> {
  const { control, tell } = stageFor(options);
  const apps = await control.apps();
  if (options.json) return print(jsonLine({ apps }));
  print(columns(apps.map((app) => [pc.cyan(printable(app.appKey)), printable(tellState(app, tell))])));
}

function tellState({ callback, organisations, waiting }: SimulatedApp, tell: Tell): string {
  if (organisations !== undefined) {
    const list = organisations.join(', ');
    const records = counted(waiting, 'failed record waits', 'failed records wait');
    return tell(
      both(
        `authorised by ${list || 'nobody'}; ${records}`,
        `已授权的组织：${list || '无'}；${waiting} 条失败记录待拉取`,
      ),
    );
  }
  const { en, zh } = both(
    callback === undefined ? 'nothing is registered' : `registered ${callback.url}`,
    callback === undefined ? '未注册回调地址' : `已注册 ${callback.url}`,
  );
  return tell(both(`${en}; ${waiting} on the failed list`, `${zh}；失败列表中 ${waiting} 个`));
}
