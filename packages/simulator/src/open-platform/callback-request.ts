import type { JsonObject } from '@dinghub/core';
import { isCallBackTag } from './callback-tags';

/** What an application registered. */
export interface Callback {
  readonly tags: readonly string[];
  readonly token: string;
  readonly aesKey: string;
  readonly url: string;
}

/** The callback that a body of register_call_back or update_call_back describes, or the code of what is wrong with it. */
export function readCallback(body: JsonObject | undefined): Callback | 71008 | 71010 | 71011 {
  const { call_back_tag: tags, token, aes_key: aesKey, url } = body ?? {};
  if (!isTexts(tags) || tags.length === 0 || typeof url !== 'string') return 71010;
  if (typeof token !== 'string' || token.length < 6 || token.length > 63) return 71010;
  if (typeof aesKey !== 'string' || !/^[A-Za-z0-9]{43}$/.test(aesKey)) return 71010;
  if (!isHttpUrl(url)) return 71011;
  return tags.every(isCallBackTag) ? { tags, token, aesKey, url } : 71008;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
