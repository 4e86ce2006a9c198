import { isJsonObject } from '@dinghub/core';

/**
 * Which items of a batch have failed by what a function answered, as Lambda reads it with `ReportBatchItemFailures`. An answer
 * that Lambda cannot read fails the whole batch. Source: Lambda developer guide, "Success and failure conditions".
 */
export function failedItems(answer: unknown, identifiers: readonly string[]): ReadonlySet<string> {
  const all = new Set(identifiers);
  if (answer === undefined || answer === null) return new Set();
  if (!isJsonObject(answer)) return all;
  const { batchItemFailures = null } = answer;
  if (batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return all;
  const failed = new Set<string>();
  for (const item of batchItemFailures as readonly unknown[]) {
    const identifier = isJsonObject(item) ? item.itemIdentifier : undefined;
    if (typeof identifier !== 'string' || !all.has(identifier)) return all;
    failed.add(identifier);
  }
  return failed;
}
