import { bufferOf, u64le, uuidOf } from '../bytes.ts';
import { type BlockDevice, sliceDevice } from '../device.ts';

/** A member of a RAID of Linux. */
export interface RaidMember {
  readonly uuid: string;
  /** The array, when one member holds all of it. */
  readonly array?: BlockDevice;
  /** Why it is not read. */
  readonly gap?: string;
  /** What was written last has the highest number. */
  readonly events: number;
  /** How many members held all of it when this one was written last. */
  readonly active: number;
}

/** Places of members in an array that is known to have at most this many. */
const MAX_MEMBERS = 1920;
/** From here on a role is none of a member that holds data: journal, faulty, spare. */
const NO_ROLE = 0xfffd;
/** Its content is still being copied from another member. */
const RECOVERING = 2;

const MAGIC = 0xa92b4efc;
const MIRROR = 1;
const K64 = 64 * 1024;

/**
 * The superblock of a member of a RAID; only level 1 is read, of which each member is whole.
 *
 * @see https://raid.wiki.kernel.org/index.php/RAID_superblock_formats
 */
export function raidMember(device: BlockDevice): RaidMember | undefined {
  const { size } = device;
  const places = [4096, 0, Math.floor((size - 8192) / 4096) * 4096];
  for (const at of places) {
    const found = at >= 0 && at + 256 <= size ? version1(device, at) : undefined;
    if (found) return found;
  }
  const old = Math.floor(size / K64) * K64 - K64;
  return old >= 0 ? version0(device, old) : undefined;
}

function version1(device: BlockDevice, at: number): RaidMember | undefined {
  const block = bufferOf(device.read(at, 256));
  if (block.readUInt32LE(0) !== MAGIC || block.readUInt32LE(4) !== 1 || u64le(block, 144) * 512 !== at)
    return undefined;
  const level = block.readInt32LE(72);
  const uuid = uuidOf(block.subarray(16, 32));
  const roles = rolesAt(device, at + 256, block.readUInt32LE(220));
  const active = roles.filter((role) => role < NO_ROLE).length;
  const events = u64le(block, 200);
  const said = { uuid, events, active };
  if (level !== MIRROR) return { ...said, gap: `a member of a RAID ${level}, which is not read` };
  const isCopy = (block.readUInt32LE(8) & RECOVERING) === 0 && !isSpare(roles, block.readUInt32LE(160));
  if (!isCopy) return { ...said, gap: 'a member of a RAID 1 to which the others were not copied yet' };
  const start = u64le(block, 128) * 512;
  const length = u64le(block, 80) * 512;
  if (length === 0 || start + length > device.size)
    return { ...said, gap: 'a member of a RAID 1 that is damaged: it ends beyond its device' };
  return { ...said, array: sliceDevice(device, start, length, `${device.name} > RAID 1`) };
}

/** What each device of the array is for. */
function rolesAt(device: BlockDevice, at: number, count: number): number[] {
  const known = Math.min(count, MAX_MEMBERS);
  if (at + 2 * known > device.size) return [];
  const table = bufferOf(device.read(at, 2 * known));
  return Array.from({ length: known }, (_, index) => table.readUInt16LE(2 * index));
}

function isSpare(roles: readonly number[], own: number): boolean {
  const role = roles[own];
  return role !== undefined && role >= NO_ROLE;
}

function version0(device: BlockDevice, at: number): RaidMember | undefined {
  const block = bufferOf(device.read(at, 256));
  if (block.readUInt32LE(0) !== MAGIC || block.readUInt32LE(4) !== 0) return undefined;
  const level = block.readInt32LE(28);
  const uuid = uuidOf(Buffer.concat([block.subarray(20, 24), block.subarray(52, 64)]));
  const said = { uuid, events: u64le(block, 156), active: block.readUInt32LE(136) };
  if (level !== MIRROR) return { ...said, gap: `a member of a RAID ${level}, which is not read` };
  const length = Math.min(block.readUInt32LE(32) * 1024, at);
  return { ...said, array: sliceDevice(device, 0, length, `${device.name} > RAID 1`) };
}
