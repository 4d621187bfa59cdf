import { uint64, viewOf } from '../../little-endian.ts';
import { checkTag, TAG } from './descriptor.ts';

/** A block of a partition, by the number that the volume gives the partition. */
export interface Address {
  readonly partition: number;
  readonly block: number;
}

/** A part of a content. */
export interface Extent extends Address {
  readonly length: number;
  /** Nothing was written: zeros. */
  readonly isHole: boolean;
}

/** Reads bytes of a partition, from the start of a block. Throws SyntaxError when they are not there. */
export type ReadBlocks = (address: Address, length: number) => Uint8Array;

/** A file or folder, as its entry has it. */
export interface UdfEntry {
  readonly fileType: number;
  readonly size: number;
  /** The content when it stands in the entry. */
  readonly embedded: Uint8Array | undefined;
  readonly extents: readonly Extent[];
}

const FORM = { short: 0, long: 1, extended: 2, embedded: 3 };
const KIND = { recorded: 0, continued: 3 };
const MAX_EXTENTS = 1_000_000;
const MAX_CONTINUATIONS = 10_000;

/** An entry by its bytes. Throws SyntaxError when it is damaged, Error for forms that are not read. */
export function parseEntry(
  bytes: Uint8Array,
  partition: number,
  read: ReadBlocks,
  blockSize: number,
): UdfEntry {
  checkTag(bytes, [TAG.fileEntry, TAG.extendedFileEntry], 'a file');
  const view = viewOf(bytes);
  const isExtended = view.getUint16(0, true) === TAG.extendedFileEntry;
  const strategy = view.getUint16(20, true);
  if (strategy !== 4) throw new Error(`files of strategy ${strategy} are not read`);
  const at = isExtended ? 208 : 168;
  const start = at + 8 + view.getUint32(at, true);
  const end = start + view.getUint32(at + 4, true);
  if (end > bytes.length) throw new SyntaxError('a file is damaged: its list of parts leaves its entry');
  const form = view.getUint16(34, true) & 7;
  const list = bytes.subarray(start, end);
  const size = uint64(view, 56);
  if (form === FORM.extended) throw new Error('files with extended allocation descriptors are not read');
  const isEmbedded = form === FORM.embedded;
  if (isEmbedded && size > list.length)
    throw new SyntaxError('a file is damaged: it is larger than its entry');
  return {
    fileType: view.getUint8(27),
    size,
    embedded: isEmbedded ? list.subarray(0, size) : undefined,
    extents: isEmbedded ? [] : extentsOf(list, form === FORM.long, partition, read, blockSize),
  };
}

function extentsOf(
  list: Uint8Array,
  isLong: boolean,
  partition: number,
  read: ReadBlocks,
  blockSize: number,
): Extent[] {
  const extents: Extent[] = [];
  const width = isLong ? 16 : 8;
  let bytes: Uint8Array | undefined = list;
  for (let count = 0; bytes !== undefined; count++) {
    if (count > MAX_CONTINUATIONS) throw new SyntaxError('a file is damaged: its list of parts has no end');
    let next: Uint8Array | undefined;
    const view = viewOf(bytes);
    for (let at = 0; at + width <= bytes.length; at += width) {
      const field = view.getUint32(at, true);
      const length = field & 0x3fffffff;
      const kind = field >>> 30;
      if (length === 0) break;
      const block = view.getUint32(at + 4, true);
      const address = { partition: isLong ? view.getUint16(at + 8, true) : partition, block };
      if (kind === KIND.continued) {
        next = continuation(read(address, blockSize));
        break;
      }
      extents.push({ ...address, length, isHole: kind !== KIND.recorded });
      if (extents.length > MAX_EXTENTS) throw new SyntaxError(`a file has more than ${MAX_EXTENTS} parts`);
    }
    bytes = next;
  }
  return extents;
}

function continuation(bytes: Uint8Array): Uint8Array {
  checkTag(bytes, [TAG.allocationExtent], 'a list of parts');
  const end = 24 + viewOf(bytes).getUint32(20, true);
  if (end > bytes.length) throw new SyntaxError('a list of parts is damaged: it leaves its block');
  return bytes.subarray(24, end);
}

/** Bytes of a content. Throws SyntaxError when its parts end before them. */
export function readExtents(
  { extents, embedded, size }: UdfEntry,
  read: (address: Address, skip: number, length: number) => Uint8Array,
  offset: number,
  length: number,
): Uint8Array {
  const wanted = Math.max(0, Math.min(length, size - offset));
  if (embedded) return embedded.subarray(offset, offset + wanted);
  const bytes = new Uint8Array(wanted);
  let start = 0;
  let done = 0;
  for (const extent of extents) {
    if (done === wanted) break;
    const inside = offset + done - start;
    start += extent.length;
    if (inside >= extent.length) continue;
    const count = Math.min(extent.length - inside, wanted - done);
    if (!extent.isHole) bytes.set(read(extent, inside, count), done);
    done += count;
  }
  if (done < wanted) throw new SyntaxError('a file is damaged: its parts end before it');
  return bytes;
}
