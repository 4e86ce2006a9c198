import type { JsonObject } from '@dinghub/core';
import pc from 'picocolors';
import { usageError } from '../../failure';
import { jsonLine, print, printable } from '../../terminal';
import { both } from '../../told';
import { type PlayOptions, stageFor } from './stage';

/** What `dinghub simulate dingtalk fault` was asked. */
export interface FaultOptions extends PlayOptions {
  readonly path: string;
  readonly times: number;
  /** The call takes effect; only its answer is not what it was. */
  readonly late?: boolean;
  readonly clear?: boolean;
}

/** `dinghub simulate dingtalk fault`: what goes wrong with the next calls. */
export async function fault(what: string | undefined, options: FaultOptions): Promise<void> {
  const { control, tell } = stageFor(options);
  if (options.clear) {
    await control.clearFaults();
    return print(
      options.json ? jsonLine({ items: [] }) : tell(both('Nothing goes wrong any more.', '已清除所有故障。')),
    );
  }
  if (what === undefined) throw usageError(tell(NAME_ONE));
  const { path, times, late = false } = options;
  const set = await control.addFault({ path, times, takesEffect: late, answer: answerOf(what) });
  if (options.json) return print(jsonLine(set));
  const name = printable(what);
  print(
    pc.yellow(
      tell(
        both(
          `The next ${times === 1 ? 'call' : `${times} calls`} of ${path === '*' ? 'any API' : printable(path)}: ${name}`,
          `接下来 ${times} 次调用${path === '*' ? '任意接口' : ` ${printable(path)}`}：${name}`,
        ),
      ),
    ),
  );
}

const NAME_ONE = both(
  'Name a fault: an error code such as 90018 or 88/60011, or hang, reset, html, ban; or say --clear.',
  '请指定故障：错误码（如 90018、88/60011），或 hang、reset、html、ban；或使用 --clear。',
);

function answerOf(what: string): JsonObject {
  if (/^(hang|reset|html|ban)$/.test(what)) return { kind: what };
  const [, subCode] = /^88\/(\d+)$/.exec(what) ?? [];
  if (subCode !== undefined) return { kind: 'code', code: 88, subCode };
  return { kind: 'code', code: /^-?\d+$/.test(what) ? Number(what) : what };
}
