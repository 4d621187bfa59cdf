import { limits } from '../../limits.ts';
import { bufferOf } from './bytes.ts';
import { otherContent } from './content.ts';
import type { BlockDevice } from './device.ts';
import type { FileSystem, Probe } from './file-system.ts';
import { probes } from './file-systems/index.ts';
import { layoutOf } from './hybrid.ts';
import { reasonOf } from './namespace.ts';
import type { Partition, PartitionTable } from './partitions/types.ts';
import { type PhysicalVolume, physicalVolume } from './volumes/lvm.ts';
import { logicalVolumes } from './volumes/lvm-group.ts';
import { type RaidMember, raidMember } from './volumes/md.ts';

/** What is said of a place that nothing knows. */
export const UNKNOWN = 'its content is not known';

/** A file system of a disk. */
export interface Volume {
  /** The way to it from the disk: `partition 2`, `LVM rig/root`; empty when it is all of the disk. */
  readonly way: string;
  readonly fileSystem: FileSystem;
  readonly partition?: Partition;
  /** `group/name`. */
  readonly logical?: string;
  /** It only carries the images in its files, which are volumes of their own. */
  readonly isMedium?: true;
}

/** Something of a disk that was not read. */
export interface DiskGap {
  readonly way: string;
  readonly reason: string;
}

/** All that the disks of one machine hold. */
export interface Explored {
  readonly volumes: readonly Volume[];
  readonly gaps: readonly DiskGap[];
  /** Whether something was met that stands at the beginning of disks and nowhere else. */
  readonly isDisk: boolean;
}

interface Search {
  readonly volumes: Volume[];
  readonly gaps: DiskGap[];
  readonly physical: PhysicalVolume[];
  readonly raids: { readonly way: string; readonly member: RaidMember }[];
  looked: number;
  isDisk: boolean;
}

/** Where something is looked for. */
export interface Spot {
  readonly device: BlockDevice;
  readonly way: string;
  readonly partition?: Partition;
  readonly logical?: string;
}

/** Looks at all disks of one machine: tables of partitions, RAID, LVM, and file systems in them. */
export function explore(disks: readonly Spot[]): Explored {
  const search: Search = { volumes: [], gaps: [], physical: [], raids: [], looked: 0, isDisk: false };
  for (const disk of disks) look(search, disk, true);
  // Arrays may hold physical volumes, and volumes of one group may lie on several disks.
  for (const { way, device } of arrays(search)) look(search, { way, device }, true);
  for (const { group, name, device, gap } of logicalVolumes(search.physical)) {
    const way = `LVM ${group}/${name}`;
    if (device) look(search, { way, device, logical: `${group}/${name}` }, false);
    else search.gaps.push({ way, reason: gap ?? 'not read' });
  }
  if (search.physical.length > 0 && search.physical.every(({ group }) => !group))
    search.gaps.push({ way: 'LVM', reason: 'none of its volumes holds the description of the group' });
  return search;
}

/** What is in a place. Whatever it is, it ends as a volume, a gap, or known to hold nothing. */
function look(search: Search, spot: Spot, mayBeTable: boolean): void {
  if (++search.looked > limits.partitions) {
    if (search.looked === limits.partitions + 1)
      search.gaps.push({
        way: spot.way,
        reason: `more than ${limits.partitions} volumes (limit: partitions)`,
      });
    return;
  }
  try {
    identify(search, spot, mayBeTable);
  } catch (error) {
    search.gaps.push({ way: spot.way, reason: reasonOf(error) });
  }
}

