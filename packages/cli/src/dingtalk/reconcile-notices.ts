import { type Environment, type Logger, silentLogger } from '@dinghub/core';
import type { DingTalkApiError, PageOutcome } from '@dinghub/core/dingtalk';
import { counted, howLong } from '../format';
import { both, type Tell, type Told } from '../told';
import { adviceOf } from './api-advice';
import type { OrganisationFailures } from './organisation-failures';
import { dingTalkOf } from './origins';

/** What a run says meanwhile. */
export interface ReconcileNotices {
  /** Says which organisation's records could not be had, and why; with progress also that a call waits for its turn. */
  readonly logger: Logger;
  /** Says that DingTalk is asked. */
  asking(): void;
  /** Says what a page held. */
  onPage(page: PageOutcome): void;
  /** How many pages there were so far. */
  pages(): number;
}

/**
 * Creates what a run says meanwhile.
 * @param options.warn prints a warning
 * @param options.progress prints how far it is; undefined where nobody looks
 */
export function createNotices(options: {
  readonly tell: Tell;
  readonly env: Environment;
  readonly failures: OrganisationFailures;
  readonly warn: (text: string) => void;
  readonly progress?: (text: string) => void;
}): ReconcileNotices {
  const { tell, env, failures, warn, progress } = options;
  const say = (text: Told) => progress?.(tell(text));
  let pages = 0;

  return {
    logger: {
      ...silentLogger,
      warn(code, fields = {}) {
        if (code === 'reconcile_organisation_failed') {
          const { corpid, error } = fields;
          warn(tell(organisationFailed(String(corpid), String(error), failures.get(String(corpid)), env)));
        }
        if (code === 'dingtalk_backs_off') say(backsOff(fields));
      },
    },
    asking: () => say(asking(env)),
    onPage: (page) => say(pageLine(++pages, page)),
    pages: () => pages,
  };
}

function organisationFailed(corpId: string, name: string, failure: DingTalkApiError | undefined, env: Environment) {
  if (failure === undefined) return both(`organisation ${corpId}: ${name}`, `组织 ${corpId}：${name}`);
  const { errcode, api } = failure.failure;
  const { en, zh } = adviceOf(failure, env);
  return both(
    `organisation ${corpId}: DingTalk ${errcode} (${api}): ${en}`,
    `组织 ${corpId}：钉钉 ${errcode}（${api}）：${zh}`,
  );
}

function asking(env: Environment): Told {
  const { en, zh } = dingTalkOf(env);
  return both(`Asking ${en} for what it could not deliver …`, `正在向${zh}拉取失败事件……`);
}

function backsOff({ api, errcode, waitMs }: Readonly<Record<string, unknown>>): Told {
  const wait = Number(waitMs);
  return both(
    `DingTalk ${errcode} (${api}): trying again in ${howLong(wait)}`,
    `钉钉 ${errcode}（${api}）：${howLong(wait, 'zh')}后重试`,
  );
}

function pageLine(number: number, { entries, recovered }: PageOutcome): Told {
  return both(
    `page ${number}: ${counted(entries, 'entry', 'entries')}, ${recovered.length} missing here`,
    `第 ${number} 页：${entries} 条，其中 ${recovered.length} 条本地缺失`,
  );
}
