import { bufferOf, u64le } from '../../bytes.ts';
import { readChunks } from '../../chunks.ts';
import { unlzfse } from '../../codecs/lzfse.ts';
import { unlzvn } from '../../codecs/lzvn.ts';
import { inflate } from '../squashfs/blocks.ts';
import type { ForkReader } from './fork.ts';

/** The attribute in which a compressed file says how, or has all of its content. */
export const ATTRIBUTE = 'com.apple.decmpfs';

const HEAD = 16;
const CHUNK = 64 * 1024;
const MAGIC = 'fpmc';

/** A chunk of at most so many bytes. Throws SyntaxError when it is damaged. */
type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

interface Method {
  readonly unpack: Unpack;
  readonly place: 'attribute' | 'table' | 'resource';
}

/** By the number of the method. What is smaller stored as it is begins with a byte that no compressed data begins with. */
const METHODS: Readonly<Record<number, Method>> = {
  1: { unpack: (packed) => packed, place: 'attribute' },
  3: { unpack: zlib, place: 'attribute' },
  4: { unpack: zlib, place: 'resource' },
  7: { unpack: lzvn, place: 'attribute' },
  8: { unpack: lzvn, place: 'table' },
  9: { unpack: (packed) => packed.subarray(1), place: 'attribute' },
  10: { unpack: (packed) => packed.subarray(1), place: 'table' },
  11: { unpack: lzfse, place: 'attribute' },
  12: { unpack: lzfse, place: 'table' },
};

function zlib(packed: Uint8Array, size: number): Uint8Array {
  return ((packed[0] ?? 0) & 15) === 15 ? packed.subarray(1) : inflate(packed, size);
}

function lzvn(packed: Uint8Array, size: number): Uint8Array {
  return packed[0] === 6 ? packed.subarray(1) : unlzvn(packed, size);
}

function lzfse(packed: Uint8Array, size: number): Uint8Array {
  return packed[0] === 0xff ? packed.subarray(1) : unlzfse(packed, size);
}

/** The content of a compressed file. */
export interface Compressed {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/**
 * A file that macOS compressed.
 *
 * @param attribute the content of {@link ATTRIBUTE}
 * @param resource opens the resource fork, which has the chunks of larger files
 * @throws SyntaxError when it is damaged, Error for a method that is not known
 */
export function compressedFile(
  attribute: Uint8Array,
  resource: () => { readonly size: number; readonly read: ForkReader },
): Compressed {
  const head = bufferOf(attribute);
  if (head.length < HEAD || head.toString('latin1', 0, 4) !== MAGIC)
    throw new SyntaxError(`its attribute ${ATTRIBUTE} is damaged`);
  const number = head.readUInt32LE(4);
  const size = u64le(head, 8);
  const method = METHODS[number];
  if (!method) throw new Error(`it is compressed by method ${number}, which is not read`);
  if (method.place === 'attribute') {
    const whole = exactly(method.unpack(attribute.subarray(HEAD), size), size);
    return { size, read: (offset, length) => whole.subarray(offset, offset + length) };
  }
  const { unpack } = method;
  let chunks: Chunks | undefined;
  let last: { readonly index: number; readonly bytes: Uint8Array } | undefined;
  const chunkAt = (index: number): Uint8Array => {
    if (last?.index === index) return last.bytes;
    chunks ??= method.place === 'resource' ? resourceChunks(resource()) : tableChunks(resource());
    const wanted = Math.min(CHUNK, size - index * CHUNK);
    last = { index, bytes: exactly(unpack(chunks(index), wanted), wanted) };
    return last.bytes;
  };
  return {
    size,
    read: (offset, length) => readChunks(chunkAt, CHUNK, offset, Math.min(length, size - offset)),
  };
}

function exactly(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size)
    throw new SyntaxError(`it unpacks to ${bytes.length} bytes and should have ${size}`);
  return bytes;
}

/** The packed bytes of one chunk. */
type Chunks = (index: number) => Uint8Array;

interface Resource {
  readonly size: number;
  readonly read: ForkReader;
}

/** A resource as the old system knew it: its length, the number of chunks, and where each stands in it. */
function resourceChunks({ size, read }: Resource): Chunks {
  const start = bufferOf(within(size, read, 0, 16)).readUInt32BE(0) + 4;
  const count = bufferOf(within(size, read, start, 4)).readUInt32LE(0);
  return (index) => {
    if (index >= count) throw new SyntaxError(`it has ${count} chunks and should have more`);
    const place = bufferOf(within(size, read, start + 4 + index * 8, 8));
    return within(size, read, start + place.readUInt32LE(0), place.readUInt32LE(4));
  };
}

/** Where each chunk begins, and where the last one ends. */
function tableChunks({ size, read }: Resource): Chunks {
  const count = bufferOf(within(size, read, 0, 4)).readUInt32LE(0) / 4 - 1;
  return (index) => {
    if (index >= count) throw new SyntaxError(`it has ${count} chunks and should have more`);
    const place = bufferOf(within(size, read, index * 4, 8));
    const start = place.readUInt32LE(0);
    return within(size, read, start, place.readUInt32LE(4) - start);
  };
}

/** A chunk that could not be made smaller is stored behind one byte. */
const MAX_CHUNK = CHUNK + 1024;

function within(size: number, read: ForkReader, offset: number, length: number): Uint8Array {
  if (length < 0 || length > MAX_CHUNK || offset + length > size)
    throw new SyntaxError('the table of its chunks is damaged');
  return read(offset, length);
}
