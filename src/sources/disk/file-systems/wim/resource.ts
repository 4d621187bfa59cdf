import { unlzms } from '../../codecs/lzms.ts';
import { unlzx } from '../../codecs/lzx.ts';
import { unxpress } from '../../codecs/xpress.ts';
import { type BlockDevice, checkRange } from '../../device.ts';
import { uint64, viewOf } from '../../little-endian.ts';
import type { Method, ResourceHeader } from './header.ts';

/** A resource whose content can be read at any place. */
export interface Resource {
  readonly size: number;
  /** At most `length` bytes; fewer where it ends. Throws SyntaxError when it is damaged. */
  read(offset: number, length: number): Uint8Array;
}

/** How the resources of a file are packed, when they do not show it themselves. */
export interface Packing {
  readonly method: Method;
  readonly chunkSize: number;
  readonly isPipable: boolean;
}

/** The largest chunk that is unpacked; what Windows and others write has at most 64 MiB. */
const MAX_CHUNK = 64 * 1024 * 1024;
/** Bytes of unpacked chunks that are kept. */
const KEPT = 8 * 1024 * 1024;
/** Resources from this size have a table of 64-bit numbers. */
const LARGE = 2 ** 32;
/** Before each chunk of a pipable file stands its size. */
const PIPE_HEADER = 4;
const METHODS: Readonly<Record<number, Method>> = { 0: 'none', 1: 'xpress', 2: 'lzx', 3: 'lzms' };

/** Where the chunks of a resource are. */
interface Chunks {
  readonly method: Method;
  readonly size: number;
  readonly chunkSize: number;
  /** Place and length in the file. */
  at(index: number): { readonly offset: number; readonly length: number };
}

/** Opens resources of one file, and keeps the chunks that were unpacked last. */
export class Resources {
  private readonly device: BlockDevice;
  private readonly packing: Packing;
  private readonly kept = new Map<string, Uint8Array>();
  private keptBytes = 0;
  /** The last large chunk: files of a solid resource lie in it side by side. */
  private large: { readonly key: string; readonly bytes: Uint8Array } | undefined;

  constructor(device: BlockDevice, packing: Packing) {
    this.device = device;
    this.packing = packing;
  }

  /** Throws SyntaxError when the resource leaves the file, Error when it is packed in a way that is not read. */
  open(header: ResourceHeader): Resource {
    const { device } = this;
    checkRange(device, header.offset, header.packed);
    if (header.isSolid) return this.chunked(header, this.solidChunks(header));
    if (header.isPacked) return this.chunked(header, this.plainChunks(header));
    if (header.size !== header.packed)
      throw new SyntaxError(
        `a resource at ${header.offset} is damaged: ${header.size} of ${header.packed} bytes`,
      );
    const { size, offset: start } = header;
    return { size, read: (offset, length) => device.read(start + offset, clamp(size, offset, length)) };
  }

  private chunked({ offset: id }: ResourceHeader, chunks: Chunks): Resource {
    if (chunks.chunkSize > MAX_CHUNK)
      throw new Error(`chunks of ${chunks.chunkSize} bytes are not read (at most ${MAX_CHUNK})`);
    return {
      size: chunks.size,
      read: (offset, length) => {
        const bytes = new Uint8Array(clamp(chunks.size, offset, length));
        for (let done = 0; done < bytes.length; ) {
          const index = Math.floor((offset + done) / chunks.chunkSize);
          const inside = offset + done - index * chunks.chunkSize;
          const part = this.chunk(`${id}:${index}`, chunks, index).subarray(
            inside,
            inside + bytes.length - done,
          );
          bytes.set(part, done);
          done += part.length;
        }
        return bytes;
      },
    };
  }

  private chunk(key: string, chunks: Chunks, index: number): Uint8Array {
    const known = this.large?.key === key ? this.large.bytes : this.kept.get(key);
    if (known) return known;
    const { offset, length } = chunks.at(index);
    const size = Math.min(chunks.chunkSize, chunks.size - index * chunks.chunkSize);
    if (length <= 0 || length > size)
      throw new SyntaxError(`chunk ${index} of a resource is damaged: ${length} bytes for ${size}`);
    const stored = this.device.read(offset, length);
    const bytes = length === size ? stored : unpack(chunks, stored, size);
    this.keep(key, bytes);
    return bytes;
  }

