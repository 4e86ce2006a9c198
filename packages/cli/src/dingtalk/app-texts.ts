import { both, type Told } from '../told';

/** There is no app of that name. */
export function noSuchAppText(name: string, known: readonly string[]): Told {
  return both(
    `There is no app "${name}"; there are: ${known.join(', ') || 'none'}.`,
    `没有应用“${name}”；现有：${known.join('、') || '无'}。`,
  );
}

/** There are several, and none was named. */
export function severalAppsText(known: readonly string[]): Told {
  return both(
    `There are several apps; name one with --app: ${known.join(', ')}.`,
    `有多个应用，请用 --app 指定其中之一：${known.join('、')}。`,
  );
}
