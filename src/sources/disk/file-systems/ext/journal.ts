import { limits } from '../../../../limits.ts';
import { bufferOf, crc32c, u64be } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';
import { readRuns } from '../../runs.ts';
import { runsOf } from './blocks.ts';
import { type Ext, inodeOf } from './inode.ts';
import { overlaid } from './overlay.ts';

const MAGIC = 0xc03b3998;
const TYPE = { descriptor: 1, commit: 2, superblock1: 3, superblock2: 4, revoke: 5 } as const;
const FEATURE = { revoke: 1, wide: 2, asyncCommit: 4, checksum2: 8, checksum3: 16, fastCommit: 32 } as const;
const TAG = { escaped: 1, sameUuid: 2, last: 8 } as const;
/** Begins the records of a fast commit. */
const FAST_HEAD = 9;

interface Journal {
  readonly ext: Ext;
  readonly blockSize: number;
  readonly first: number;
  readonly end: number;
  readonly start: number;
  readonly sequence: number;
  readonly features: number;
  readonly seed: number;
  read(block: number): Buffer;
  /** Where a block of the journal lies on the device. */
}

/** A block that a transaction wrote. */
interface Written {
  readonly block: number;
  readonly at: number;
  readonly escaped: boolean;
  readonly sequence: number;
}

/**
 * The device with what the journal holds laid over it, as the next mount would write it.
 *
 * @throws SyntaxError when the journal is damaged
 * @see https://docs.kernel.org/filesystems/ext4/dynamic.html#journal-jbd2
 */
export function replayed(ext: Ext): BlockDevice {
  const journal = journalOf(ext);
  if (journal.start === 0) {
    tellFastCommits(journal, journal.sequence);
    return ext.device;
  }
  const written: Written[] = [];
  const revoked = new Map<number, number>();
  const sequence = scan(journal, written, revoked);
  tellFastCommits(journal, sequence);
  const final = new Map<number, Written>();
  for (const one of written) {
    if ((revoked.get(one.block) ?? -1) < one.sequence) final.set(one.block, one);
  }
  return overlaid(
    ext.device,
    journal.blockSize,
    (block) => {
      const found = final.get(block);
      if (!found) return undefined;
      const bytes = Uint8Array.from(journal.read(found.at));
      if (found.escaped) bufferOf(bytes).writeUInt32BE(MAGIC, 0);
      return bytes;
    },
    [...final.keys()],
  );
}

function journalOf(ext: Ext): Journal {
  const { device, superblock } = ext;
  const inode = inodeOf(ext, superblock.journalInode || 8);
  const runs = runsOf(ext, inode);
  const { blockSize } = superblock;
  const read = (block: number) => {
    if ((block + 1) * blockSize > inode.size) throw new SyntaxError(`${device.name}: its journal is cut`);
    return bufferOf(readRuns(device, runs, block * blockSize, blockSize));
  };
  const head = read(0);
  const type = head.readUInt32BE(4);
  const isSane = head.readUInt32BE(0) === MAGIC && (type === TYPE.superblock1 || type === TYPE.superblock2);
  const features = type === TYPE.superblock2 ? head.readUInt32BE(0x28) : 0;
  const fast = features & FEATURE.fastCommit ? head.readUInt32BE(0x54) || 256 : 0;
  const end = head.readUInt32BE(0x10) - fast;
  const first = head.readUInt32BE(0x14);
  const start = head.readUInt32BE(0x1c);
  const isUsable =
    head.readUInt32BE(0xc) === blockSize && first > 0 && first < end && (start === 0 || start >= first);
  if (!isSane || !isUsable || start >= end || end * blockSize > inode.size)
    throw new SyntaxError(`${device.name}: its journal is damaged`);
  const known = Object.values(FEATURE).reduce<number>((all, bit) => all | bit, 0);
  if (features & ~known) throw new Error(`${device.name}: its journal has a feature that is not read`);
  return {
    ext,
    blockSize,
    first,
    end,
    start,
    sequence: head.readUInt32BE(0x18),
    features,
    seed: crc32c(head.subarray(0x30, 0x40)),
    read,
  };
}

