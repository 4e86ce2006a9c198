import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isJsonObject, type JsonObject, type NewRecord, type StoredRecord } from '@dinghub/core';
import { fromNative, sizeOf, toNative } from './attribute-value';
import { DUE_SHARDS } from './table';

/** An item of the table. */
export type Item = Record<string, AttributeValue>;

/** DynamoDB's limit for an item is 400 KB by its own count (see {@link sizeOf}); beyond this the value is packed. */
const NATIVE_BYTES = 320 * 1024;

/** The item that holds a record at a version. */
export function toItem(record: NewRecord, version: number, writeId: string): Item {
  const { partition, sort, value, timeline, subject, dueAt, expiresAt } = record;
  return {
    pk: { S: partition },
    sk: { S: sort },
    version: { N: String(version) },
    writeId: { S: writeId },
    ...valueAttributes(value),
    ...(timeline && { timeline: { S: timeline.name }, timelineAt: { N: String(timeline.at) } }),
    ...(subject && { subject: { S: subject.name }, subjectAt: { N: String(subject.at) } }),
    ...(dueAt !== undefined && { dueShard: { S: shardOf(partition, sort) }, dueAt: { N: String(dueAt) } }),
    ...(expiresAt !== undefined && {
      expiresAt: { N: String(expiresAt) },
      // Epoch seconds: what DynamoDB's TTL reads.
      ttl: { N: String(Math.ceil(expiresAt / 1000)) },
    }),
  };
}

/** The record that an item holds. */
export function toRecord(item: Item): StoredRecord {
  const { timeline, subject, dueAt, expiresAt } = item;
  const numberOf = (name: string) => Number(item[name]?.N);
  return {
    partition: item.pk?.S ?? '',
    sort: item.sk?.S ?? '',
    version: numberOf('version'),
    value: readValue(item),
    ...(timeline?.S !== undefined && { timeline: { name: timeline.S, at: numberOf('timelineAt') } }),
    ...(subject?.S !== undefined && { subject: { name: subject.S, at: numberOf('subjectAt') } }),
    ...(dueAt !== undefined && { dueAt: numberOf('dueAt') }),
    ...(expiresAt !== undefined && { expiresAt: numberOf('expiresAt') }),
  };
}

function valueAttributes(value: JsonObject): Item {
  const native = toNative(value);
  if (native && sizeOf(native) <= NATIVE_BYTES) return { value: native };
  // DynamoDB's own types cannot hold it.
  return { packed: { B: gzipSync(JSON.stringify(value)) } };
}

function readValue(item: Item): JsonObject {
  const packed = item.packed?.B;
  const value: unknown = packed ? JSON.parse(gunzipSync(packed).toString()) : fromNative(item.value);
  return isJsonObject(value) ? value : {};
}

/** One of `0` to `7`, by the key: equal keys are always in one shard. */
function shardOf(partition: string, sort: string): string {
  let hash = 0;
  for (const character of `${partition}\0${sort}`) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0;
  return String(Math.abs(hash % DUE_SHARDS));
}
