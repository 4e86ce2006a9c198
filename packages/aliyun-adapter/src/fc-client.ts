import Client from '@alicloud/fc2';
import { type After, afterTimeout, type Clock } from '@dinghub/core';
import type { TimeLimits } from './client';
import { type FcFailure, readFailure } from './fc-failure';
import type { FcInvocation } from './invocation';
import { within } from './within';

/** Function Compute's API, as far as it is used. */
export interface FcClient {
  /**
   * Has a function invoked later, by Function Compute itself, which keeps the event until then. Never rejects.
   * @param delaySeconds 0, or 1 to 3600
   */
  invokeAsync(functionName: string, event: string, delaySeconds: number): Promise<FcFailure | undefined>;
}

/** The API of Function Compute 3.0. The SDK knows the one before it, and signs the paths of this one the same way. */
const VERSION = '2023-03-30';

const TRIES = 2;
const PAUSE_MS = 20;
/** A try with less time than this would only be cut off. */
const SHORTEST_TRY_MS = 50;

/**
 * Creates a client over `@alicloud/fc2`, which keeps its connections for the whole process.
 * @param options.caller asked before every try, so that credentials can rotate
 * @param options.endpoint e.g. `https://<account>.<region>.fc.aliyuncs.com`. @default the caller's account and region, inside
 *   Alibaba Cloud's network
 */
export function createFcClient(options: {
  readonly caller: () => Pick<FcInvocation, 'accountId' | 'region' | 'credentials'>;
  readonly endpoint?: string | undefined;
  readonly limits: TimeLimits;
  readonly clock: Clock;
  readonly after?: After;
}): FcClient {
  const { caller, clock, after = afterTimeout } = options;
  // The SDK appends paths to it as it is.
  const endpoint = options.endpoint?.replace(/\/+$/, '');
  const { tryMs, totalMs } = options.limits;

  function connect(timeout: number): Client {
    const { accountId, region, credentials } = caller();
    const { accessKeyId: accessKeyID, accessKeySecret, securityToken } = credentials;
    const client = new Client(accountId, {
      ...{ accessKeyID, accessKeySecret, securityToken, region, endpoint, timeout },
      secure: true,
      internal: true,
      // The SDK sends a token only with keys whose id begins with STS.
      headers: securityToken ? { 'x-fc-security-token': securityToken } : {},
    });
    client.version = VERSION;
    return client;
  }

  async function invokeOnce(ms: number, functionName: string, event: string, delaySeconds: number) {
    const headers = {
      'x-fc-invocation-type': 'Async',
      ...(delaySeconds === 0 ? {} : { 'x-fc-async-delay': String(delaySeconds) }),
    };
    try {
      const path = `/functions/${functionName}/invocations`;
      const answer = await within(ms, after, () => connect(ms).post(path, event, headers));
      return isFromFunctionCompute(answer.headers) ? undefined : { reason: 'InvalidAnswer', passing: true };
    } catch (error) {
      return readFailure(error);
    }
  }

  return {
    async invokeAsync(functionName, event, delaySeconds) {
      const startedAt = clock();
      for (let tries = 1; ; tries++) {
        // A clock that goes back gives no more time than there was.
        const left = totalMs - Math.max(0, clock() - startedAt);
        const failure = await invokeOnce(Math.min(tryMs, left), functionName, event, delaySeconds);
        if (failure === undefined) return undefined;
        const more = totalMs - Math.max(0, clock() - startedAt) - PAUSE_MS >= SHORTEST_TRY_MS;
        if (!failure.passing || tries === TRIES || !more) return failure;
        await new Promise<void>((resolve) => void after(PAUSE_MS, resolve));
      }
    },
  };
}

/** The SDK does not tell a 202 from another 2xx; but nobody else’s answer has these headers. */
function isFromFunctionCompute(headers: Readonly<Record<string, string | undefined>>): boolean {
  return headers['x-fc-error-type'] === undefined && Object.keys(headers).some((name) => /^x-(fc|acs)-/.test(name));
}