/** Reads whole transactions; the first that has no commit ends the journal. Gives the number of that one. */
function scan(journal: Journal, written: Written[], revoked: Map<number, number>): number {
  let { sequence } = journal;
  let pending: Written[] = [];
  let revokes: number[] = [];
  let at = journal.start;
  const next = (steps = 1) => {
    at += steps;
    if (at >= journal.end) at = journal.first + (at - journal.end);
  };
  for (let blocks = 0; blocks < journal.end - journal.first; blocks++) {
    const block = journal.read(at);
    if (block.readUInt32BE(0) !== MAGIC || block.readUInt32BE(8) !== sequence) break;
    const type = block.readUInt32BE(4);
    if (!isIntact(journal, block, type)) {
      journal.ext.gap(
        `a checksum of its journal is wrong in transaction ${sequence}, which was not replayed`,
      );
      break;
    }
    next();
    if (type === TYPE.descriptor) {
      for (const tag of tagsOf(journal, block)) {
        pending.push({ ...tag, at, sequence });
        blocks++;
        next();
      }
    } else if (type === TYPE.revoke) revokes.push(...revokedBy(journal, block));
    else if (type === TYPE.commit) {
      written.push(...pending);
      for (const one of revokes) revoked.set(one, sequence);
      if (written.length > limits.extents)
        throw new SyntaxError(
          `${journal.ext.device.name}: more than ${limits.extents} blocks in its journal (limit: extents)`,
        );
      pending = [];
      revokes = [];
      sequence = (sequence + 1) >>> 0;
    } else break;
  }
  return sequence;
}

function isIntact({ features, seed, blockSize }: Journal, block: Buffer, type: number): boolean {
  if (!(features & (FEATURE.checksum2 | FEATURE.checksum3))) return true;
  const at = type === TYPE.commit ? 16 : blockSize - 4;
  const own = Buffer.from(block);
  own.writeUInt32BE(0, at);
  return crc32c(own, seed) === block.readUInt32BE(at);
}

function* tagsOf(
  { features, blockSize }: Journal,
  block: Buffer,
): Generator<Pick<Written, 'block' | 'escaped'>> {
  const is3 = (features & FEATURE.checksum3) !== 0;
  const wide = (features & FEATURE.wide) !== 0;
  const length = is3 ? 16 : wide ? 12 : 8;
  const end = blockSize - (features & (FEATURE.checksum2 | FEATURE.checksum3) ? 4 : 0);
  for (let at = 12; at + length <= end; ) {
    const flags = is3 ? block.readUInt32BE(at + 4) : block.readUInt16BE(at + 6);
    const high = wide ? block.readUInt32BE(at + 8) : 0;
    yield { block: block.readUInt32BE(at) + high * 2 ** 32, escaped: (flags & TAG.escaped) !== 0 };
    if (flags & TAG.last) return;
    at += length + (flags & TAG.sameUuid ? 0 : 16);
  }
}

function revokedBy({ features, blockSize }: Journal, block: Buffer): number[] {
  const end = Math.min(block.readUInt32BE(12), blockSize);
  const blocks: number[] = [];
  const length = features & FEATURE.wide ? 8 : 4;
  for (let at = 16; at + length <= end; at += length) {
    blocks.push(length === 8 ? u64be(block, at) : block.readUInt32BE(at));
  }
  return blocks;
}

/** Fast commits say in words of their own what changed since; they are not replayed. */
function tellFastCommits(journal: Journal, sequence: number): void {
  if (!(journal.features & FEATURE.fastCommit)) return;
  const block = journal.read(journal.end);
  const isThere = block.readUInt16LE(0) === FAST_HEAD && block.readUInt32LE(8) === sequence;
  if (isThere) journal.ext.gap('its journal holds fast commits, which were not replayed');
}
