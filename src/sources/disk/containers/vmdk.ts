import { limits } from '../../../limits.ts';
import { bufferOf } from '../bytes.ts';
import { type BlockDevice, SECTOR, sliceDevice } from '../device.ts';
import { joinedDisk } from './blocks.ts';
import type { Opening } from './opening.ts';
import { isSparseExtent, sparseExtent } from './vmdk-sparse.ts';

const DESCRIPTOR = '# Disk DescriptorFile';
const MAX_DESCRIPTOR = 1024 * 1024;
const NO_PARENT = 'ffffffff';
const EXTENT =
  /^(?<access>RW|RDONLY|NOACCESS)\s+(?<sectors>\d{1,15})\s+(?<type>[A-Z0-9]+)(?:\s+"(?<name>[^"]*)"(?:\s+(?<offset>\d{1,15}))?)?/u;

/**
 * VMDK: sparse with grains, stream-optimised, or a description of extents in files beside it.
 *
 * @see https://github.com/libyal/libvmdk/blob/main/documentation
 */
export function vmdk(file: BlockDevice, opening: Opening): BlockDevice | undefined {
  const head = bufferOf(file.read(0, Math.min(file.size, SECTOR)));
  if (head.toString('latin1', 0, 4) === 'COWD')
    throw new Error(`${file.name}: a VMDK of ESXi (COWD) is not read`);
  if (isSparseExtent(head)) {
    const { disk, descriptor } = sparseExtent(file);
    if (descriptor !== undefined) checkParent(file, descriptor);
    return disk;
  }
  if (head.toString('latin1', 0, DESCRIPTOR.length) !== DESCRIPTOR) return undefined;
  const text = bufferOf(file.read(0, Math.min(file.size, MAX_DESCRIPTOR))).toString('utf8');
  checkParent(file, text);
  return described(file, text, opening);
}

function checkParent(file: BlockDevice, text: string): void {
  const parent = /^parentCID\s*=\s*(?<id>[0-9a-f]{1,8})\s*$/imu.exec(text)?.groups?.['id'];
  if (parent !== undefined && parent.toLowerCase() !== NO_PARENT)
    throw new Error(`${file.name}: a VMDK that holds the changes to another is not read`);
}

function described(file: BlockDevice, text: string, { siblings }: Opening): BlockDevice {
  const opened = new Map<string, BlockDevice>();
  const parts: BlockDevice[] = [];
  for (const line of text.split('\n')) {
    const groups = EXTENT.exec(line.trim())?.groups;
    if (!groups) continue;
    if (parts.length >= limits.partitions)
      throw new SyntaxError(`${file.name}: more than ${limits.partitions} extents (limit: partitions)`);
    const size = Number(groups['sectors']) * SECTOR;
    const name = groups['name'] ?? '';
    const open = () => {
      const known = opened.get(name) ?? siblings.open(name);
      opened.set(name, known);
      return known;
    };
    parts.push(extent(file, groups['type'] ?? '', size, Number(groups['offset'] ?? 0) * SECTOR, open));
  }
  if (parts.length === 0) throw new SyntaxError(`${file.name}: the description of the VMDK names no extent`);
  return joinedDisk(file.name, parts);
}

function extent(
  file: BlockDevice,
  type: string,
  size: number,
  offset: number,
  open: () => BlockDevice,
): BlockDevice {
  if (type === 'ZERO') return zeros(file.name, size);
  if (type === 'FLAT' || type === 'VMFS') return sliceDevice(open(), offset, size, file.name);
  if (type !== 'SPARSE') throw new Error(`${file.name}: an extent of type ${type} is not read`);
  const part = open();
  if (part.size < SECTOR || !isSparseExtent(bufferOf(part.read(0, SECTOR))))
    throw new SyntaxError(`${file.name}: an extent is not what the description says`);
  return sliceDevice(sparseExtent(part).disk, 0, size, file.name);
}

function zeros(name: string, size: number): BlockDevice {
  return { name, size, sectorSize: SECTOR, read: (_, length) => new Uint8Array(length) };
}