function identify(search: Search, spot: Spot, mayBeTable: boolean): void {
  const { device, way } = spot;
  const member = raidMember(device);
  if (member) {
    search.isDisk = true;
    search.raids.push({ way, member });
    return;
  }
  const physical = physicalVolume(device);
  if (physical) {
    search.isDisk = true;
    search.physical.push(physical);
    return;
  }
  const { table, appended = [] } = mayBeTable && !isBootSector(device) ? layoutOf(device) : {};
  if (table) {
    takeTable(search, spot, table);
    return;
  }
  for (const partition of appended) lookAt(search, way, partition);
  const fileSystem = fileSystemOf(device);
  if (fileSystem) {
    const { partition, logical } = spot;
    const names = { ...(partition ? { partition } : {}), ...(logical === undefined ? {} : { logical }) };
    search.volumes.push({ way, fileSystem, ...names });
    return;
  }
  const other = otherContent(device);
  if (other?.isEmpty || holdsNothing(spot.partition)) return;
  search.gaps.push({ way, reason: other ? `${other.what}, which is not read` : UNKNOWN });
}

/**
 * The file system on a device, by the first probe that knows it.
 *
 * @throws SyntaxError when it is damaged, Error when a feature of it is not read
 */
function fileSystemOf(device: BlockDevice, among: readonly Probe[] = probes): FileSystem | undefined {
  for (const probe of among) {
    const found = probe(device);
    if (found) return found;
  }
  return undefined;
}

/** A boot sector of FAT or NTFS ends like a table of partitions, and has code where the entries would be. */
function isBootSector(device: BlockDevice): boolean {
  if (device.size < 512) return false;
  const sector = bufferOf(device.read(0, 512));
  const bytes = sector.readUInt16LE(11);
  const isJump = sector[0] === 0xeb || sector[0] === 0xe9;
  const perCluster = sector[13] ?? 0;
  const isFat = [512, 1024, 2048, 4096].includes(bytes) && perCluster !== 0;
  return isJump && (isFat || sector.toString('latin1', 3, 11) === 'EXFAT   ');
}

function lookAt(search: Search, way: string, partition: Partition): void {
  const own = `${way === '' ? '' : `${way} > `}partition ${partition.number}`;
  look(search, { device: partition.device, way: own, partition }, false);
}

function takeTable(search: Search, { way }: Spot, { kind, partitions, gaps }: PartitionTable): void {
  // Two bytes and some zeros pass for the old kind of table.
  search.isDisk ||= kind !== 'mbr';
  for (const reason of gaps) search.gaps.push({ way, reason });
  for (const partition of partitions) lookAt(search, way, partition);
  if (partitions.length === 0 && gaps.length === 0)
    search.gaps.push({ way, reason: 'its partition table names no partition' });
}

/** Types of partitions that hold no files of a system: BIOS boot, Microsoft reserved, PReP, swap, EFI system. */
const NOTHING: ReadonlySet<string> = new Set([
  '21686148-6449-6e6f-744e-656564454649',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae',
  '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  '0x41',
  '0x82',
  '0xef',
]);

function holdsNothing(partition: Partition | undefined): boolean {
  return partition !== undefined && NOTHING.has(partition.type);
}

/** Each array once, from the member that was written last. */
function* arrays({ raids, gaps }: Search): Generator<Spot> {
  const byArray = new Map<string, { readonly way: string; readonly member: RaidMember }[]>();
  for (const raid of raids) byArray.set(raid.member.uuid, [...(byArray.get(raid.member.uuid) ?? []), raid]);
  for (const members of byArray.values()) {
    const [newest] = members.toSorted((one, other) => other.member.events - one.member.events);
    if (newest === undefined) continue;
    const { way, member } = newest;
    if (!member.array) {
      gaps.push({ way, reason: member.gap ?? 'a member of a RAID, which is not read' });
      continue;
    }
    const here = members.filter(({ member: one }) => one.array && one.events === member.events).length;
    if (here < member.active) gaps.push({ way, reason: missingMembers(member.active - here, member.active) });
    yield { way: `${way === '' ? '' : `${way} > `}RAID 1`, device: member.array };
  }
}

/** A member that was taken out does not know what the others wrote since. */
function missingMembers(missing: number, all: number): string {
  return `a RAID 1 of ${all} members: ${missing} ${missing === 1 ? 'is' : 'are'} not here and may hold what was written later`;
}
