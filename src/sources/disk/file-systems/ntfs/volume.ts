import type { BlockDevice } from '../../device.ts';
import { uint64, viewOf } from '../../little-endian.ts';

/** What the boot sector says. */
export interface Geometry {
  readonly clusterSize: number;
  readonly clusters: number;
  /** Bytes of a record of the master file table. */
  readonly recordSize: number;
  /** The cluster where the master file table begins. */
  readonly firstRecord: number;
  readonly serial: string;
}

const SIGNATURE = 'NTFS    ';
const MAX_CLUSTER = 2 * 1024 * 1024;

/**
 * The boot sector of an NTFS volume; undefined when there is none.
 *
 * @throws SyntaxError when its numbers are impossible
 * @see https://flatcap.github.io/linux-ntfs/ntfs/files/boot.html
 */
export function readBoot(device: BlockDevice): Geometry | undefined {
  if (device.size < 512) return undefined;
  const boot = device.read(0, 512);
  if (Buffer.from(boot.subarray(3, 11)).toString('latin1') !== SIGNATURE) return undefined;
  const view = viewOf(boot);
  const sector = view.getUint16(11, true);
  const factor = view.getUint8(13);
  const clusterSize = sector * (factor > 128 ? 2 ** (256 - factor) : factor);
  const recordSize = sizeOf(view.getInt8(64), clusterSize);
  const isPossible = isPower(sector, 256, 4096) && isPower(clusterSize, sector, MAX_CLUSTER);
  if (!isPossible || !isPower(recordSize, 512, 65_536))
    throw new SyntaxError(
      `the NTFS boot sector is damaged: sectors of ${sector}, clusters of ${clusterSize}, records of ${recordSize} bytes`,
    );
  return {
    clusterSize,
    clusters: Math.floor((uint64(view, 40) * sector) / clusterSize),
    recordSize,
    firstRecord: uint64(view, 48),
    serial: view.getBigUint64(72, true).toString(16).toUpperCase().padStart(16, '0'),
  };
}

/** Sizes below a cluster are stored as a negative power of two. */
function sizeOf(stored: number, clusterSize: number): number {
  return stored < 0 ? 2 ** -stored : stored * clusterSize;
}

function isPower(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}

/** Bytes between two marks that show whether a block was written whole. */
const STRIDE = 512;

/**
 * A block of several sectors with the bytes put back that stood where the marks are.
 *
 * @param magic four letters
 * @throws SyntaxError when the block has other letters or was written in part
 */
export function fixed(block: Uint8Array, magic: string, what: string): Uint8Array {
  const found = Buffer.from(block.subarray(0, 4)).toString('latin1');
  if (found !== magic) throw new SyntaxError(`${what} is damaged: it begins with ${JSON.stringify(found)}`);
  const bytes = Uint8Array.from(block);
  const view = viewOf(bytes);
  const at = view.getUint16(4, true);
  const count = view.getUint16(6, true);
  if ((count - 1) * STRIDE !== bytes.length || at + 2 * count > STRIDE - 2)
    throw new SyntaxError(`${what} is damaged: ${count} marks in ${bytes.length} bytes`);
  const mark = view.getUint16(at, true);
  for (let index = 1; index < count; index++) {
    const place = index * STRIDE - 2;
    if (view.getUint16(place, true) !== mark)
      throw new SyntaxError(`${what} is damaged: it was not written to its end`);
    view.setUint16(place, view.getUint16(at + 2 * index, true), true);
  }
  return bytes;
}
