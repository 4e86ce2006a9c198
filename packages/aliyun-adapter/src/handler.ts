import type { CallbackHandler } from '@dinghub/core';
import { type FcContext, toCallbackRequest } from './request';
import { type FcResponse, toFcResponse } from './response';

/** A handler of Function Compute behind HTTP. */
export type FcHandler<C extends FcContext = FcContext> = (event: Uint8Array, context: C) => Promise<FcResponse>;

/** Creates the handler of the callback function. It rejects only for events that are no HTTP requests. */
export function createHandler(callback: CallbackHandler): FcHandler {
  return async (event, context) => toFcResponse(await callback(toCallbackRequest(event, context)));
}
