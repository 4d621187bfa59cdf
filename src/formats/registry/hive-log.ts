import { BASE, type BaseBlock, baseBlock, isBaseBlock } from './hive-base.ts';

/** A hive with the pages of its transaction logs laid over it. */
export interface Replayed {
  readonly bytes: Uint8Array;
  readonly base: BaseBlock;
  /** Whether any log applied. */
  readonly applied: boolean;
}

/**
 * Lays the pages of transaction logs over a copy of a hive whose last write was not finished, as Windows does
 * when it loads one. Logs of both kinds are known: dirty pages of Windows up to 8, log entries since 8.1.
 *
 * @see https://github.com/msuhanov/regf
 */
export function replay(bytes: Uint8Array, logs: readonly Uint8Array[]): Replayed {
  const base = baseBlock(bytes);
  const usable = logs.filter((log) => log.length > SECTOR && isBaseBlock(log) && baseBlock(log).whole);
  const start = base.whole ? base : baseOf(usable);
  if (start === undefined) return { bytes, base, applied: false };
  const entries = entriesAfter(usable, base.whole ? start.primary : 0);
  if (entries.length > 0) return withEntries(bytes, start, entries);
  const log = usable.find((each) => isApplicable(bytes, base, each));
  return log === undefined ? { bytes, base, applied: false } : withPages(bytes, log);
}

const SECTOR = 512;

/** Logs repeat the base block for the case that the hive's own is damaged. */
function baseOf(logs: readonly Uint8Array[]): BaseBlock | undefined {
  const blocks = logs.map((log) => baseBlock(log)).filter((block) => block.primary === block.secondary);
  return blocks.sort((a, b) => a.primary - b.primary)[0];
}

interface Entry {
  readonly sequence: number;
  readonly size: number;
  readonly pages: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

/** The log entries that the hive does not have yet, in their order, up to the first gap. */
function entriesAfter(logs: readonly Uint8Array[], sequence: number): Entry[] {
  const found = logs.flatMap((log) => [...entriesOf(log)]);
  const sorted = found.filter((entry) => entry.sequence >= sequence).sort((a, b) => a.sequence - b.sequence);
  const unbroken: Entry[] = [];
  for (const entry of sorted) {
    const last = unbroken.at(-1);
    if (last?.sequence === entry.sequence) continue;
    if (last !== undefined && entry.sequence !== last.sequence + 1) break;
    unbroken.push(entry);
  }
  return unbroken;
}

/** A wrong hash ends a log: what follows is left from earlier use of the file. */
function* entriesOf(log: Uint8Array): Generator<Entry> {
  const view = viewOf(log);
  if (baseBlock(log).type !== NEW_LOG) return;
  for (let at = SECTOR; at + HEADER <= log.length; ) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at, true) !== HVLE || size < HEADER || size % SECTOR !== 0) return;
    if (at + size > log.length || !isIntact(log, at, size)) return;
    const entry = entryOf(log, at, size);
    if (entry === undefined) return;
    yield entry;
    at += size;
  }
}

const NEW_LOG = 6;
const HVLE = 0x454c7648;
const HEADER = 40;

function isIntact(log: Uint8Array, at: number, size: number): boolean {
  const view = viewOf(log);
  const [low1, high1] = marvin(log.subarray(at + HEADER, at + size));
  const [low2, high2] = marvin(log.subarray(at, at + 32));
  return (
    view.getUint32(at + 24, true) === low1 &&
    view.getUint32(at + 28, true) === high1 &&
    view.getUint32(at + 32, true) === low2 &&
    view.getUint32(at + 36, true) === high2
  );
}

function entryOf(log: Uint8Array, at: number, size: number): Entry | undefined {
  const view = viewOf(log);
  const count = view.getUint32(at + 20, true);
  let data = at + HEADER + count * 8;
  if (data > at + size) return undefined;
  const pages: { offset: number; bytes: Uint8Array }[] = [];
  for (let page = 0; page < count; page++) {
    const offset = view.getUint32(at + HEADER + page * 8, true);
    const length = view.getUint32(at + HEADER + page * 8 + 4, true);
    if (data + length > at + size || offset + length > MOST) return undefined;
    pages.push({ offset, bytes: log.subarray(data, data + length) });
    data += length;
  }
  return { sequence: view.getUint32(at + 12, true), size: view.getUint32(at + 16, true), pages };
}

