import type { JsonObject } from '@dinghub/core';
import type { Rotation, RotationState } from '@dinghub/core/sightings';
import { both, type Told } from '../dingtalk/told';
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

/** What each state means, and what to do next; of one that is done nothing has to be said. */
export function rotationAdvice(
  state: Exclude<RotationState, 'done'>,
  app: string,
): { readonly says: Told; readonly next: Told } {
  const give = both(
    `give DingTalk the new ones (dinghub dingtalk register --url … --app ${app}, or paste them into the developer console)`,
    `让钉钉换用新凭据（dinghub dingtalk register --url … --app ${app}，或填入开发者后台）`,
  );
  const wait = both('wait until events have come with them for a minute', '等待新凭据的事件持续一分钟以上');
  switch (state) {
    case 'old_in_use':
      return {
        says: both('the old ones are still in use', '旧凭据仍在使用'),
        next: both(
          `${give.en}, then ${wait.en}; if DingTalk has the new ones already, somebody else still uses the old ones, as dinghub simulate does: dinghub app rotate ${app} --finish --force`,
          `${give.zh}，然后${wait.zh}；如果钉钉已换用新凭据，则是其他程序（例如 dinghub simulate）仍在使用旧凭据：dinghub app rotate ${app} --finish --force`,
        ),
      };
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
