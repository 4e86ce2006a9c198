import type { IncomingMessage } from 'node:http';
import type { AdminRequest } from '@dinghub/console';
import { type CallbackRequest, MAX_BODY_BYTES } from '@dinghub/core';

/** A body as it was read, or the reason why it was not. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'no_room' }
  | { readonly kind: 'aborted' };

/** A request whose body was not read, as the callback edge and the admin API see it. */
export type RequestHead = Omit<CallbackRequest, 'body'> & Omit<AdminRequest, 'body'>;

/** The room for all bodies that are being read or answered. */
export interface BodyRoom {
  /** Lets a body grow; false when there is no room for that. */
  grow(from: number, to: number): boolean;
  /** Gives back what a body of this size took. */
  free(size: number): void;
}

const EMPTY = new Uint8Array();

/** Bodies up to this size always have room: so those who hold all of it with large ones do not keep events out. */
const SMALL_BODY_BYTES = 16 * 1024;

/** Creates the room for so many bytes of bodies, small ones apart. */
export function createBodyRoom(bytes: number): BodyRoom {
  let taken = 0;
  const cost = (size: number) => Math.max(0, size - SMALL_BODY_BYTES);
  return {
    grow(from, to) {
      const more = cost(to) - cost(from);
      if (more > 0 && taken + more > bytes) return false;
      taken += more;
      return true;
    },
    free(size) {
      taken -= cost(size);
    },
  };
}

/**
 * False where core refuses a callback whatever its body, so that it need not be read: core looks into one only of a POST to
 * `/v1/dingtalk…` with a nonce. Decides no answer, core still gives that; it only must not be false where core would look.
 */
export function mayNeedBody({ method, path, query }: RequestHead): boolean {
  return method === 'POST' && path.startsWith('/v1/dingtalk') && Boolean(query.nonce);
}

/** Reads a body of at most {@link MAX_BODY_BYTES}. What is `read` keeps its room until that is freed. */
export function readBody(request: IncomingMessage, room: BodyRoom): Promise<ReadBody> {
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return Promise.resolve({ kind: 'too_large' });
  return new Promise((resolve) => {
    let bytes: Uint8Array = EMPTY;
    let size = 0;
    let ended = false;
    request.on('data', (chunk: Buffer) => {
      const grown = size + chunk.length;
      if (ended) return;
      if (grown > MAX_BODY_BYTES) end({ kind: 'too_large' });
      else if (!room.grow(size, grown)) end({ kind: 'no_room' });
      else {
        bytes = append(bytes, size, chunk);
        size = grown;
      }
    });
    request.on('end', () => end({ kind: 'read', bytes: bytes.subarray(0, size) }));
    request.on('error', () => end({ kind: 'aborted' }));
    request.on('close', () => end({ kind: 'aborted' }));

    function end(body: ReadBody): void {
      if (ended) return;
      ended = true;
      if (body.kind !== 'read') room.free(size);
      bytes = EMPTY;
      resolve(body);
    }
  });
}

/** Copies into one buffer that doubles: a body in chunks of a byte would take hundreds of times its size as a list of them. */
function append(bytes: Uint8Array, size: number, chunk: Uint8Array): Uint8Array {
  if (size === 0) return chunk;
  let target = bytes;
  if (size + chunk.length > bytes.length) {
    target = new Uint8Array(Math.max(2 * bytes.length, size + chunk.length));
    target.set(bytes.subarray(0, size));
  }
  target.set(chunk, size);
  return target;
}

/** Translates what comes before the body in a request of node:http. The first value of a repeated query parameter counts. */
export function toRequestHead(request: IncomingMessage, requestId: string): RequestHead {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const query: Record<string, string> = {};
  if (mark >= 0) {
    for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
      if (!Object.hasOwn(query, name)) query[name] = value;
    }
  }
  const { authorization = '' } = request.headers;
  return {
    method: request.method ?? '',
    path: mark < 0 ? url : url.slice(0, mark),
    query,
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    headers: { authorization },
    requestId,
  };
}
