import type { JsonObject } from '@dinghub/core';
import { PACE_MS, type Rotation, type RotationState } from '@dinghub/core/sightings';
import { both, type Told } from '../told';
import { isoOf, lastUse } from './instants';

/** When events last came with the new credentials of an app, and with the old ones. */
export function usesOf({ newUsedAt, oldUsedAt }: Rotation, now: number): Told {
  const [fresh, old] = [lastUse(newUsedAt, now), lastUse(oldUsedAt, now)];
  return both(
    `last event with the new: ${fresh.en}, with the old: ${old.en}`,
    `新凭据最近的事件：${fresh.zh}，旧凭据：${old.zh}`,
  );
}

/** The same for scripts: ISO times, absent where no event came. */
export function usesJson({ newUsedAt, oldUsedAt }: Rotation): JsonObject {
  return {
    ...(newUsedAt === undefined ? {} : { newUsedAt: isoOf(newUsedAt) }),
    ...(oldUsedAt === undefined ? {} : { oldUsedAt: isoOf(oldUsedAt) }),
  };
}

/** Which app rotates, and whether its URL is set in the console of a suite: there is no API for that. */
export interface RotatingApp {
  readonly name: string;
  readonly isThirdParty: boolean;
}

/** What each state means, and what to do next; of one that is done nothing has to be said. */
export function rotationAdvice(
  { state, newUsedAt = 0, oldUsedAt = 0 }: Rotation & { readonly state: Exclude<RotationState, 'done'> },
  app: RotatingApp,
): { readonly says: Told; readonly next: Told } {
  const give = giveThem(app);
  const wait = both('wait until events have come with them for a minute', '等待新凭据的事件持续一分钟以上');
  switch (state) {
    case 'old_in_use':
      return newUsedAt > oldUsedAt ? nearlyDone(oldUsedAt, app.name) : stillInUse(give, wait, app.name);
    case 'new_unused':
      return {
        says: both('no event has come with the new ones yet', '尚无使用新凭据的事件'),
        next: both(
          `restart the hub if it was not restarted since rotate, as it does not know the new ones before; ${give.en}; wait for an event (checks of the URL do not count: doctor sends them too)`,
          `若轮换后尚未重启 dinghub，请先重启（重启前它不认识新凭据）；${give.zh}；等待一个事件（回调地址校验不算，doctor 也会发送）`,
        ),
      };
    case 'clock_set_back':
      return {
        says: both(
          'the times are from the future, a clock was set back: nothing tells which came last',
          '记录的时间在未来，时钟曾被回拨，无法判断先后',
        ),
        next: both(`correct the clock, then ${wait.en}`, `校正时钟，然后${wait.zh}`),
      };
  }
}

function giveThem({ name, isThirdParty }: RotatingApp): Told {
  return isThirdParty
    ? both('paste the new ones into the developer console of the suite', '将新凭据填入套件的开发者后台')
    : both(
        `give DingTalk the new ones (dinghub dingtalk register --url … --app ${name}, or paste them into the developer console)`,
        `让钉钉换用新凭据（dinghub dingtalk register --url … --app ${name}，或填入开发者后台）`,
      );
}

const stillInUse = (give: Told, wait: Told, name: string) => ({
  says: both('the old ones are still in use', '旧凭据仍在使用'),
  next: both(
    `${give.en}, then ${wait.en}; ${othersUseThem(name).en}`,
    `${give.zh}，然后${wait.zh}；${othersUseThem(name).zh}`,
  ),
});

const othersUseThem = (name: string) =>
  both(
    `if DingTalk has the new ones already, somebody else still uses the old ones, as dinghub simulate does: dinghub app rotate ${name} --finish --force`,
    `如果钉钉已换用新凭据，则是其他程序（例如 dinghub simulate）仍在使用旧凭据：dinghub app rotate ${name} --finish --force`,
  );

/** The new ones came last: what is known of the old ones may lag, and tells no more than that after a while. */
function nearlyDone(oldUsedAt: number, name: string) {
  const after = `${isoOf(oldUsedAt + PACE_MS).slice(11, 19)} UTC`;
  return {
    says: both(
      'DingTalk has the new ones, and the old ones were in use less than a minute before',
      '钉钉已换用新凭据，但此前一分钟内旧凭据仍在使用',
    ),
    next: both(
      `wait for one more event after ${after}, then dinghub app rotate ${name} --finish again; if the old ones come again, somebody other than DingTalk uses them, as dinghub simulate does: --force`,
      `等待 ${after} 之后再有一个事件到达，然后再次执行 dinghub app rotate ${name} --finish；如果旧凭据再次出现，则是其他程序（例如 dinghub simulate）在使用它：--force`,
    ),
  };
}
