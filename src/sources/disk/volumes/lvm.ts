import { limits } from '../../../limits.ts';
import { bufferOf, lvmChecksum, u64le } from '../bytes.ts';
import type { BlockDevice } from '../device.ts';
import { type LvmSection, lvmText } from './lvm-text.ts';

/** A disk or partition of a volume group. */
export interface PhysicalVolume {
  readonly id: string;
  readonly device: BlockDevice;
  /** The description of its volume group; undefined when it has none, for then another has it. */
  readonly group?: LvmSection;
}

const SECTOR = 512;
const LABEL = 'LABELONE';
const METADATA = ' LVM2 x[5A%r0N*>';

/**
 * The label and the metadata of a physical volume of LVM2.
 *
 * @returns undefined when the device is none
 * @throws SyntaxError when it is one that is damaged
 * @see https://sourceware.org/git/?p=lvm2.git;a=blob;f=lib/format_text/layout.h
 */
export function physicalVolume(device: BlockDevice): PhysicalVolume | undefined {
  for (let sector = 0; sector < 4 && (sector + 1) * SECTOR <= device.size; sector++) {
    const block = bufferOf(device.read(sector * SECTOR, SECTOR));
    if (block.toString('latin1', 0, 8) !== LABEL) continue;
    if (u64le(block, 8) !== sector || lvmChecksum(block.subarray(20)) !== block.readUInt32LE(16))
      throw new SyntaxError(`${device.name}: the label of its LVM volume is damaged`);
    return fromLabel(device, block, block.readUInt32LE(20));
  }
  return undefined;
}

function fromLabel(device: BlockDevice, block: Buffer, at: number): PhysicalVolume {
  const id = block.toString('latin1', at, at + 32);
  let next = at + 40;
  // The list of data areas ends with an entry of zeros, and that of metadata areas follows.
  while (u64le(block, next) !== 0) next += 16;
  next += 16;
  let newest: LvmSection | undefined;
  let fault: unknown;
  for (; next + 16 <= SECTOR && u64le(block, next) !== 0; next += 16) {
    try {
      const group = metadata(device, u64le(block, next));
      if (group && sequenceOf(group) > sequenceOf(newest)) newest = group;
    } catch (error) {
      fault = error;
    }
  }
  if (!newest && fault) throw fault;
  return { id, device, ...(newest ? { group: newest } : {}) };
}

/** Number of changes that a description knows of. */
export function sequenceOf(group: LvmSection | undefined): number {
  const sections = group ? Object.values(group).filter(isSection) : [];
  const number = sections[0]?.['seqno'];
  return typeof number === 'number' ? number : -1;
}

/** Whether a value is a section. */
export function isSection(value: unknown): value is LvmSection {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The metadata area is a ring: text that reaches its end goes on after its header. */
function metadata(device: BlockDevice, at: number): LvmSection | undefined {
  const damaged = () => new SyntaxError(`${device.name}: the metadata of its LVM volume is damaged`);
  const header = bufferOf(device.read(at, SECTOR));
  if (
    header.toString('latin1', 4, 20) !== METADATA ||
    lvmChecksum(header.subarray(4)) !== header.readUInt32LE(0)
  )
    throw damaged();
  const size = u64le(header, 32);
  const offset = u64le(header, 40);
  const length = u64le(header, 48);
  if (length === 0) return undefined;
  if (length > limits.diskTable)
    throw new SyntaxError(`${device.name}: metadata of ${length} bytes (limit: diskTable)`);
  if (offset < SECTOR || offset >= size || length > size - SECTOR) throw damaged();
  const first = Math.min(length, size - offset);
  const text = Buffer.concat([device.read(at + offset, first), device.read(at + SECTOR, length - first)]);
  if (lvmChecksum(text) !== header.readUInt32LE(56)) throw damaged();
  return lvmText(text.toString('utf8').replace(/\0.*$/su, ''));
}
