import type { CallbackHandler } from '@dinghub/core';
import { type LambdaContext, toCallbackRequest } from './request';
import { type LambdaResponse, toLambdaResponse } from './response';

/** A Lambda handler. Two parameters: the Node 24 runtime refuses handlers that ask for a callback. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<LambdaResponse>;

/** Creates the handler of the callback function. It rejects only for events that are no HTTP requests. */
export function createHandler(callback: CallbackHandler): LambdaHandler {
  return async (event, context) => toLambdaResponse(await callback(toCallbackRequest(event, context)));
}
