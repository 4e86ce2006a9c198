import type { Credential } from '../callback/app';
import { sha256 } from '../crypto/sha256';

/** Names a credential without telling it: the 256 bits of the AES key cannot be found by trying. */
export function fingerprintOf({ token, aesKey }: Credential): string {
  return sha256(JSON.stringify(['dinghub credential', Buffer.from(aesKey.key).toString('base64'), token]));
}
