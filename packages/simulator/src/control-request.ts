import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '@dinghub/core';

/** An answer of the control server: a status and what goes out as JSON. */
export type Reply = readonly [status: number, body: object];

const MAX_BODY_BYTES = 1024 * 1024;

/** Far beyond any event, far from where JSON.stringify runs out of stack. */
const MAX_DEPTH = 1000;

/**
 * Why a request may not come here at all; undefined when it may. Any web page can send requests to 127.0.0.1, and any domain can be
 * made to point there: so the Host must be this machine, and an Origin must be this very server.
 */
export function originRefusalOf({ headers: { host = '', origin } }: IncomingMessage): Reply | undefined {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) return [403, { error: 'The Host must be 127.0.0.1.' }];
  if (origin !== undefined && origin !== `http://${host}`) return [403, { error: 'Web pages may not call this.' }];
  return undefined;
}

/**
 * Why a request may not command the simulator; undefined when it may. Besides {@link originRefusalOf}: a POST must be of the type
 * that a page cannot send to another origin without asking first.
 */
export function refusalOf(request: IncomingMessage): Reply | undefined {
  const { 'content-type': type = '' } = request.headers;
  const refusal = originRefusalOf(request);
  if (refusal) return refusal;
  if (request.method === 'POST' && !/^application\/json\s*(;|$)/i.test(type))
    return [415, { error: 'Send content-type: application/json.' }];
  return undefined;
}

/** A body as text; undefined when it is too large. Reads to the end all the same, so that its sender gets the answer. */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : undefined;
}

/** The event that a text holds, and its type; undefined for what cannot be pushed. */
export function readEvent(text: string): { readonly type: string; readonly body: JsonObject } | undefined {
  const body = readObject(text);
  return typeof body?.EventType === 'string' ? { type: body.EventType, body } : undefined;
}

/** The JSON object that a text holds; undefined for anything else, and for one too deep to be written again. */
export function readObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !isDeeperThan(MAX_DEPTH, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for a JSON object, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}
