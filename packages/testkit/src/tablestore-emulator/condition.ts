import { type Cell, compareCells } from './cell';
import { decode } from './messages';
import { badParameter, conditionFailed } from './ots-error';
import { readCell } from './variant';

/** A condition of a write. */
export interface Condition {
  readonly rowExistence: number;
  readonly columnCondition?: Uint8Array;
}

/** The columns of a row. */
export type Columns = ReadonlyMap<string, Cell>;

const EXISTENCE = { ignore: 0, exists: 1, existsNot: 2 } as const;
const FILTER = { single: 1, composite: 2 } as const;

/**
 * Throws unless the row, or its absence, is as the write expects.
 * @throws OtsError
 */
export function checkCondition({ rowExistence, columnCondition }: Condition, row: Columns | undefined): void {
  if (rowExistence === EXISTENCE.exists && row === undefined) throw conditionFailed();
  if (rowExistence === EXISTENCE.existsNot && row !== undefined) throw conditionFailed();
  if (columnCondition?.length && !passes(columnCondition, row ?? new Map())) throw conditionFailed();
}

/** True when a filter lets a row pass. */
export function passes(filter: Uint8Array, row: Columns): boolean {
  const { type, filter: inner } = decode<{ type: number; filter: Uint8Array }>('Filter', filter);
  if (type === FILTER.single) return passesSingle(inner, row);
  if (type === FILTER.composite) return passesComposite(inner, row);
  throw badParameter(`The emulator has no filter of type ${type}.`);
}

function passesSingle(filter: Uint8Array, row: Columns): boolean {
  const { comparator, columnName, columnValue, filterIfMissing } = decode<{
    comparator: number;
    columnName: string;
    columnValue: Uint8Array;
    filterIfMissing: boolean;
  }>('SingleColumnFilter', filter);
  const cell = row.get(columnName);
  if (cell === undefined) return !filterIfMissing;
  const wanted = readCell(Buffer.from(columnValue));
  if (typeof cell !== typeof wanted) return false;
  const order = compareCells(cell, wanted);
  const outcomes: Readonly<Record<number, boolean>> = {
    1: order === 0,
    2: order !== 0,
    3: order > 0,
    4: order >= 0,
    5: order < 0,
    6: order <= 0,
  };
  return outcomes[comparator] ?? false;
}

function passesComposite(filter: Uint8Array, row: Columns): boolean {
  const { combinator, subFilters } = decode<{
    combinator: number;
    subFilters: { type: number; filter: Uint8Array }[];
  }>('CompositeFilter', filter);
  const passed = subFilters.map(({ type, filter: inner }) =>
    type === FILTER.single ? passesSingle(inner, row) : passesComposite(inner, row),
  );
  if (combinator === 1) return !passed[0];
  return combinator === 2 ? passed.every(Boolean) : passed.some(Boolean);
}
