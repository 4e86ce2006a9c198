import { both, type Told } from '../told';

/** There is no app of that name. */
export function noSuchAppText(name: string, known: readonly string[]): Told {
  if (known.length === 0) {
    return both(
      `There is no app "${name}", nor any other. Start a hub, add an app (dinghub app add), or name another folder with --data.`,
      `没有应用“${name}”，也没有其他应用。请启动 dinghub、添加应用（dinghub app add），或用 --data 指定其他目录。`,
    );
  }
  return both(
    `There is no app "${name}"; there are: ${known.join(', ')}.`,
    `没有应用“${name}”；现有：${known.join('、')}。`,
  );
}

/** There are several, and none was named. */
export function severalAppsText(known: readonly string[]): Told {
  return both(
    `There are several apps; name one with --app: ${known.join(', ')}.`,
    `有多个应用，请用 --app 指定其中之一：${known.join('、')}。`,
  );
}
