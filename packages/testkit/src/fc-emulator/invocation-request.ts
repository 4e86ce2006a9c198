import { FcError } from './fc-error';
import type { SignedRequest } from './signature';

/** What a request to the invocation API asks for. */
export interface InvocationRequest {
  readonly functionName: string;
  readonly isAsync: boolean;
  readonly delaySeconds: number;
}

const PATH = /^\/2023-03-30\/functions\/([A-Za-z_][\w-]{0,127})\/invocations$/;
const MAX_ASYNC_EVENT_BYTES = 128 * 1024;
const MAX_DELAY_SECONDS = 3600;

/** Reads a request, as Function Compute 3.0 does. @throws FcError */
export function readInvocationRequest({ method, path, headers, body }: SignedRequest): InvocationRequest {
  const functionName = PATH.exec(path)?.[1];
  if (functionName === undefined) throw new FcError(404, 'PathNotSupported', `The path ${path} is not supported.`);
  if (method !== 'POST') throw new FcError(405, 'MethodNotAllowed', `${method} is not allowed.`);
  const isAsync = (headers['x-fc-invocation-type'] ?? 'Sync') === 'Async';
  const delay = headers['x-fc-async-delay'] ?? '0';
  if (!/^\d{1,4}$/.test(delay) || Number(delay) > MAX_DELAY_SECONDS || (delay !== '0' && !isAsync)) {
    throw new FcError(400, 'InvalidArgument', `The delay ${delay} is not one of 0 to ${MAX_DELAY_SECONDS} seconds.`);
  }
  if (isAsync && body.length > MAX_ASYNC_EVENT_BYTES) {
    throw new FcError(413, 'EntityTooLarge', `The event is larger than ${MAX_ASYNC_EVENT_BYTES} bytes.`);
  }
  return { functionName, isAsync, delaySeconds: Number(delay) };
}
