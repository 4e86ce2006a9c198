import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AdminApi, isAdminPath } from '@dinghub/console';
import { type CallbackHandler, MAX_BODY_BYTES } from '@dinghub/core';
import { type BodyRoom, mayNeedBody, type ReadBody, readBody, toRequestHead } from './request';
import { noRoom, writeResponse } from './response';

/** Stands for a body that was cut off: one byte more than core accepts, so that core itself says so. */
const TOO_LARGE = new Uint8Array(MAX_BODY_BYTES + 1);

/** Stands for a body that makes no difference. */
const UNREAD: ReadBody = { kind: 'read', bytes: new Uint8Array() };

/** How long an over-long body is still read, so that its sender gets to read the answer. */
const DRAIN_MS = 1000;

/**
 * Creates the listener of the node:http server.
 * @param options.nextId gives the id of each request
 * @param options.closing true while the server shuts down: answers then end their connections
 * @param options.room where bodies are kept while they are read and answered
 */
export function createRequestListener(options: {
  readonly callback: CallbackHandler;
  /** Answers what {@link isAdminPath} says is its own. @default nothing: core answers that there is no such path */
  readonly admin?: AdminApi | undefined;
  readonly nextId: () => string;
  readonly closing: () => boolean;
  readonly room: BodyRoom;
}): (request: IncomingMessage, response: ServerResponse) => void {
  const { callback, admin, room } = options;

  return (request, response) => {
    void answer(request, response);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = toRequestHead(request, options.nextId());
    const forAdmin = admin !== undefined && isAdminPath(head.path);
    const wanted = forAdmin ? head.headers.authorization !== '' : mayNeedBody(head);
    const read = wanted ? await readBody(request, room) : UNREAD;
    if (read.kind === 'aborted') return;
    const body = read.kind === 'read' ? read.bytes : TOO_LARGE;
    const handle = forAdmin ? admin : callback;
    const result = read.kind === 'no_room' ? noRoom(head.requestId) : await handle({ ...head, body });
    if (read.kind === 'read') room.free(read.bytes.length);
    const cut = isLong(request);
    writeResponse(response, result, cut || options.closing());
    if (cut) drain(request);
  }
}

/** True when more of the body is to come than is worth waiting for; the rest of a short one leaves the connection usable. */
function isLong({ complete, headers }: IncomingMessage): boolean {
  return !complete && !(Number(headers['content-length']) <= MAX_BODY_BYTES);
}

function drain(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), DRAIN_MS);
  timer.unref();
  request.on('close', () => clearTimeout(timer));
}
