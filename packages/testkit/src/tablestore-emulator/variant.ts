import { type Cell, INF_MAX, INF_MIN, type KeyPart } from './cell';
import { badParameter } from './ots-error';

const TYPE = { integer: 0x0, double: 0x1, boolean: 0x2, string: 0x3, blob: 0x7, infMin: 0x9, infMax: 0xa } as const;

/** Reads a value from its type byte and its payload. */
export function readVariant(bytes: Buffer): KeyPart {
  const type = bytes.readUInt8(0);
  switch (type) {
    case TYPE.integer:
      return bytes.readBigInt64LE(1);
    case TYPE.double:
      return bytes.readDoubleLE(1);
    case TYPE.boolean:
      return bytes.readUInt8(1) !== 0;
    case TYPE.string:
      return sized(bytes).toString('utf8');
    case TYPE.blob:
      return Buffer.from(sized(bytes));
    case TYPE.infMin:
      return INF_MIN;
    case TYPE.infMax:
      return INF_MAX;
    default:
      throw badParameter(`There is no type ${type}.`);
  }
}

/** Reads a value that is no bound. */
export function readCell(bytes: Buffer): Cell {
  const cell = readVariant(bytes);
  if (cell === INF_MIN || cell === INF_MAX) throw badParameter('A bound is no value.');
  return cell;
}

function sized(bytes: Buffer): Buffer {
  const length = bytes.readUInt32LE(1);
  if (length !== bytes.length - 5) throw badParameter('The length of a value is wrong.');
  return bytes.subarray(5);
}

/** A value with its type byte in front. */
export function writeVariant(cell: Cell): Buffer {
  if (typeof cell === 'bigint') {
    const bytes = Buffer.alloc(9);
    bytes.writeBigInt64LE(cell, 1);
    return bytes;
  }
  if (typeof cell === 'number') {
    const bytes = Buffer.alloc(9, TYPE.double);
    bytes.writeDoubleLE(cell, 1);
    return bytes;
  }
  if (typeof cell === 'boolean') return Buffer.from([TYPE.boolean, Number(cell)]);
  const payload = Buffer.from(cell);
  const head = Buffer.alloc(5);
  head.writeUInt8(typeof cell === 'string' ? TYPE.string : TYPE.blob);
  head.writeUInt32LE(payload.length, 1);
  return Buffer.concat([head, payload]);
}
