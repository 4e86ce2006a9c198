import { CALLBACK_TAGS, type RegisteredCallback } from '@dinghub/core/dingtalk';
import { both, type Told } from '../told';
import type { Session } from './session';

/** Whether every tag is printed. */
export interface TagOptions {
  readonly verbose?: boolean;
}

/** So many tags fit on a line. */
const MOST_SHOWN = 5;

/** Says what DingTalk tells that it has. */
export function sayInForce(session: Session, callback: RegisteredCallback | undefined, options: TagOptions): void {
  if (callback === undefined) {
    session.say(both('in force', '生效'), both('nothing', '无'));
    return;
  }
  session.say(both('in force', '生效'), both(callback.url, callback.url));
  sayTags(session, callback, options);
}

/** Says how many tags there are, and which: the first of them, or all with `verbose`. */
export function sayTags({ say }: Session, { tags }: Pick<RegisteredCallback, 'tags'>, options: TagOptions): void {
  say(both('tags', '标签'), tagsLine(tags, options));
}

/** `3: a, b, c`; of many the first ones, and of those by name that everybody gets, that these are all. */
export function tagsLine(tags: readonly string[], { verbose = false }: TagOptions): Told {
  const isShort = !verbose && tags.length > MOST_SHOWN + 1;
  const list = (isShort ? tags.slice(0, MOST_SHOWN) : tags).join(', ');
  if (!isShort) return both(`${tags.length}: ${list}`, `${tags.length} 个：${list}`);
  const isAll = CALLBACK_TAGS.every((tag) => tags.includes(tag));
  const left = tags.length - MOST_SHOWN;
  return both(
    `${tags.length}${isAll ? ', all there are' : ''}: ${list} … and ${left} more (--verbose)`,
    `${isAll ? '全部 ' : ''}${tags.length} 个：${list} … 另有 ${left} 个（--verbose 显示全部）`,
  );
}
