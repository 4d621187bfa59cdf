/** Resource forks in which macOS keeps the chunks of compressed files. */
import { deflateSync } from 'node:zlib';

/** A resource fork with chunks of 64 KiB that are packed with zlib, as method 4 has it. */
export function zlibResource(content: Buffer): Buffer {
  const chunks = pieces(content).map((piece) => deflateSync(piece));
  const table = Buffer.alloc(4 + chunks.length * 8);
  table.writeUInt32LE(chunks.length, 0);
  let at = table.length;
  for (const [index, chunk] of chunks.entries()) {
    table.writeUInt32LE(at, 4 + index * 8);
    table.writeUInt32LE(chunk.length, 8 + index * 8);
    at += chunk.length;
  }
  const head = Buffer.alloc(260);
  const map = Buffer.alloc(50);
  Buffer.from('001c00320000636d70660000000a0001ffff', 'hex').copy(map, 24);
  for (const [index, value] of [256, 256 + 4 + at, 4 + at, map.length].entries())
    head.writeUInt32BE(value, index * 4);
  head.writeUInt32BE(at, 256);
  return Buffer.concat([head, table, ...chunks, map]);
}

/** A resource fork that begins with where its chunks are, as methods 8, 10 and 12 have it. */
export function tableResource(chunks: readonly Buffer[]): Buffer {
  const table = Buffer.alloc(4 * (chunks.length + 1));
  let at = table.length;
  for (const [index, chunk] of chunks.entries()) {
    table.writeUInt32LE(at, index * 4);
    at += chunk.length;
  }
  table.writeUInt32LE(at, chunks.length * 4);
  return Buffer.concat([table, ...chunks]);
}

/** Pieces of 64 KiB. */
export function pieces(content: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(content.length / 65536) }, (_, index) =>
    content.subarray(index * 65536, (index + 1) * 65536),
  );
}
