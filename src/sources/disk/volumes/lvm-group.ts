import { limits } from '../../../limits.ts';
import { type BlockDevice, checkRange, sliceDevice } from '../device.ts';
import { isSection, type PhysicalVolume, sequenceOf } from './lvm.ts';
import type { LvmSection, LvmValue } from './lvm-text.ts';

/** A logical volume, or why it is not read. */
export interface LogicalVolume {
  readonly group: string;
  readonly name: string;
  readonly device?: BlockDevice;
  readonly gap?: string;
}

const SECTOR = 512;

/** What a segment of a logical volume needs to be read. */
interface Segment {
  readonly at: number;
  readonly length: number;
  read(offset: number, length: number): Uint8Array;
}

/** All visible logical volumes of the groups that these physical volumes belong to. */
export function logicalVolumes(physical: readonly PhysicalVolume[]): LogicalVolume[] {
  const groups = new Map<string, LvmSection>();
  for (const { group } of physical) {
    const [name] = Object.entries(group ?? {}).find(([, value]) => isSection(value)) ?? [];
    if (group && name !== undefined && sequenceOf(group) > sequenceOf(groups.get(name)))
      groups.set(name, group);
  }
  return [...groups].flatMap(([name, group]) => volumesOf(name, group[name] as LvmSection, physical));
}

function volumesOf(group: string, section: LvmSection, physical: readonly PhysicalVolume[]): LogicalVolume[] {
  const volumes = isSection(section['logical_volumes']) ? section['logical_volumes'] : {};
  const visible = Object.entries(volumes).filter(
    ([, volume]) =>
      isSection(volume) && Array.isArray(volume['status']) && volume['status'].includes('VISIBLE'),
  );
  if (visible.length > limits.partitions)
    return [{ group, name: '*', gap: `more than ${limits.partitions} volumes (limit: partitions)` }];
  return visible.map(([name, volume]) => {
    try {
      return { group, name, device: volumeOf(group, name, section, volume as LvmSection, physical) };
    } catch (error) {
      return { group, name, gap: error instanceof Error ? error.message : String(error) };
    }
  });
}

function volumeOf(
  group: string,
  name: string,
  section: LvmSection,
  volume: LvmSection,
  physical: readonly PhysicalVolume[],
): BlockDevice {
  const extent = numberOf(section['extent_size']) * SECTOR;
  const parts = Object.values(volume).filter(isSection);
  const segments = parts
    .map((part) => segmentOf(section, part, extent, physical))
    .sort((a, b) => a.at - b.at);
  let size = 0;
  for (const { at, length } of segments) {
    if (at !== size) throw new SyntaxError('its description has a gap between segments');
    size += length;
  }
  const device = { name: `LVM ${group}/${name}`, size, sectorSize: SECTOR };
  return { ...device, read: (offset, length) => readSegments(device, segments, offset, length) };
}

function readSegments(
  device: Pick<BlockDevice, 'name' | 'size'>,
  segments: readonly Segment[],
  offset: number,
  length: number,
): Uint8Array {
  checkRange(device, offset, length);
  const parts: Uint8Array[] = [];
  for (const segment of segments) {
    const from = Math.max(segment.at, offset);
    const to = Math.min(segment.at + segment.length, offset + length);
    if (from < to) parts.push(segment.read(from - segment.at, to - from));
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

function segmentOf(
  section: LvmSection,
  part: LvmSection,
  extent: number,
  physical: readonly PhysicalVolume[],
): Segment {
  const type = textOf(part['type']);
  if (type !== 'striped' && type !== 'linear') throw new Error(`a volume of type ${type}, which is not read`);
  const at = numberOf(part['start_extent']) * extent;
  const length = numberOf(part['extent_count']) * extent;
  const stripes = Array.isArray(part['stripes']) ? part['stripes'] : [];
  const count = stripes.length / 2;
  if (count < 1 || count !== numberOf(part['stripe_count'] ?? 1) || length % count !== 0)
    throw new SyntaxError('its description is damaged');
  const devices = Array.from({ length: count }, (_, index) =>
    stripeOf(section, stripes[2 * index], numberOf(stripes[2 * index + 1]), extent, length / count, physical),
  );
  const [only] = devices;
  if (count === 1 && only) return { at, length, read: (offset, bytes) => only.read(offset, bytes) };
  const stripe = numberOf(part['stripe_size']) * SECTOR;
  if (stripe === 0) throw new SyntaxError('its description is damaged');
  return { at, length, read: (offset, bytes) => readStripes(devices, stripe, offset, bytes) };
}

function stripeOf(
  section: LvmSection,
  name: LvmValue | undefined,
  start: number,
  extent: number,
  length: number,
  physical: readonly PhysicalVolume[],
): BlockDevice {
  const volumes = isSection(section['physical_volumes']) ? section['physical_volumes'] : {};
  const volume = typeof name === 'string' ? volumes[name] : undefined;
  if (!isSection(volume)) throw new SyntaxError('its description is damaged');
  const id = textOf(volume['id']).replaceAll('-', '');
  const found = physical.find((one) => one.id === id);
  if (!found)
    throw new Error(
      `a part of it lies on a disk that is not here (${textOf(volume['device']) || textOf(name)})`,
    );
  const flags = [volume['flags'], volume['status']].flatMap((one) => (Array.isArray(one) ? one : []));
  if (flags.includes('MISSING'))
    throw new Error(`a part of it lies on a disk that its group went on without (${textOf(name)})`);
  const first = numberOf(volume['pe_start']) * SECTOR;
  return sliceDevice(found.device, first + start * extent, length, found.device.name);
}

function readStripes(
  devices: readonly BlockDevice[],
  stripe: number,
  offset: number,
  length: number,
): Uint8Array {
  const whole = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const number = Math.floor((offset + done) / stripe);
    const inside = (offset + done) % stripe;
    const take = Math.min(stripe - inside, length - done);
    const device = devices[number % devices.length] as BlockDevice;
    whole.set(device.read(Math.floor(number / devices.length) * stripe + inside, take), done);
    done += take;
  }
  return whole;
}

function numberOf(value: LvmValue | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new SyntaxError('its description is damaged');
}

function textOf(value: LvmValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
