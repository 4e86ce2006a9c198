/** The polynomial of PlainBuffer's checksums: x⁸ + x² + x + 1. */
const POLYNOMIAL = 0x07;

const TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc & 0xff;
});

/** Goes on with a checksum over more bytes. */
export function crc8(crc: number, bytes: Iterable<number>): number {
  let sum = crc;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ?? 0;
  return sum;
}
