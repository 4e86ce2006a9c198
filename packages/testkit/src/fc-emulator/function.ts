import { randomUUID } from 'node:crypto';
import type { AccessKey } from '../tablestore-emulator/signature';
import type { Sts } from './sts';

/** What a function is told about its invocation. */
export interface FcFunctionContext {
  readonly requestId: string;
  /** Valid until the invocation ends; the next has others. */
  readonly credentials: AccessKey;
  readonly function: { readonly name: string; readonly timeout: number };
  readonly accountId: string;
  readonly region: string;
}

/** A function's code. */
export type FcFunction = (event: Buffer, context: FcFunctionContext) => Promise<unknown>;

/** A function's settings, named as in `s.yaml`. */
export interface FcFunctionSettings {
  /** In seconds. @default 60 */
  readonly timeout?: number;
  /** @default 3 */
  readonly maxAsyncRetryAttempts?: number;
  /** @default 86 400 */
  readonly maxAsyncEventAgeInSeconds?: number;
}

/** A deployed function: invokes its code once. */
export interface Deployed extends Required<FcFunctionSettings> {
  /** @throws what the code throws, or an Error when it takes too long */
  invoke(event: Buffer, requestId?: string): Promise<unknown>;
}

/** Deploys a function: every invocation gets credentials of its own, which end with it. */
export function deploy(
  name: string,
  code: FcFunction,
  settings: FcFunctionSettings,
  account: { readonly accountId: string; readonly region: string; readonly sts: Sts },
): Deployed {
  const { timeout = 60, maxAsyncRetryAttempts = 3, maxAsyncEventAgeInSeconds = 86_400 } = settings;
  const { accountId, region, sts } = account;
  return {
    timeout,
    maxAsyncRetryAttempts,
    maxAsyncEventAgeInSeconds,
    async invoke(event, requestId = randomUUID()) {
      const credentials = sts.issue();
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`Function timed out after ${timeout} seconds.`)), timeout * 1000);
      });
      try {
        const context = { requestId, credentials, function: { name, timeout }, accountId, region };
        return await Promise.race([code(event, context), tooLong]);
      } finally {
        clearTimeout(timer);
        sts.revoke(credentials);
      }
    },
  };
}
