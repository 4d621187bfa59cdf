import { inflateSync } from 'node:zlib';
import { zstdBlock } from '../../../../formats/archive/zstd-block.ts';
import { limits } from '../../../../limits.ts';
import { u64le } from '../../bytes.ts';
import { unlzo } from '../../codecs/lzo.ts';
import type { Btrfs, Extent, Inode } from './inode.ts';
import { items, TYPE } from './tree.ts';

const COMPRESSION = { none: 0, zlib: 1, lzo: 2, zstd: 3 } as const;
const KIND = { inline: 0, regular: 1 } as const;
/** A compressed piece has 128 KiB at most. */
const MAX_UNPACKED = 1024 * 1024;

/**
 * Bytes of a file; what no extent holds is zeros.
 *
 * @throws SyntaxError when an extent is damaged, Error when it is encrypted or lies on other devices
 */
export function readFile(btrfs: Btrfs, file: Inode, offset: number, length: number): Uint8Array {
  const wanted = Math.max(0, Math.min(length, file.size - offset));
  const whole = new Uint8Array(wanted);
  for (const extent of extentsOf(btrfs, file)) {
    const from = Math.max(extent.at, offset);
    const to = Math.min(extent.at + extent.length, offset + wanted);
    if (from >= to || (extent.address === undefined && !extent.inline)) continue;
    whole.set(bytesOf(btrfs, extent, from - extent.at, to - from), from - offset);
  }
  return whole;
}

function extentsOf({ forest }: Btrfs, file: Inode): readonly Extent[] {
  if (file.extents) return file.extents;
  const what = `${forest.name}: inode ${file.number} of subvolume ${file.subvolume}`;
  const extents: Extent[] = [];
  for (const { offset, data } of items(forest, file.tree, { object: file.number, type: TYPE.extent })) {
    if (data.length < 21) throw new SyntaxError(`${what}: an extent is damaged`);
    if (data[17]) throw new Error(`${what}: it is encrypted`);
    if (extents.length >= limits.extents)
      throw new SyntaxError(`${what}: more than ${limits.extents} extents (limit: extents)`);
    extents.push(extentOf(offset, data));
  }
  file.extents = extents;
  return extents;
}

function extentOf(at: number, data: Buffer): Extent {
  const unpacked = u64le(data, 8);
  const compression = data[16] ?? 0;
  const kind = data[20];
  if (kind === KIND.inline)
    return {
      at,
      length: unpacked,
      compression,
      unpacked,
      inline: data.subarray(21),
      stored: data.length - 21,
      offset: 0,
    };
  const address = u64le(data, 21);
  const isThere = kind === KIND.regular && address !== 0;
  return {
    at,
    length: u64le(data, 45),
    compression,
    unpacked,
    ...(isThere ? { address } : {}),
    stored: u64le(data, 29),
    offset: u64le(data, 37),
  };
}

function bytesOf({ forest, sectorSize }: Btrfs, extent: Extent, inside: number, length: number): Uint8Array {
  const { address, inline, compression, unpacked, stored, offset } = extent;
  const at = offset + inside;
  if (compression === COMPRESSION.none) {
    if (inline) return inline.subarray(inside, inside + length);
    return forest.map.read((address ?? 0) + at, length);
  }
  if (unpacked > MAX_UNPACKED || stored > MAX_UNPACKED)
    throw new SyntaxError(
      `${forest.name}: a compressed extent of ${unpacked} bytes, more than ${MAX_UNPACKED}`,
    );
  const packed = inline ?? forest.map.read(address ?? 0, stored);
  const bytes = unpack(forest.name, compression, packed, unpacked, sectorSize);
  if (bytes.length < at + length) throw new SyntaxError(`${forest.name}: a compressed extent is too short`);
  return bytes.subarray(at, at + length);
}

function unpack(
  name: string,
  compression: number,
  packed: Buffer,
  size: number,
  sectorSize: number,
): Uint8Array {
  if (compression === COMPRESSION.zlib) return inflated(name, packed, size);
  if (compression === COMPRESSION.zstd) return zstdBlock(packed, Math.ceil(size / sectorSize) * sectorSize);
  if (compression === COMPRESSION.lzo) return unlzoPieces(packed, size, sectorSize);
  throw new Error(`${name}: an extent with compression ${compression}, which is not read`);
}

function inflated(name: string, packed: Buffer, size: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: size + 65536 });
  } catch {
    throw new SyntaxError(`${name}: a compressed extent is damaged`);
  }
}

/** The length of all, then each piece of a sector with its own length, which never crosses the end of a sector. */
function unlzoPieces(packed: Buffer, size: number, sectorSize: number): Uint8Array {
  const end = Math.min(packed.readUInt32LE(0), packed.length);
  const pieces: Uint8Array[] = [];
  let given = 0;
  for (let at = 4; at + 4 <= end && given < size; ) {
    const left = sectorSize - (at % sectorSize);
    if (left < 4) {
      at += left;
      continue;
    }
    const length = packed.readUInt32LE(at);
    if (at + 4 + length > packed.length) throw new SyntaxError('the LZO data is truncated');
    const piece = unlzo(packed.subarray(at + 4, at + 4 + length), Math.min(sectorSize, size - given));
    pieces.push(piece);
    given += piece.length;
    at += 4 + length;
  }
  return Buffer.concat(pieces);
}
