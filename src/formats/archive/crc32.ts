import * as zlib from 'node:zlib';

const POLYNOMIAL = 0xedb88320;
let table: Uint32Array | undefined;

/**
 * The checksum of zip and gzip over bytes, or over a text in UTF-8.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-8
 */
export const crc32: (data: string | Uint8Array) => number =
  // Node 21 and the first two of 22 have none.
  (zlib as { crc32?: typeof zlib.crc32 }).crc32 ?? crc32ByTable;

/** The same, byte by byte. */
export function crc32ByTable(data: string | Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => remainderOf(byte));
  let sum = 0xffffffff;
  for (const byte of Buffer.from(data)) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}

function remainderOf(byte: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest >>> 0;
}