  private keep(key: string, bytes: Uint8Array): void {
    if (bytes.length > KEPT / 8) {
      this.large = { key, bytes };
      return;
    }
    for (const [old, { length }] of this.kept) {
      if (this.keptBytes + bytes.length <= KEPT) break;
      this.kept.delete(old);
      this.keptBytes -= length;
    }
    this.kept.set(key, bytes);
    this.keptBytes += bytes.length;
  }

  /** A table of where each chunk but the first begins; then the chunks. In pipable files it is the other way round. */
  private plainChunks({ offset, packed, size }: ResourceHeader): Chunks {
    const { device, packing } = this;
    const { chunkSize, isPipable, method } = packing;
    const width = size > LARGE ? 8 : 4;
    const count = Math.ceil(size / chunkSize);
    const tableSize = Math.max(0, count - 1) * width;
    if (tableSize > packed)
      throw new SyntaxError(`a resource at ${offset} is damaged: its table is truncated`);
    const table = isPipable ? offset + packed - tableSize : offset;
    const start = isPipable ? offset : offset + tableSize;
    const end = isPipable ? table : offset + packed;
    // The table counts packed bytes alone.
    const skipped = isPipable ? PIPE_HEADER : 0;
    const place = (index: number): number => {
      if (index === 0) return start;
      if (index >= count) return end;
      const view = viewOf(device.read(table + (index - 1) * width, width));
      return start + skipped * index + (width === 8 ? uint64(view, 0) : view.getUint32(0, true));
    };
    return {
      method,
      size,
      chunkSize,
      at(index) {
        const from = place(index) + skipped;
        const to = place(index + 1);
        if (to > end) throw new SyntaxError(`chunk ${index} of a resource leaves it`);
        return { offset: from, length: to - from };
      },
    };
  }

  /** A solid resource shows how it is packed, and the size of each chunk. */
  private solidChunks({ offset, packed }: ResourceHeader): Chunks {
    if (packed < 16) throw new SyntaxError('a solid resource is truncated');
    const head = viewOf(this.device.read(offset, 16));
    const size = uint64(head, 0);
    const chunkSize = head.getUint32(8, true);
    const method = METHODS[head.getUint32(12, true)];
    if (method === undefined)
      throw new Error(`solid resources of method ${head.getUint32(12, true)} are not read`);
    if (chunkSize === 0) throw new SyntaxError('a solid resource is damaged: chunks of 0 bytes');
    const count = Math.ceil(size / chunkSize);
    if (16 + 4 * count > packed) throw new SyntaxError('a solid resource is damaged: its table is truncated');
    const sizes = viewOf(this.device.read(offset + 16, 4 * count));
    const starts = new Float64Array(count + 1);
    starts[0] = offset + 16 + 4 * count;
    for (let index = 0; index < count; index++)
      starts[index + 1] = (starts[index] as number) + sizes.getUint32(4 * index, true);
    if ((starts[count] as number) > offset + packed)
      throw new SyntaxError('a solid resource is damaged: its chunks leave it');
    return {
      method,
      size,
      chunkSize,
      at: (index) => ({
        offset: starts[index] as number,
        length: (starts[index + 1] as number) - (starts[index] as number),
      }),
    };
  }
}

function clamp(size: number, offset: number, length: number): number {
  return Math.max(0, Math.min(length, size - offset));
}

function unpack({ method, chunkSize }: Chunks, packed: Uint8Array, size: number): Uint8Array {
  if (method === 'xpress') return unxpress(packed, size);
  if (method === 'lzx') return unlzx(packed, size, chunkSize);
  if (method === 'lzms') return unlzms(packed, size);
  throw new SyntaxError('a resource is packed in a file without compression');
}
