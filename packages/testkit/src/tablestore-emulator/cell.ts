import { badParameter } from './ots-error';

/** A value of a column. Tablestore's integers have 64 bits and are `bigint` here; a `number` is its double. */
export type Cell = bigint | string | number | boolean | Buffer;

/** Below and above every key. They stand in the bounds of a range, never in a row. */
export const INF_MIN = Symbol('INF_MIN');
export const INF_MAX = Symbol('INF_MAX');

/** A part of a primary key, or of a bound. */
export type KeyPart = Cell | typeof INF_MIN | typeof INF_MAX;

/** Orders keys part by part: integers by value, texts and bytes by their bytes. */
export function compareKeys(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    const order = compareParts(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: KeyPart, b: KeyPart): number {
  if (a === b) return 0;
  if (a === INF_MIN || b === INF_MAX) return -1;
  if (a === INF_MAX || b === INF_MIN) return 1;
  return compareCells(a, b);
}

/** Orders two values of one type. */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : Number(a > b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (isBytes(a) && isBytes(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  throw badParameter(`A ${typeof a} cannot be compared with a ${typeof b}.`);
}

function isBytes(cell: Cell): cell is string | Buffer {
  return typeof cell === 'string' || Buffer.isBuffer(cell);
}
