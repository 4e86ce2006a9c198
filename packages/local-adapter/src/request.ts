import type { IncomingMessage } from 'node:http';
import { type CallbackRequest, MAX_BODY_BYTES } from '@dinghub/core';

/** A body as it was read, or the reason why it was not. */
export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'aborted' };

/** Reads a body of at most {@link MAX_BODY_BYTES}; stops keeping bytes as soon as it is known to be larger. */
export function readBody(request: IncomingMessage): Promise<ReadBody> {
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) return Promise.resolve({ kind: 'too_large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve({ kind: 'too_large' });
    });
    request.on('end', () =>
      resolve({ kind: 'read', bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }),
    );
    request.on('error', () => resolve({ kind: 'aborted' }));
    request.on('close', () => resolve({ kind: 'aborted' }));
  });
}

/** Translates a request of node:http. The first value of a repeated query parameter counts. */
export function toCallbackRequest(
  request: IncomingMessage,
  body: Uint8Array | string,
  requestId: string,
): CallbackRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const query: Record<string, string> = {};
  if (mark >= 0) {
    for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
      if (!Object.hasOwn(query, name)) query[name] = value;
    }
  }
  return { method: request.method ?? '', path: mark < 0 ? url : url.slice(0, mark), query, body, requestId };
}
