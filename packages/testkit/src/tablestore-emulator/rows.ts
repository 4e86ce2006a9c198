import { type Cell, compareKeys, type KeyPart } from './cell';

/** A stored row. */
export interface Row {
  readonly key: readonly Cell[];
  readonly columns: ReadonlyMap<string, Cell>;
}

/** Rows in the order of their keys. */
export interface Rows {
  get(key: readonly Cell[]): Row | undefined;
  set(row: Row): void;
  remove(key: readonly Cell[]): void;
  /** The rows from `start` (inclusive) to `end` (exclusive), or down from `start` to `end` when `backward`. */
  range(start: readonly KeyPart[], end: readonly KeyPart[], backward: boolean): Row[];
}

/** Creates an empty set of rows. */
export function createRows(): Rows {
  const rows: Row[] = [];

  /** The place of the first row whose key is not below this one. */
  function place(key: readonly KeyPart[]): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(rows[middle]?.key ?? [], key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  const holds = (at: number, key: readonly Cell[]) => rows[at] !== undefined && compareKeys(rows[at].key, key) === 0;

  return {
    get(key) {
      const at = place(key);
      return holds(at, key) ? rows[at] : undefined;
    },
    set(row) {
      const at = place(row.key);
      rows.splice(at, holds(at, row.key) ? 1 : 0, row);
    },
    remove(key) {
      const at = place(key);
      if (holds(at, key)) rows.splice(at, 1);
    },
    range(start, end, backward) {
      if (!backward) return rows.slice(place(start), Math.max(place(start), place(end)));
      const above = (key: readonly KeyPart[]) => {
        const at = place(key);
        return rows[at] !== undefined && compareKeys(rows[at].key, key) === 0 ? at + 1 : at;
      };
      return rows.slice(Math.min(above(end), above(start)), above(start)).reverse();
    },
  };
}
