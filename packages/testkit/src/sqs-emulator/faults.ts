import type { JsonObject } from '@dinghub/core';
import { isJsonObject } from '@dinghub/core';
import { SqsError } from './sqs-error';

/**
 * How a request can fail: `error_500`, `throttle` and `denied` are answers to a request that was not done; `drop` and `drop_after`
 * close the socket before and after it was done; `hang` never answers; `partial` does not do the second half of a batch, and says
 * so; `garble` answers with wrong checksums.
 */
export type SqsFault =
  | 'pass'
  | 'error_500'
  | 'throttle'
  | 'denied'
  | 'drop'
  | 'drop_after'
  | 'hang'
  | 'partial'
  | 'garble';

/** The errors among the faults. */
export const REFUSALS: Readonly<Partial<Record<SqsFault, SqsError>>> = {
  error_500: new SqsError('InternalFailure', 'The request processing has failed.', 500),
  throttle: new SqsError('RequestThrottled', 'Request is throttled.', 400),
  denied: new SqsError('AccessDeniedException', 'Access to the resource is denied.', 403),
};

/** A batch without its second half, at least one entry short; and those entries as failures of the service. */
export function halve(input: JsonObject): { readonly input: JsonObject; readonly failed: readonly JsonObject[] } {
  const entries = (Array.isArray(input.Entries) ? input.Entries : []).filter(isJsonObject);
  const kept = Math.floor(entries.length / 2);
  const failed = entries.slice(kept).map(({ Id = '' }) => ({
    Id,
    SenderFault: false,
    Code: 'InternalError',
    Message: 'The emulator was told to fail.',
  }));
  return { input: { ...input, Entries: entries.slice(0, kept) }, failed };
}

/** An answer with every checksum wrong. */
export function garbled(text: string): string {
  return text.replace(/("MD5OfMessageBody":|"MD5OfBody":)"[0-9a-f]{32}"/g, `$1"${'0'.repeat(32)}"`);
}
