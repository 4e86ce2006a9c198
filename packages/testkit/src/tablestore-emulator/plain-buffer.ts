import type { Cell, KeyPart } from './cell';
import { crc8 } from './crc8';
import { badParameter } from './ots-error';
import { readVariant, writeVariant } from './variant';

const HEADER = 0x75;
const TAG = {
  rowKey: 0x1,
  rowData: 0x2,
  cell: 0x3,
  name: 0x4,
  value: 0x5,
  operation: 0x6,
  timestamp: 0x7,
  deleteMarker: 0x8,
  rowChecksum: 0x9,
  cellChecksum: 0xa,
} as const;

/** What an update does with a column, by PlainBuffer's codes; without one it is set. */
export const OPERATION = { deleteAll: 0x1, deleteOne: 0x3, increment: 0x4 } as const;

/** A column as it came: without a value when it is to be deleted. */
export interface ReadColumn {
  readonly name: string;
  readonly value?: KeyPart;
  readonly operation?: number;
  readonly timestamp?: bigint;
}

/** A row as it came. */
export interface ReadRow {
  readonly key: readonly ReadColumn[];
  readonly columns: readonly ReadColumn[];
  readonly deleted: boolean;
}

/**
 * Reads one row, and checks every checksum in it. What follows the row is left: the SDK pads keys that hold a bound.
 * @throws OtsError
 */
export function readRow(buffer: Uint8Array): ReadRow {
  try {
    return parseRow(Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length));
  } catch (error) {
    if (error instanceof RangeError) throw badParameter('The row ends too early.');
    throw error;
  }
}

function parseRow(bytes: Buffer): ReadRow {
  let at = 0;
  let rowSum = 0;
  const byte = () => bytes.readUInt8(at++);
  const peek = () => bytes.readUInt8(at);
  const take = (length: number) => {
    if (at + length > bytes.length) throw badParameter('The row ends too early.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const integer = () => take(4).readUInt32LE();
  const expect = (tag: number) => {
    const found = byte();
    if (found !== tag) throw badParameter(`Expected the tag ${tag} and found ${found}.`);
  };

  function cell(): ReadColumn {
    expect(TAG.cell);
    expect(TAG.name);
    const name = take(integer());
    let sum = crc8(0, name);
    let value: { value?: KeyPart } = {};
    let timestamp: { timestamp?: bigint } = {};
    let operation: { operation?: number } = {};
    if (peek() === TAG.value) {
      byte();
      const variant = take(integer());
      sum = crc8(sum, variant);
      value = { value: readVariant(variant) };
    }
    if (peek() === TAG.operation) {
      byte();
      operation = { operation: byte() };
    }
    if (peek() === TAG.timestamp) {
      byte();
      const instant = take(8);
      sum = crc8(sum, instant);
      timestamp = { timestamp: instant.readBigInt64LE() };
    }
    if (operation.operation !== undefined) sum = crc8(sum, [operation.operation]);
    expect(TAG.cellChecksum);
    if (byte() !== sum) throw badParameter(`The checksum of the column ${name.toString()} is wrong.`);
    rowSum = crc8(rowSum, [sum]);
    return { name: name.toString(), ...value, ...timestamp, ...operation };
  }

  function cells(): ReadColumn[] {
    const found: ReadColumn[] = [];
    while (peek() === TAG.cell) found.push(cell());
    return found;
  }

  if (integer() !== HEADER) throw badParameter('This is no PlainBuffer.');
  expect(TAG.rowKey);
  const key = cells();
  let columns: ReadColumn[] = [];
  if (peek() === TAG.rowData) {
    byte();
    columns = cells();
  }
  const deleted = peek() === TAG.deleteMarker;
  if (deleted) byte();
  expect(TAG.rowChecksum);
  if (byte() !== crc8(rowSum, [Number(deleted)])) throw badParameter('The checksum of the row is wrong.');
  return { key, columns, deleted };
}

/** A row to be written: named values, and when each column was written (epoch ms). */
export interface WrittenRow {
  readonly key: readonly (readonly [string, Cell])[];
  readonly columns: readonly (readonly [string, Cell])[];
  readonly timestamp: bigint;
}

/** Rows behind one header; no bytes at all for no rows. */
export function writeRows(rows: readonly WrittenRow[]): Buffer {
  if (rows.length === 0) return Buffer.alloc(0);
  return Buffer.concat([littleEndian(HEADER), ...rows.map(writeRow)]);
}

function writeRow({ key, columns, timestamp }: WrittenRow): Buffer {
  const instant = Buffer.alloc(8);
  instant.writeBigInt64LE(timestamp);
  const keyCells = key.map(([name, value]) => writeCell(name, value));
  const dataCells = columns.map(([name, value]) => writeCell(name, value, instant));
  const sum = [...keyCells, ...dataCells].reduce((crc, cell) => crc8(crc, [cell.sum]), 0);
  return Buffer.concat([
    Buffer.from([TAG.rowKey]),
    ...keyCells.map(({ bytes }) => bytes),
    ...(dataCells.length > 0 ? [Buffer.from([TAG.rowData])] : []),
    ...dataCells.map(({ bytes }) => bytes),
    Buffer.from([TAG.rowChecksum, crc8(sum, [0])]),
  ]);
}

function writeCell(name: string, value: Cell, timestamp?: Buffer): { readonly bytes: Buffer; readonly sum: number } {
  const nameBytes = Buffer.from(name);
  const variant = writeVariant(value);
  let sum = crc8(crc8(0, nameBytes), variant);
  if (timestamp) sum = crc8(sum, timestamp);
  const bytes = Buffer.concat([
    Buffer.from([TAG.cell, TAG.name]),
    littleEndian(nameBytes.length),
    nameBytes,
    Buffer.from([TAG.value]),
    littleEndian(variant.length),
    variant,
    ...(timestamp ? [Buffer.from([TAG.timestamp]), timestamp] : []),
    Buffer.from([TAG.cellChecksum, sum]),
  ]);
  return { bytes, sum };
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
