import type { BlockDevice } from '../../device.ts';
import { uint64, viewOf } from '../../little-endian.ts';
import { serialOf } from '../fat/boot.ts';

/** What the boot sector of exFAT says. */
export interface ExfatGeometry {
  readonly clusterSize: number;
  readonly clusters: number;
  readonly table: number;
  readonly heap: number;
  readonly root: number;
  readonly serial: string;
}

/**
 * The boot sector; undefined when there is none of exFAT.
 *
 * @throws SyntaxError when its numbers are impossible, Error for a version that is not read
 * @see https://learn.microsoft.com/windows/win32/fileio/exfat-specification
 */
export function readExfatBoot(device: BlockDevice): ExfatGeometry | undefined {
  if (device.size < 512) return undefined;
  const boot = device.read(0, 512);
  if (Buffer.from(boot.subarray(3, 11)).toString('latin1') !== 'EXFAT   ') return undefined;
  const view = viewOf(boot);
  if (view.getUint8(105) !== 1) throw new Error(`exFAT of version ${view.getUint8(105)} is not read`);
  const [sectorBits, clusterBits] = [view.getUint8(108), view.getUint8(109)];
  if (sectorBits < 9 || sectorBits > 12 || sectorBits + clusterBits > 25)
    throw new SyntaxError(`the exFAT boot sector is damaged: sectors of 2^${sectorBits} bytes`);
  const sector = 2 ** sectorBits;
  const clusters = view.getUint32(92, true);
  const clusterSize = sector * 2 ** clusterBits;
  const heap = view.getUint32(88, true) * sector;
  const isSecond = (view.getUint16(106, true) & 1) !== 0 && view.getUint8(110) === 2;
  const table = (view.getUint32(80, true) + (isSecond ? view.getUint32(84, true) : 0)) * sector;
  if (
    view.getUint32(84, true) * sector < (clusters + 2) * 4 ||
    heap + clusters * clusterSize > uint64(view, 72) * sector
  )
    throw new SyntaxError(`the exFAT boot sector is damaged: ${clusters} clusters do not fit`);
  return {
    clusterSize,
    clusters,
    table,
    heap,
    root: view.getUint32(96, true),
    serial: serialOf(view.getUint32(100, true)),
  };
}
