import { gunzipSync } from 'node:zlib';
import { isGzip } from '../../../../formats/archive/gzip.ts';
import { isZstd } from '../../../../formats/archive/zstd.ts';
import { zstdPart } from '../../../../formats/archive/zstd-part.ts';
import { limits } from '../../../../limits.ts';
import { bufferOf, isZero } from '../../bytes.ts';
import { isXz } from '../../codecs/xz.ts';
import { unxzFile } from '../../codecs/xz-stream.ts';
import { type BlockDevice, memoryDevice, sliceDevice } from '../../device.ts';

/** One member of a cpio archive. */
export interface Member {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly links: number;
  /** The same for hard links of one file, of which the last has the content. */
  readonly inode: string;
  read(offset: number, length: number): Uint8Array;
}

const MAGIC = /^07070[12]/u;
const HEADER = 110;
const TRAILER = 'TRAILER!!!';
const MAX_NAME = 4096;
const PADDING = 4096;
const MAX_SEGMENTS = 16;

/** Whether a device begins with a cpio archive of the format `newc`. */
export function isCpio(device: BlockDevice): boolean {
  return device.size >= HEADER && MAGIC.test(bufferOf(device.read(0, 6)).toString('latin1'));
}

/**
 * The members of all archives that follow one another, as an initramfs has them: later ones may be packed.
 *
 * @throws SyntaxError when one is damaged or cut, after what was read before; Error for packing that is not read
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function* members(device: BlockDevice): Generator<Member> {
  let rest: BlockDevice | undefined = device;
  let count = 0;
  for (let segment = 0; rest; segment++) {
    if (segment >= MAX_SEGMENTS)
      throw new SyntaxError(`${device.name}: more than ${MAX_SEGMENTS} archives in a row`);
    const end: number = yield* counted(rest, () => ++count);
    rest = following(rest, end);
  }
}

function* counted(device: BlockDevice, next: () => number): Generator<Member, number> {
  for (let at = 0; ; ) {
    if (at + HEADER > device.size) throw new SyntaxError(`${device.name}: the cpio archive is cut`);
    const header = bufferOf(device.read(at, HEADER)).toString('latin1');
    const field = (index: number) => Number.parseInt(header.slice(6 + index * 8, 14 + index * 8), 16);
    const size = field(6);
    const length = field(11);
    if (!MAGIC.test(header) || !(size >= 0) || !(length > 0 && length <= MAX_NAME))
      throw new SyntaxError(`${device.name}: the cpio archive is damaged at byte ${at}`);
    const path = bufferOf(device.read(at + HEADER, length - 1)).toString('utf8');
    const start = (at + HEADER + length + 3) & ~3;
    if (path === TRAILER) return start;
    if (start + size > device.size) throw new SyntaxError(`${device.name}: the cpio archive is cut`);
    if (next() > limits.nodes)
      throw new SyntaxError(`${device.name}: more than ${limits.nodes} members (limit: nodes)`);
    const content = sliceDevice(device, start, size, path);
    yield {
      path,
      mode: field(1),
      size,
      links: field(4),
      inode: `${field(7)}:${field(8)}:${field(0)}`,
      read: (offset, bytes) => content.read(offset, bytes),
    };
    at = (start + size + 3) & ~3;
  }
}

/** What comes after the end of an archive and zeros. */
function following(device: BlockDevice, end: number): BlockDevice | undefined {
  let at = end;
  while (at < device.size && isZero(device.read(at, Math.min(4, device.size - at)))) {
    if (at - end > PADDING * MAX_SEGMENTS) return undefined;
    at += 4;
  }
  if (at >= device.size) return undefined;
  const rest = sliceDevice(device, at, device.size - at, device.name);
  if (isCpio(rest)) return rest;
  const unpacked = memoryDevice(unpack(rest), device.name);
  if (!isCpio(unpacked))
    throw new SyntaxError(`${device.name}: what follows at byte ${at} is not a cpio archive`);
  return unpacked;
}

function unpack(rest: BlockDevice): Uint8Array {
  if (rest.size > limits.file)
    throw new SyntaxError(`${rest.name}: more than ${limits.file} bytes (limit: file)`);
  const packed = rest.read(0, rest.size);
  if (isGzip(packed)) return gunzipSync(packed, { maxOutputLength: limits.file });
  if (isZstd(packed)) {
    const { bytes, fault } = zstdPart(packed);
    if (fault) throw fault;
    return bytes;
  }
  if (isXz(packed)) return Buffer.concat([...unxzFile(rest)]);
  throw new Error(`${rest.name}: an initramfs that is packed in a way that is not read`);
}
