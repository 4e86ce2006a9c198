import { isJsonObject, type NewRecord, type RecordKey, type StoredRecord } from '@dinghub/core';
import { type AttributesInput, Long, type PrimaryKeyInput, type Row } from 'tablestore';

/** The columns of a row, keys and attributes, as texts and numbers. */
export type Columns = Readonly<Record<string, string | number>>;

/** The primary key of a record. */
export function toKey({ partition, sort }: RecordKey): PrimaryKeyInput {
  return [{ pk: partition }, { sk: sort }];
}

/** The attribute columns that hold a record at a version. Its value goes as JSON: Tablestore has no nested types. */
export function toAttributes(record: NewRecord, version: number, writeId: string): AttributesInput {
  const { value, timeline, subject, dueAt, expiresAt } = record;
  // A plain number would be stored as a double.
  const integer = (name: string, number: number) => ({ [name]: Long.fromNumber(number) });
  return [
    integer('version', version),
    { writeId },
    { value: JSON.stringify(value) },
    ...(timeline ? [{ timeline: timeline.name }, integer('timelineAt', timeline.at)] : []),
    ...(subject ? [{ subject: subject.name }, integer('subjectAt', subject.at)] : []),
    ...(dueAt === undefined ? [] : [integer('dueAt', dueAt)]),
    ...(expiresAt === undefined ? [] : [integer('expiresAt', expiresAt)]),
  ];
}

/** The columns of a row; undefined for the empty row that the SDK gives when there is none. */
export function toColumns(row: Row | undefined): Columns | undefined {
  if (!row?.primaryKey?.length) return undefined;
  const cells = [
    ...row.primaryKey.map(({ name, value }) => [name, value] as const),
    ...(row.attributes ?? []).map(({ columnName, columnValue }) => [columnName, columnValue] as const),
  ];
  // The SDK's integers are objects.
  return Object.fromEntries(cells.map(([name, cell]) => [name, typeof cell === 'string' ? cell : Number(cell)]));
}

/** The record that columns hold. */
export function toRecord(columns: Columns): StoredRecord {
  const value: unknown = JSON.parse(String(columns.value));
  const { timeline, subject, dueAt, expiresAt } = columns;
  return {
    partition: String(columns.pk),
    sort: String(columns.sk),
    version: Number(columns.version),
    value: isJsonObject(value) ? value : {},
    ...(timeline === undefined ? {} : { timeline: { name: String(timeline), at: Number(columns.timelineAt) } }),
    ...(subject === undefined ? {} : { subject: { name: String(subject), at: Number(columns.subjectAt) } }),
    ...(dueAt === undefined ? {} : { dueAt: Number(dueAt) }),
    ...(expiresAt === undefined ? {} : { expiresAt: Number(expiresAt) }),
  };
}
