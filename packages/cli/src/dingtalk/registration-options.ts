import { callbackPath } from '../apps/callback-path';
import { usageError } from '../failure';
import { both, tellHere } from '../told';

/** Which app of which data folder. */
export interface AppOptions {
  readonly data: string;
  readonly app?: string;
  readonly json?: boolean;
}

/** Reads a list that is separated by commas. */
export function commaList(text: string): readonly string[] {
  const items = text.split(',').flatMap((item) => item.trim() || []);
  if (items.length === 0) throw usageError(tellHere(NO_TAGS));
  return items;
}

/**
 * The callback URL of an app at a hub: an address without a path gets the hub's path.
 * @throws CliError
 */
export function callbackUrlOf(text: string, app: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw usageError(tellHere(NO_URL));
  if (url.username !== '' || url.password !== '' || url.hash !== '') throw usageError(tellHere(TOO_MUCH));
  if (url.pathname === '/') url.pathname = callbackPath(app);
  return url.href;
}

const NO_TAGS = both(
  'The list of tags is empty: name tags such as bpms_*,user_add_org, or * for all.',
  '标签列表为空：请写明标签，例如 bpms_*,user_add_org，或用 * 表示全部。',
);
const NO_URL = both(
  '--url must be an http or https URL, such as https://hub.example.com/v1/dingtalk.',
  '--url 必须是 http 或 https URL，例如 https://hub.example.com/v1/dingtalk。',
);
const TOO_MUCH = both(
  '--url must not hold a user name, a password or a #fragment.',
  '--url 不能包含用户名、密码或 #片段。',
);
