import { createEventLog, type RecordStore } from '@dinghub/core';
import { createSuiteState } from '@dinghub/core/dispatch';
import { ownerKeyKind } from '@dinghub/core/sightings';
import type { Configured, ConfiguredApp } from '../dingtalk/configured-apps';
import { howLong } from '../format';
import { both } from '../told';
import { type Finding, ok, warning } from './check';

/** DingTalk sends a new ticket every five hours or so (open.dingtalk.com, suite_ticket). */
const TICKET_AGE_MS = 24 * 3_600_000;
const MOST_COUNTED = 1000;

/** How third-party apps stand: when the newest ticket came, and how many organisations have authorised them. */
export async function checkSuites(store: RecordStore, configured: Configured | undefined): Promise<readonly Finding[]> {
  if (configured === undefined) return [];
  const { apps, retentionDays } = configured;
  const events = createEventLog({ store, clock: Date.now, retentionDays });
  const suites = createSuiteState({ store, events });
  return Promise.all(
    apps.filter(isThirdParty).map(async ({ name }) => {
      const [ticket, { items, cursor }] = await Promise.all([
        suites.ticket(name),
        suites.organisations(name, { limit: MOST_COUNTED }),
      ]);
      const count = items.filter(({ state }) => state === 'authorised').length;
      const more = cursor === undefined ? '' : '+';
      const have = count === 1 ? 'organisation has' : 'organisations have';
      const organisations = both(`${count}${more} ${have} authorised it`, `${count}${more} 个组织已授权`);
      if (ticket === undefined) {
        const none = both(`${name}: no suite_ticket yet`, `${name}：尚未收到 suite_ticket`);
        return warning('suite', both(`${none.en}; ${organisations.en}`, `${none.zh}；${organisations.zh}`), WAIT);
      }
      const age = Date.now() - ticket.at;
      const came = both(
        `${name}: the newest suite_ticket is ${howLong(Math.max(0, age))} old`,
        `${name}：最新的 suite_ticket 收到于 ${howLong(Math.max(0, age), 'zh')}前`,
      );
      const says = both(`${came.en}; ${organisations.en}`, `${came.zh}；${organisations.zh}`);
      return age > TICKET_AGE_MS ? warning('suite', says, OLD) : ok('suite', says);
    }),
  );
}

/** True for an app that DingTalk seals for with a suiteKey. */
export function isThirdParty({ appKey, ownerKeys }: Pick<ConfiguredApp, 'appKey' | 'ownerKeys'>): boolean {
  return [appKey ?? '', ...ownerKeys].some((key) => ownerKeyKind(key) === 'suite_key');
}

const WAIT = both(
  'DingTalk sends it some minutes after the URL was saved, then every five hours or so; dinghub events tail',
  '保存回调地址几分钟后钉钉会推送，之后约每五小时一次：dinghub events tail',
);
const OLD = both(
  'DingTalk sends one every five hours or so: look at the URL in the suite’s console, and at callback_refused in the log',
  '钉钉约每五小时推送一次：请检查套件的开发者后台中的回调地址，以及日志中的 callback_refused',
);
