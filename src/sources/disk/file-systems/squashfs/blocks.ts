import { inflateSync } from 'node:zlib';
import { zstdPart } from '../../../../formats/archive/zstd-part.ts';
import { unlz4 } from '../../codecs/lz4.ts';
import { unlzo } from '../../codecs/lzo.ts';
import { unlzma, unxz } from '../../codecs/xz.ts';
import type { BlockDevice } from '../../device.ts';
import { viewOf } from '../../little-endian.ts';

/** Unpacks one block to at most so many bytes. Throws SyntaxError when it is damaged. */
export type Unpack = (packed: Uint8Array, most: number) => Uint8Array;

/** By the number of the compressor. */
const COMPRESSORS: Readonly<Record<number, Unpack>> = {
  1: inflate,
  2: unlzma,
  3: unlzo,
  4: unxz,
  5: unlz4,
  6: unzstdBlock,
};

/** Throws Error when the compressor is not known. */
export function compressor(number: number): Unpack {
  const found = COMPRESSORS[number];
  if (found === undefined) throw new Error(`squashfs with compressor ${number} is not read`);
  return found;
}

/** One zlib stream in memory. */
export function inflate(packed: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: most });
  } catch (error) {
    throw new SyntaxError(
      `the zlib data is damaged: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function unzstdBlock(packed: Uint8Array, most: number): Uint8Array {
  const { bytes, fault } = zstdPart(packed);
  if (fault) throw fault;
  if (bytes.length > most) throw new SyntaxError(`the zstd data has more than ${most} bytes`);
  return bytes;
}

/** Bytes that a block of inodes or names unpacks to. */
const METADATA = 8192;
const IS_PLAIN = { metadata: 0x8000, data: 0x1000000 };
/** Blocks that are kept: 4 MiB of metadata, and 8 MiB at most of content. */
const KEPT = { metadata: 512, data: 8 };

/** Reads blocks, and keeps those that were read last. */
export class Blocks {
  private readonly device: BlockDevice;
  private readonly unpack: Unpack;
  private readonly metadata = new Map<number, { readonly bytes: Uint8Array; readonly next: number }>();
  private readonly data = new Map<number, Uint8Array>();

  constructor(device: BlockDevice, unpack: Unpack) {
    this.device = device;
    this.unpack = unpack;
  }

  /** A block of metadata, and where the next one is. */
  metadataAt(at: number): { readonly bytes: Uint8Array; readonly next: number } {
    const known = this.metadata.get(at);
    if (known) return known;
    const header = viewOf(this.device.read(at, 2)).getUint16(0, true);
    const length = header & 0x7fff;
    if (length === 0 || length > METADATA)
      throw new SyntaxError(`a block of metadata at ${at} is damaged: ${length} bytes`);
    const stored = this.device.read(at + 2, length);
    const bytes = (header & IS_PLAIN.metadata) === 0 ? this.unpack(stored, METADATA) : stored;
    const block = { bytes, next: at + 2 + length };
    keep(this.metadata, at, block, KEPT.metadata);
    return block;
  }

  /**
   * A block of content.
   *
   * @param stored its length with a flag, as lists of blocks have it
   * @param size bytes that it must unpack to; undefined when that is not known
   */
  dataAt(at: number, stored: number, most: number, size?: number): Uint8Array {
    const known = this.data.get(at);
    if (known) return known;
    const packed = this.device.read(at, stored & (IS_PLAIN.data - 1));
    const bytes = (stored & IS_PLAIN.data) === 0 ? this.unpack(packed, most) : packed;
    if (bytes.length > most || (size !== undefined && bytes.length !== size))
      throw new SyntaxError(`a block at ${at} is damaged: it has ${bytes.length} bytes, not ${size ?? most}`);
    keep(this.data, at, bytes, KEPT.data);
    return bytes;
  }
}

function keep<T>(map: Map<number, T>, at: number, value: T, most: number): void {
  map.set(at, value);
  if (map.size > most) map.delete(map.keys().next().value ?? at);
}

/** Reads metadata from one place on, over the ends of blocks. */
export class MetadataReader {
  private readonly blocks: Blocks;
  private block: { readonly bytes: Uint8Array; readonly next: number };
  private offset: number;

  /** Throws SyntaxError when the place is not in the block. */
  constructor(blocks: Blocks, at: number, offset: number) {
    this.blocks = blocks;
    this.block = blocks.metadataAt(at);
    this.offset = offset;
    if (offset > this.block.bytes.length)
      throw new SyntaxError(`no place ${offset} in the metadata at ${at}`);
  }

  /** The next bytes. Throws SyntaxError when the metadata ends. */
  take(length: number): DataView {
    return viewOf(this.bytes(length));
  }

  bytes(length: number): Uint8Array {
    const end = this.offset + length;
    if (end <= this.block.bytes.length) {
      const bytes = this.block.bytes.subarray(this.offset, end);
      this.offset = end;
      return bytes;
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      if (this.offset === this.block.bytes.length) {
        this.block = this.blocks.metadataAt(this.block.next);
        this.offset = 0;
      }
      const part = this.block.bytes.subarray(this.offset, this.offset + length - done);
      if (part.length === 0) throw new SyntaxError('a block of metadata is empty');
      bytes.set(part, done);
      done += part.length;
      this.offset += part.length;
    }
    return bytes;
  }
}
