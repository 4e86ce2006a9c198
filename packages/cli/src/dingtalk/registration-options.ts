import { usageError } from '../failure';

/** Which app of which data folder. */
export interface AppOptions {
  readonly data: string;
  readonly app?: string;
  readonly json?: boolean;
}

/** Reads a list that is separated by commas. */
export function commaList(text: string): readonly string[] {
  const items = text.split(',').flatMap((item) => item.trim() || []);
  if (items.length === 0)
    throw usageError('The list of tags is empty: name tags such as bpms_*,user_add_org, or * for all.');
  return items;
}

/**
 * The callback URL of an app at a hub: an address without a path gets the hub's path.
 * @throws CliError
 */
export function callbackUrlOf(text: string, app: string | undefined): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw usageError('--url must be an http or https URL, such as https://hub.example.com/v1/dingtalk.');
  if (url.username !== '' || url.hash !== '') throw usageError('--url must not hold a user name or a #fragment.');
  if (url.pathname === '/') url.pathname = `/v1/dingtalk${app === undefined ? '' : `/${encodeURIComponent(app)}`}`;
  return url.href;
}
