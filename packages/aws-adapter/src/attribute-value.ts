import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isJsonObject, type JsonObject, type JsonValue } from '@dinghub/core';

/** DynamoDB nests to 32 levels, of which the item is one. */
const MAX_DEPTH = 30;

/** DynamoDB's numbers: 38 digits, and of this magnitude or 0. Source: the developer guide, "Naming rules and data types". */
const SMALLEST = 1e-130;
const LARGEST = 9.9e125;

/** Thrown inside {@link toNative} alone. */
class NotNative extends Error {}

/** The object in DynamoDB's own types; undefined when they cannot hold it exactly (numbers, depth, names). */
export function toNative(value: JsonObject): AttributeValue | undefined {
  try {
    return marshal(value, 0);
  } catch (error) {
    if (error instanceof NotNative) return undefined;
    throw error;
  }
}

function marshal(value: JsonValue, depth: number): AttributeValue {
  if (depth > MAX_DEPTH) throw new NotNative();
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: numberText(value) };
  if (value === null) return { NULL: true };
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([name, item]) => {
      // DynamoDB has no empty names; the SDK builds its request with plain objects, which the other would not survive.
      if (name === '' || name === '__proto__') throw new NotNative();
      return [name, marshal(item, depth + 1)];
    });
    return { M: Object.fromEntries(entries) as Record<string, AttributeValue> };
  }
  return { L: value.map((item) => marshal(item, depth + 1)) };
}

function numberText(value: number): string {
  const magnitude = Math.abs(value);
  if (value !== 0 && !(magnitude >= SMALLEST && magnitude <= LARGEST)) throw new NotNative();
  return String(value);
}

/**
 * The bytes that DynamoDB counts for a value of {@link toNative}, or a few more: a number is taken to be as long as it is
 * written. Source: the developer guide, "DynamoDB item sizes and formats".
 */
export function sizeOf({ S, N, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 2;
  if (L !== undefined) return L.reduce((sum, item) => sum + 1 + sizeOf(item), 3);
  if (M === undefined) return 1;
  return Object.entries(M).reduce((sum, [name, item]) => sum + 1 + Buffer.byteLength(name) + sizeOf(item), 3);
}

/** The value that {@link toNative} was given. */
export function fromNative(attribute: AttributeValue | undefined): JsonValue {
  if (attribute?.S !== undefined) return attribute.S;
  if (attribute?.N !== undefined) return Number(attribute.N);
  if (attribute?.BOOL !== undefined) return attribute.BOOL;
  if (attribute?.L !== undefined) return attribute.L.map(fromNative);
  if (attribute?.M !== undefined) {
    return Object.fromEntries(Object.entries(attribute.M).map(([name, item]) => [name, fromNative(item)]));
  }
  return null;
}
