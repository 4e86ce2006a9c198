import { howLong, when } from '../format';
import { both, type Told } from '../told';

/** An instant (epoch ms), and how long ago that is. */
export function instant(at: number, now: number): Told {
  const shown = when(new Date(at).toISOString());
  const age = now - at;
  if (age < 0) return both(shown, shown);
  return both(`${shown} (${howLong(age)} ago)`, `${shown}（${howLong(age, 'zh')}前）`);
}

/** When events last came with a credential. */
export function lastUse(at: number | undefined, now: number): Told {
  return at === undefined ? both('none seen', '尚无') : instant(at, now);
}

/** An instant as scripts read it. */
export function isoOf(at: number): string {
  return new Date(at).toISOString();
}
