import { StringDecoder } from 'node:string_decoder';

/** Collects the beginning of a body. */
export interface BodyReader {
  /** True when this was more than is kept: there is nothing to read on for. */
  add(chunk: Buffer): boolean;
  /** What was kept, as UTF-8. A character that the cut went through is left out. */
  text(): string;
}

/** Creates a reader that keeps up to `limit` bytes. */
export function createBodyReader(limit: number): BodyReader {
  const chunks: Buffer[] = [];
  let size = 0;
  let isCut = false;
  return {
    add(chunk) {
      const kept = chunk.subarray(0, limit - size);
      chunks.push(kept);
      size += kept.length;
      isCut = kept.length < chunk.length;
      return isCut;
    },
    text() {
      const [first] = chunks;
      const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
      return isCut ? new StringDecoder('utf8').write(bytes) : bytes.toString();
    },
  };
}
