import { bufferOf, isZero } from './bytes.ts';
import type { BlockDevice } from './device.ts';

/** What a partition or volume holds that is no file system we read. */
export interface OtherContent {
  readonly what: string;
  /** Known to hold no files: swap space, zeros. */
  readonly isEmpty: boolean;
}

interface Magic {
  readonly at: number;
  /** In Latin-1. */
  readonly bytes: string;
  readonly what: string;
  readonly isEmpty?: true;
}

/** What stands at the beginning of what is not read here, and of what holds no files. */
const MAGICS: readonly Magic[] = [
  { at: 0, bytes: 'LUKS\xba\xbe', what: 'encrypted with LUKS' },
  { at: 3, bytes: '-FVE-FS-', what: 'encrypted with BitLocker' },
  { at: 4086, bytes: 'SWAPSPACE2', what: 'swap space', isEmpty: true },
  { at: 4086, bytes: 'SWAP-SPACE', what: 'swap space', isEmpty: true },
  { at: 65526, bytes: 'SWAPSPACE2', what: 'swap space', isEmpty: true },
  { at: 4086, bytes: 'S1SUSPEND', what: 'swap space with a hibernated system', isEmpty: true },
  { at: 32, bytes: 'NXSB', what: 'an APFS container' },
  { at: 1024, bytes: 'H+', what: 'HFS+ of another version' },
  { at: 1024, bytes: 'HX', what: 'HFSX of another version' },
  { at: 3, bytes: 'ReFS\0\0\0\0', what: 'ReFS' },
  { at: 1024, bytes: '\x10\x20\xf5\xf2', what: 'F2FS' },
  { at: 0x10034, bytes: 'ReIsEr', what: 'ReiserFS' },
  { at: 0x8000, bytes: 'JFS1', what: 'JFS' },
  { at: 0x10000, bytes: '\x01\x16\x19\x70', what: 'GFS2' },
  { at: 0x402, bytes: '\x34\x34', what: 'NILFS2' },
  { at: 512, bytes: '!Stra0tis\x86\xff\x02^\x41rh', what: 'a member of a Stratis pool' },
  { at: 0, bytes: 'dmvdo001', what: 'a VDO volume' },
  {
    at: 4120,
    bytes: '\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81',
    what: 'a bcache device',
  },
  { at: 0, bytes: 'bluestore block device', what: 'a Ceph object store' },
  { at: 0, bytes: 'DMCK', what: 'a device-mapper cache' },
  { at: 0x100000, bytes: '\x0d\xd0\x01\xc0', what: 'a VMFS volume' },
  { at: 0x200000, bytes: '\x5e\xf1\xab\x2f', what: 'VMFS' },
  { at: 0, bytes: '\x45\x3d\xcd\x28', what: 'cramfs' },
  { at: 0, bytes: 'UBI#', what: 'a UBI volume' },
];

/** Where ZFS keeps the names of its pool, one of its four labels. */
const ZFS_NAMES = 16 * 1024;
/** What has only zeros up to here holds no file system that is read or named here. */
const BEGINNING = 4 * 1024 * 1024;

/** What a device holds that is no file system we read; undefined when we cannot name it. */
export function otherContent(device: BlockDevice): OtherContent | undefined {
  const magic = MAGICS.find((one) => begins(device, one));
  if (magic) return { what: magic.what, isEmpty: magic.isEmpty === true };
  if (isZfs(device)) return { what: 'a member of a ZFS pool', isEmpty: false };
  return isBlank(device) ? { what: 'nothing but zeros', isEmpty: true } : undefined;
}

function begins(device: BlockDevice, { at, bytes }: Magic): boolean {
  if (at + bytes.length > device.size) return false;
  return bufferOf(device.read(at, bytes.length)).toString('latin1') === bytes;
}

/** Its label is a list of names and values in XDR, the pool's `version` and `name` first. */
function isZfs(device: BlockDevice): boolean {
  if (device.size < 256 * 1024) return false;
  const names = bufferOf(device.read(ZFS_NAMES, 256)).toString('latin1');
  return names.includes('version\0') && names.includes('name\0');
}

function isBlank(device: BlockDevice): boolean {
  const end = Math.min(device.size, BEGINNING);
  const piece = 64 * 1024;
  for (let at = 0; at < end; at += piece) {
    if (!isZero(device.read(at, Math.min(piece, end - at)))) return false;
  }
  const tail = Math.min(piece, device.size);
  return isZero(device.read(device.size - tail, tail));
}