/** Windows keeps no hive larger than this. */
const MOST = 0x8000_0000;

function withEntries(bytes: Uint8Array, start: BaseBlock, entries: readonly Entry[]): Replayed {
  const last = entries.at(-1) as Entry;
  const copy = grown(bytes, entries);
  if (copy === undefined) return { bytes, base: start, applied: false };
  for (const { pages } of entries) for (const page of pages) copy.set(page.bytes, BASE + page.offset);
  const base = { ...start, size: last.size, primary: last.sequence, secondary: last.sequence };
  return { bytes: copy, base, applied: true };
}

/** A copy that has room for pages behind the end; a log cannot make it more than its own pages longer. */
function grown(bytes: Uint8Array, entries: readonly Entry[]): Uint8Array | undefined {
  const pages = entries.flatMap((entry) => entry.pages);
  const added = pages.reduce((sum, page) => sum + page.bytes.length, 0);
  const end = pages.reduce(
    (most, page) => Math.max(most, BASE + page.offset + page.bytes.length),
    bytes.length,
  );
  if (end > bytes.length + added) return undefined;
  const copy = new Uint8Array(end);
  copy.set(bytes);
  return copy;
}

/** The time of the last write says whether a log of the old kind belongs to the hive as it is. */
function isApplicable(bytes: Uint8Array, base: BaseBlock, log: Uint8Array): boolean {
  const own = baseBlock(log);
  if (own.type === NEW_LOG || own.primary !== own.secondary || viewOf(log).getUint32(SECTOR, true) !== DIRT)
    return false;
  if (own.written === base.written) return true;
  if (base.whole) return false;
  return bytes.length >= BASE + 28 && own.written === viewOf(bytes).getBigUint64(BASE + 20, true);
}

const DIRT = 0x54524944;

function withPages(bytes: Uint8Array, log: Uint8Array): Replayed {
  const base = baseBlock(log);
  const bitmap = log.subarray(SECTOR + 4, SECTOR + 4 + Math.ceil(base.size / SECTOR / 8));
  const marked: { offset: number; bytes: Uint8Array }[] = [];
  let data = Math.ceil((SECTOR + 4 + bitmap.length) / SECTOR) * SECTOR;
  for (let page = 0; page < bitmap.length * 8; page++) {
    if (((bitmap[page >> 3] as number) & (1 << (page & 7))) === 0) continue;
    if (data + SECTOR > log.length) return { bytes, base, applied: false };
    marked.push({ offset: page * SECTOR, bytes: log.subarray(data, data + SECTOR) });
    data += SECTOR;
  }
  const copy = grown(bytes, [{ sequence: base.primary, size: base.size, pages: marked }]);
  if (copy === undefined) return { bytes, base, applied: false };
  for (const page of marked) copy.set(page.bytes, BASE + page.offset);
  return { bytes: copy, base, applied: true };
}

/** Marvin32 with the seed of the registry, as the lower and the upper half. */
function marvin(bytes: Uint8Array): readonly [number, number] {
  const view = viewOf(bytes);
  let low = 0x7a4e55c5;
  let high = 0x82ef4d88;
  const mix = (word: number) => {
    low = (low + word) | 0;
    high ^= low;
    low = (((low << 20) | (low >>> 12)) + high) | 0;
    high = ((high << 9) | (high >>> 23)) ^ low;
    low = (((low << 27) | (low >>> 5)) + high) | 0;
    high = (high << 19) | (high >>> 13);
  };
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) mix(view.getInt32(at, true));
  let last = 0x80;
  for (let at = bytes.length - 1; at >= whole; at--) last = (last << 8) | (bytes[at] as number);
  mix(last);
  mix(0);
  return [low >>> 0, high >>> 0];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
