import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';
import { invalidValue, SqsError } from './sqs-error';

/** A text that has to be there. */
export function textOf(input: JsonObject, name: string): string {
  const value = input[name];
  if (typeof value === 'string') return value;
  throw new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

/** A whole number within limits; `otherwise` where there is none. */
export function numberOf(
  input: JsonObject,
  name: string,
  limits: { readonly from: number; readonly to: number },
  otherwise: number,
): number {
  const value = input[name];
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= limits.from && value <= limits.to) return value;
  throw invalidValue(
    `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be >= ${limits.from} and <= ${limits.to}.`,
  );
}

/** The entries of a batch: 1 to 10, with ids that differ. */
export function entriesOf(input: JsonObject): readonly JsonObject[] {
  const { Entries } = input;
  if (!isList(Entries) || Entries.length === 0) throw batchError('EmptyBatchRequest', 'The batch has no entry.');
  if (Entries.length > 10) throw batchError('TooManyEntriesInBatchRequest', 'The batch has more than 10 entries.');
  const entries = Entries.filter(isJsonObject);
  const ids = entries.map((entry) => textOf(entry, 'Id'));
  if (new Set(ids).size < Entries.length) throw batchError('BatchEntryIdsNotDistinct', 'Two entries have one id.');
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) throw batchError('InvalidBatchEntryId', 'An id is malformed.');
  return entries;
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An error of a batch as a whole. */
export function batchError(code: string, message: string): SqsError {
  return new SqsError(code, message, 400, `AWS.SimpleQueueService.${code}`);
}
