import { limits } from '../../../limits.ts';
import { bufferOf, crc32c, u64le } from '../bytes.ts';
import { type BlockDevice, checkRange } from '../device.ts';

/** Where the log of a VHDX is, and the mark by which its entries belong to it. */
export interface VhdxLog {
  readonly at: number;
  readonly length: number;
  /** 16 bytes. */
  readonly id: Buffer;
}

const SECTOR = 4096;
const HEADER = 64;
const DESCRIPTOR = 32;

/** Bytes that the log puts in the place of those of the file. */
interface Patch {
  readonly at: number;
  readonly length: number;
  /** Undefined for zeros. */
  readonly bytes?: Buffer;
}

interface Entry {
  readonly at: number;
  readonly length: number;
  /** Where in the log the first entry of those that are not yet in the file stands. */
  readonly tail: number;
  readonly sequence: bigint;
  /** Bytes that the file had when the entry was written, and must have at least. */
  readonly flushed: number;
  /** Bytes that it has when all is replayed. */
  readonly last: number;
  readonly patches: readonly Patch[];
}

/**
 * The file as its next opening would leave it: with the changes in its log.
 *
 * @throws SyntaxError when the log is damaged or the file shorter than it says
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-vhdx (2.3, log)
 */
export function withLog(file: BlockDevice, log: VhdxLog): BlockDevice {
  if (log.length > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a log of ${log.length} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  const entries = activeEntries(file, log);
  const head = entries.at(-1);
  if (!head) throw new SyntaxError(`${file.name}: the log of the VHDX is damaged`);
  if (head.flushed > file.size) throw new SyntaxError(`${file.name}: the VHDX is truncated`);
  const patches = entries.flatMap((entry) => entry.patches);
  const size = Math.max(file.size, head.last);
  if (!Number.isSafeInteger(size)) throw new SyntaxError(`${file.name}: the log of the VHDX is damaged`);
  const device = { name: file.name, size, sectorSize: file.sectorSize };
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      const own = patches.filter(({ at, length: size_ }) => at < offset + length && at + size_ > offset);
      if (own.length === 0 && offset + length <= file.size) return file.read(offset, length);
      const whole = new Uint8Array(length);
      const stored = Math.min(length, Math.max(0, file.size - offset));
      if (stored > 0) whole.set(file.read(offset, stored));
      for (const patch of own) apply(whole, offset, patch);
      return whole;
    },
  };
}

function apply(whole: Uint8Array, offset: number, { at, length, bytes }: Patch): void {
  const from = Math.max(at, offset);
  const to = Math.min(at + length, offset + whole.length);
  if (bytes) whole.set(bytes.subarray(from - at, to - at), from - offset);
  else whole.fill(0, from - offset, to - offset);
}

/** The entries that are not yet in the file: of all that follow one another, those that end last. */
function activeEntries(file: BlockDevice, log: VhdxLog): Entry[] {
  const bytes = bufferOf(file.read(log.at, log.length));
  const ring = Buffer.concat([bytes, bytes]);
  const known = new Map<number, Entry>();
  for (let at = 0; at + SECTOR <= log.length; at += SECTOR) {
    const entry = entryAt(ring, at, log);
    if (entry) known.set(at, entry);
  }
  let best: Entry[] = [];
  const used = new Set<number>();
  for (const first of known.values()) {
    if (used.has(first.at)) continue;
    const chain: Entry[] = [];
    for (let next: Entry | undefined = first; next; ) {
      chain.push(next);
      used.add(next.at);
      const after = known.get((next.at + next.length) % log.length);
      next = after && after.sequence === next.sequence + 1n && chain.length < known.size ? after : undefined;
    }
    const end = chain.at(-1) as Entry;
    const start = chain.findIndex(({ at }) => at === end.tail);
    if (start >= 0 && end.sequence > (best.at(-1)?.sequence ?? -1n)) best = chain.slice(start);
  }
  return best;
}

function entryAt(ring: Buffer, at: number, { length: size, id }: VhdxLog): Entry | undefined {
  const head = ring.subarray(at, at + HEADER);
  if (head.toString('latin1', 0, 4) !== 'loge' || !head.subarray(32, 48).equals(id)) return undefined;
  const length = head.readUInt32LE(8);
  if (length < SECTOR || length % SECTOR !== 0 || length > size) return undefined;
  const entry = Buffer.from(ring.subarray(at, at + length));
  entry.writeUInt32LE(0, 4);
  if (~crc32c(entry) >>> 0 !== head.readUInt32LE(4)) return undefined;
  const patches = patchesOf(entry, head.readUInt32LE(24));
  return (
    patches && {
      at,
      length,
      tail: head.readUInt32LE(12),
      sequence: head.readBigUInt64LE(16),
      flushed: u64le(head, 48),
      last: u64le(head, 56),
      patches,
    }
  );
}

/** Undefined when the entry does not hold what it says; then it is none. */
function patchesOf(entry: Buffer, count: number): Patch[] | undefined {
  let sector = Math.ceil((HEADER + count * DESCRIPTOR) / SECTOR) * SECTOR;
  if (sector > entry.length) return undefined;
  const patches: Patch[] = [];
  for (let at = HEADER; at < HEADER + count * DESCRIPTOR; at += DESCRIPTOR) {
    const kind = entry.toString('latin1', at, at + 4);
    const start = u64le(entry, at + 16);
    if (!Number.isSafeInteger(start)) return undefined;
    if (kind === 'zero') {
      const length = u64le(entry, at + 8);
      if (!Number.isSafeInteger(start + length)) return undefined;
      patches.push({ at: start, length });
      continue;
    }
    const data = entry.subarray(sector, sector + SECTOR);
    if (kind !== 'desc' || data.length < SECTOR || data.toString('latin1', 0, 4) !== 'data') return undefined;
    sector += SECTOR;
    // The ends of a sector stand in its description, because marks are in their places.
    const bytes = Buffer.concat([
      entry.subarray(at + 8, at + 16),
      data.subarray(8, 4092),
      entry.subarray(at + 4, at + 8),
    ]);
    patches.push({ at: start, length: SECTOR, bytes });
  }
  return patches;
}
