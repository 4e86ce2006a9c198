import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallbackHandler, MAX_BODY_BYTES } from '@dinghub/core';
import { readBody, toCallbackRequest } from './request';
import { writeResponse } from './response';

/** Stands for a body that was cut off: one byte more than core accepts, so that core itself says so. */
const TOO_LARGE = new Uint8Array(MAX_BODY_BYTES + 1);

/** How long an over-long body is still read, so that its sender gets to read the answer. */
const DRAIN_MS = 1000;

/**
 * Creates the listener of the node:http server.
 * @param options.nextId gives the id of each request
 * @param options.closing true while the server shuts down: answers then end their connections
 */
export function createRequestListener(options: {
  readonly callback: CallbackHandler;
  readonly nextId: () => string;
  readonly closing: () => boolean;
}): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    void answer(request, response);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readBody(request);
    if (read.kind === 'aborted') return;
    const body = read.kind === 'read' ? read.bytes : TOO_LARGE;
    const result = await options.callback(toCallbackRequest(request, body, options.nextId()));
    const cut = read.kind === 'too_large';
    writeResponse(response, result, cut || options.closing());
    if (cut) drain(request);
  }
}

function drain(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), DRAIN_MS);
  timer.unref();
  request.on('close', () => clearTimeout(timer));
}
