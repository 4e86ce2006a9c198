import { randomText } from '@dinghub/local-adapter';
import type { PlainCredential } from '../dingtalk/configured-apps';

/** A token and an AES key that DingTalk's console and its API both take. */
export function newCredential(): PlainCredential {
  return { token: randomText(32), aesKey: randomText(43) };
}
