import { flagsOf } from '../api/hub-options';
import type { TargetOptions } from '../api/target';
import { CliError } from '../failure';
import { printable } from '../terminal';
import { both, type Told, tellHere } from '../told';

/**
 * What a call gives that is about one subscription; where the hub refuses it, which subscription that is and what to do next.
 * @throws CliError with the `reason` of the hub's answer
 */
export async function aboutOne<T>(id: string, options: TargetOptions, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const text = TEXTS[error.reason ?? '']?.(printable(id), flagsOf(options));
    throw text === undefined ? error : new CliError(tellHere(text), error.exitCode, error.reason);
  }
}

/** By the code of the hub's answer; the flags say which hub the next command is for. */
const TEXTS: Readonly<Record<string, (id: string, flags: string) => Told>> = {
  not_found: (id, flags) =>
    both(
      `There is no subscription "${id}". \`dinghub subscriptions list${flags}\` shows which there are.`,
      `没有订阅“${id}”。可用 \`dinghub subscriptions list${flags}\` 查看现有订阅。`,
    ),
  subscription_exists: (id, flags) =>
    both(
      `There is a subscription "${id}" already. Change it with \`dinghub subscriptions update ${id}${flags} …\`, or choose another --id.`,
      `订阅“${id}”已存在。请用 \`dinghub subscriptions update ${id}${flags} …\` 修改，或换一个 --id。`,
    ),
  subscription_disabled: (id, flags) =>
    both(
      `The subscription "${id}" is disabled. \`dinghub subscriptions resume ${id}${flags}\` makes it active again.`,
      `订阅“${id}”已停用。可用 \`dinghub subscriptions resume ${id}${flags}\` 恢复。`,
    ),
};
