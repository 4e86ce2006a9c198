import type { Clock } from '@dinghub/core';

/** How many requests one address may make, and what it costs to make more. */
export interface IpLimit {
  readonly requests: number;
  readonly windowMs: number;
  readonly banMs: number;
}

/** DingTalk's: more than 10 000 requests in 20 s ban an address for five minutes. */
export const IP_LIMIT: IpLimit = { requests: 10_000, windowMs: 20_000, banMs: 300_000 };

/** DingTalk's limit for each application and API, by the second. */
export const QPS_LIMIT = 20;

/** Counts requests by address. Returns true when this one is banned. */
export function createIpBan({ requests, windowMs, banMs }: IpLimit, clock: Clock): (address: string) => boolean {
  const windows = new Map<string, { readonly since: number; count: number; bannedUntil: number }>();
  return (address) => {
    const now = clock();
    let window = windows.get(address);
    if (window && now < window.bannedUntil) return true;
    if (!window || now >= window.since + windowMs || window.bannedUntil > 0) {
      window = { since: now, count: 0, bannedUntil: 0 };
      windows.set(address, window);
    }
    if (++window.count > requests) window.bannedUntil = now + banMs;
    return window.bannedUntil > 0;
  };
}

/** Counts requests by application and API, within each second of the clock. Returns true when this one is too many. */
export function createQpsLimit(limit: number, clock: Clock): (appKey: string, path: string) => boolean {
  const counts = new Map<string, { readonly second: number; count: number }>();
  return (appKey, path) => {
    const second = Math.floor(clock() / 1000);
    const key = `${appKey} ${path}`;
    let current = counts.get(key);
    if (current?.second !== second) {
      current = { second, count: 0 };
      counts.set(key, current);
    }
    return ++current.count > limit;
  };
}
