import type { CallbackHandler } from '@dinghub/core';
import type { Credentials } from './client';
import { type FcContext, toCallbackRequest } from './request';
import { type FcResponse, toFcResponse } from './response';

/** A handler of Function Compute. */
export type FcHandler = (event: Uint8Array, context: FcContext) => Promise<FcResponse>;

/**
 * Creates the handler of the callback function. It rejects only for events that are no HTTP requests.
 * @param callbackFor the callback edge for one invocation, with that invocation's credentials: they rotate, so none are kept
 */
export function createHandler(callbackFor: (credentials: Credentials) => CallbackHandler): FcHandler {
  return async (event, context) => {
    const request = toCallbackRequest(event, context);
    return toFcResponse(await callbackFor(context.credentials)(request));
  };
}
