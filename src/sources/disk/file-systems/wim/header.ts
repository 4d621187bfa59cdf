import type { BlockDevice } from '../../device.ts';
import { uint64, viewOf } from '../../little-endian.ts';

/** How a resource is packed. */
export type Method = 'none' | 'xpress' | 'lzx' | 'lzms';

/** Where a resource lies in the file. */
export interface ResourceHeader {
  readonly offset: number;
  /** Bytes in the file, and bytes that it unpacks to. */
  readonly packed: number;
  readonly size: number;
  readonly isMetadata: boolean;
  readonly isPacked: boolean;
  /** One resource holds many files. */
  readonly isSolid: boolean;
}

/** What the first bytes of a WIM file say. */
export interface WimHeader {
  readonly method: Method;
  readonly chunkSize: number;
  readonly guid: string;
  readonly part: number;
  readonly parts: number;
  readonly images: number;
  readonly table: ResourceHeader;
  readonly xml: ResourceHeader;
  /** Links with a drive letter lead to places in the image. */
  readonly hasFixedLinks: boolean;
  readonly isUnfinished: boolean;
  /** Written to a pipe: each chunk has its size before it, and tables come last. */
  readonly isPipable: boolean;
}

const LENGTH = 208;
const FLAG = { packed: 2, unfinished: 0x40, fixedLinks: 0x80, xpress: 0x20000, lzx: 0x40000, lzms: 0x80000 };
const VERSIONS = new Set([0x10d00, 0xe00]);
const RESOURCE = { metadata: 2, packed: 4, solid: 16 };

/**
 * The header of a WIM or ESD file; undefined when it is another file.
 *
 * @throws SyntaxError when its numbers are impossible, Error for a version or compression that is not read
 * @see https://wimlib.net and Microsoft's "Windows Imaging File Format" (2007)
 */
export function readHeader(device: BlockDevice): WimHeader | undefined {
  if (device.size < LENGTH) return undefined;
  const magic = magicOf(device, 0);
  if (magic !== 'MSWIM' && magic !== 'WLPWM') return undefined;
  const isPipable = magic === 'WLPWM';
  // What could not be known at the start of a pipe stands in a copy at its end.
  const at = isPipable && magicOf(device, device.size - LENGTH) === 'WLPWM' ? device.size - LENGTH : 0;
  const bytes = device.read(at, LENGTH);
  const view = viewOf(bytes);
  const version = view.getUint32(12, true);
  if (!VERSIONS.has(version)) throw new Error(`WIM files of version 0x${version.toString(16)} are not read`);
  const flags = view.getUint32(16, true);
  const chunkSize = view.getUint32(20, true);
  const method = methodOf(flags);
  if (
    method !== 'none' &&
    (chunkSize < 512 || chunkSize > 2 ** 30 || !Number.isInteger(Math.log2(chunkSize)))
  )
    throw new SyntaxError(`the WIM header is damaged: chunks of ${chunkSize} bytes`);
  return {
    method,
    chunkSize,
    guid: Buffer.from(bytes.subarray(24, 40)).toString('hex'),
    part: view.getUint16(40, true),
    parts: view.getUint16(42, true),
    images: view.getUint32(44, true),
    table: resourceHeader(bytes, 48),
    xml: resourceHeader(bytes, 72),
    hasFixedLinks: (flags & FLAG.fixedLinks) !== 0,
    isUnfinished: (flags & FLAG.unfinished) !== 0,
    isPipable,
  };
}

function magicOf(device: BlockDevice, at: number): string {
  const magic = Buffer.from(device.read(at, 8)).toString('latin1');
  return magic.endsWith('\0\0\0') ? magic.slice(0, 5) : '';
}

function methodOf(flags: number): Method {
  if ((flags & FLAG.packed) === 0) return 'none';
  if ((flags & FLAG.lzms) !== 0) return 'lzms';
  if ((flags & FLAG.lzx) !== 0) return 'lzx';
  if ((flags & FLAG.xpress) !== 0) return 'xpress';
  throw new Error(`WIM files with the compression flags 0x${flags.toString(16)} are not read`);
}

/** The three numbers that name a resource. Throws SyntaxError when they are impossible. */
export function resourceHeader(bytes: Uint8Array, at: number): ResourceHeader {
  const view = viewOf(bytes);
  const flags = view.getUint8(at + 7);
  return {
    // The highest byte is the flags.
    packed: (view.getUint32(at + 4, true) & 0xffffff) * 2 ** 32 + view.getUint32(at, true),
    offset: uint64(view, at + 8),
    size: uint64(view, at + 16),
    isMetadata: (flags & RESOURCE.metadata) !== 0,
    isPacked: (flags & RESOURCE.packed) !== 0,
    isSolid: (flags & RESOURCE.solid) !== 0,
  };
}
