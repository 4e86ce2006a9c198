import type { JsonObject } from '../json';
import { scalarText } from '../scalar-text';
import { type Clock, MINUTE_MS } from '../time';
import { DingTalkApiError } from './api-error';
import { ADVICE } from './error-catalog';

/** How long a ban lasts where the answer does not say: DingTalk's page on call limits says five minutes. */
const BAN_MS = 5 * MINUTE_MS;

/**
 * The ban that an answer tells of: `{"status":1111,"wait":5,"source":"x5","punish":"deny",…}`, which comes instead of JSON with an
 * `errcode`, and sometimes inside a HTML page (the page on call limits says so). `wait` is in minutes.
 * @param value the body's JSON, where it is any
 */
export function banIn(text: string, value: JsonObject | undefined): { readonly waitMs: number } | undefined {
  const inText = /"status"\s*:\s*"?1111\b/.test(text) && /"punish"\s*:/.test(text);
  const isBan = value === undefined ? inText : scalarText(value.status) === '1111' && value.errcode === undefined;
  if (!isBan) return undefined;
  const minutes = Number(value === undefined ? /"wait"\s*:\s*"?(\d{1,3})\b/.exec(text)?.[1] : scalarText(value.wait));
  return { waitMs: minutes > 0 && minutes <= 60 ? minutes * MINUTE_MS : BAN_MS };
}

/** Remembers that this process's IP address is banned. One for all apps of a process. */
export interface BanGate {
  /** How long to wait before anything may be sent, in ms; 0 when nothing stands in the way. */
  waitMs(): number;
  close(forMs: number): void;
  /** The error of a call that is not even sent. */
  refusal(api: string): DingTalkApiError;
}

/** Creates a gate that is open. */
export function createBanGate(clock: Clock): BanGate {
  let closedAt = 0;
  let forMs = 0;
  const gate: BanGate = {
    waitMs() {
      const now = clock();
      // The clock was set back: the ban cannot last longer than it did when it began.
      if (now < closedAt) closedAt = now;
      return Math.max(0, closedAt + forMs - now);
    },
    close(ms) {
      closedAt = clock();
      forMs = ms;
    },
    refusal: (api) =>
      new DingTalkApiError({
        kind: 'ip_banned',
        api,
        errcode: '1111',
        advice: ADVICE.ipBanned,
        retryAfterMs: gate.waitMs(),
      }),
  };
  return gate;
}
