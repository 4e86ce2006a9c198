import { randomBytes } from 'node:crypto';
import type { AccessKey } from '../tablestore-emulator/signature';

/** Temporary credentials of functions’ roles. */
export interface Sts {
  /** New ones, valid until they are revoked. */
  issue(): AccessKey;
  revoke(key: AccessKey): void;
  readonly valid: () => readonly AccessKey[];
}

/** @param onChange called with the credentials that are valid from then on */
export function createSts(onChange: (valid: readonly AccessKey[]) => void): Sts {
  const valid = new Set<AccessKey>();
  const random = () => randomBytes(12).toString('base64url');
  return {
    issue() {
      const key = { accessKeyId: `STS.${random()}`, accessKeySecret: random(), securityToken: `token+/=${random()}` };
      valid.add(key);
      onChange([...valid]);
      return key;
    },
    revoke(key) {
      valid.delete(key);
      onChange([...valid]);
    },
    valid: () => [...valid],
  };
}
