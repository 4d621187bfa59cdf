import type { BlockDevice } from '../../device.ts';
import { viewOf } from '../../little-endian.ts';

/** What the boot sector of FAT says. */
export interface FatGeometry {
  readonly bits: 12 | 16 | 32;
  readonly clusterSize: number;
  readonly clusters: number;
  /** Where the table that is in use begins, and its length, in bytes. */
  readonly table: number;
  readonly tableSize: number;
  /** Where cluster 2 is, in bytes. */
  readonly heap: number;
  /** The root: a place of its own, or a cluster with FAT32. */
  readonly root: { readonly offset: number; readonly length: number } | { readonly cluster: number };
  readonly serial: string;
}

const ENTRY = 32;

/**
 * The boot sector; undefined when there is none of FAT.
 *
 * @throws SyntaxError when it is one and its numbers are impossible
 * @see Microsoft's "FAT32 File System Specification" 1.03
 */
export function readFatBoot(device: BlockDevice): FatGeometry | undefined {
  if (device.size < 512) return undefined;
  const boot = device.read(0, 512);
  const view = viewOf(boot);
  if (!isFat(boot, view)) return undefined;
  const sector = view.getUint16(11, true);
  const reserved = view.getUint16(14, true);
  const rootEntries = view.getUint16(17, true);
  const isLarge = view.getUint16(22, true) === 0;
  const tableSectors = isLarge ? view.getUint32(36, true) : view.getUint16(22, true);
  const sectors = view.getUint16(19, true) || view.getUint32(32, true);
  const tables = view.getUint8(16);
  const rootAt = (reserved + tables * tableSectors) * sector;
  const heap = rootAt + Math.ceil((rootEntries * ENTRY) / sector) * sector;
  const clusterSize = sector * view.getUint8(13);
  const clusters = Math.floor((sectors * sector - heap) / clusterSize);
  // Small volumes are made with tables of FAT32 too, and have its fields.
  const bits = isLarge ? 32 : clusters < 4085 ? 12 : 16;
  const tableSize = tableSectors * sector;
  if (clusters < 1 || tableSize * 8 < (clusters + 2) * bits)
    throw new SyntaxError(
      `the FAT boot sector is damaged: ${clusters} clusters, a table of ${tableSize} bytes`,
    );
  return {
    bits,
    clusterSize,
    clusters,
    table: reserved * sector + (isLarge ? activeTable(view, tables) * tableSize : 0),
    tableSize,
    heap,
    root: isLarge ? { cluster: view.getUint32(44, true) } : { offset: rootAt, length: rootEntries * ENTRY },
    serial: serialOf(view.getUint32(isLarge ? 67 : 39, true)),
  };
}

/** There is no sure sign of FAT, so all fields have to make sense. */
function isFat(boot: Uint8Array, view: DataView): boolean {
  const hasJump = boot[0] === 0xeb || boot[0] === 0xe9;
  const sector = view.getUint16(11, true);
  const perCluster = view.getUint8(13);
  const media = view.getUint8(21);
  const sectors = view.getUint16(19, true) || view.getUint32(32, true);
  return (
    hasJump &&
    view.getUint16(510, true) === 0xaa55 &&
    isPower(sector, 512, 4096) &&
    isPower(perCluster, 1, 128) &&
    view.getUint16(14, true) > 0 &&
    view.getUint8(16) > 0 &&
    view.getUint8(16) <= 2 &&
    (media === 0xf0 || media >= 0xf8) &&
    sectors > 0
  );
}

function isPower(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}

/** With FAT32 one table alone may be kept up to date. */
function activeTable(view: DataView, tables: number): number {
  const flags = view.getUint16(40, true);
  const active = (flags & 0x80) === 0 ? 0 : flags & 15;
  if (active >= tables)
    throw new SyntaxError(`the FAT boot sector is damaged: table ${active} of ${tables} is in use`);
  return active;
}

/** As `blkid` prints it. */
export function serialOf(serial: number): string {
  const hex = serial.toString(16).toUpperCase().padStart(8, '0');
  return `${hex.slice(0, 4)}-${hex.slice(4)}`;
}
