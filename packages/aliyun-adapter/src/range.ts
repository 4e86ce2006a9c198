import type { IndexQuery } from '@dinghub/core';
import { INF_MAX, INF_MIN, Long, type PrimaryKeyInput, type VirtualData } from 'tablestore';
import type { Place } from './cursor';
import { type IndexName, keysOf } from './table';

/** A part of a bound: a value, or below or above every value. */
type Bound = string | number | VirtualData;

/** What a listing covers: from `low` to below `high`, in the key of the table or of an index. */
export interface Range {
  readonly index?: IndexName;
  /** What the first key column is in the whole range, where it is one thing. */
  readonly name?: string;
  readonly low: PrimaryKeyInput;
  readonly high: PrimaryKeyInput;
}

/** A partition of the table. */
export function partitionRange(partition: string): Range {
  return { name: partition, low: toPrimaryKey([partition, INF_MIN]), high: toPrimaryKey([partition, INF_MAX]) };
}

/** What a query asks of its index. `from` is inclusive, `until` exclusive: no key is as low as a bound that ends in INF_MIN. */
export function indexRange(query: IndexQuery): Range {
  const { index, until } = query;
  const bound = (...parts: readonly Bound[]) => toPrimaryKey([...parts, INF_MIN, INF_MIN], index);
  if (query.index === 'due') return { index, low: bound(INF_MIN), high: bound(query.until) };
  const { name, from = INF_MIN } = query;
  return { index, name, low: bound(name, from), high: bound(name, until ?? INF_MAX) };
}

/** A key in the SDK's form. Its integers are objects: a plain number would be a double. */
export function toPrimaryKey(parts: Place | readonly Bound[], index?: IndexName): PrimaryKeyInput {
  return keysOf(index).map((key, i) => {
    const part = parts[i] ?? '';
    return { [key]: typeof part === 'number' ? Long.fromNumber(part) : part };
  });
}
