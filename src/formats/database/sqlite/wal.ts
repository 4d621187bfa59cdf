import { type ErrorCollector, shown } from '../../errors.ts';

/** What a write-ahead log says: the newest committed content of each page in it. */
export interface Wal {
  readonly pageSize: number;
  readonly pages: ReadonlyMap<number, Uint8Array>;
  /** Pages of the database after the last commit; undefined when nothing was committed. */
  readonly count: number | undefined;
}

/** What the head of the log says about every frame. */
interface Log {
  readonly view: DataView;
  readonly pageSize: number;
  /** The byte order in which sums are made; the numbers themselves are big-endian. */
  readonly little: boolean;
  readonly salt: readonly [number, number];
}

type Sum = readonly [number, number];

const HEAD = 32;
const FRAME = 24;
const MAGIC = 0x377f0682;
const VERSION = 3007000;

/**
 * Reads the frames of a write-ahead log up to the last commit, as SQLite does when it recovers one.
 *
 * Frames of an older run of the log (with other salts) are left over and count for nothing; neither does a
 * transaction at the end that was never committed. A committed frame behind a broken one is damage.
 *
 * @see https://www.sqlite.org/fileformat2.html#walformat
 */
export function walOf(bytes: Uint8Array, errors: ErrorCollector): Wal | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = headOf(bytes, view, errors);
  if (head === undefined) return undefined;
  const { log, sum } = head;
  const frames = Math.floor((bytes.length - HEAD) / (FRAME + log.pageSize));
  if (HEAD + frames * (FRAME + log.pageSize) !== bytes.length) {
    errors.add(`the write-ahead log ends inside frame ${frames + 1}`);
  }
  const committed = framesOf(log, sum, frames);
  checkRest(log, committed.valid, frames, errors);
  return { pageSize: log.pageSize, pages: committed.pages, count: committed.count };
}

function headOf(
  bytes: Uint8Array,
  view: DataView,
  errors: ErrorCollector,
): { log: Log; sum: Sum } | undefined {
  const fault = `the write-ahead log begins with ${shown(bytes)}`;
  const magic = bytes.length < HEAD ? 0 : view.getUint32(0);
  if ((magic & ~1) >>> 0 !== MAGIC || view.getUint32(4) !== VERSION) {
    errors.add(fault);
    return undefined;
  }
  const pageSize = view.getUint32(8);
  const log: Log = {
    view,
    pageSize,
    little: magic === MAGIC,
    salt: [view.getUint32(16), view.getUint32(20)],
  };
  const sum = summed(log, [0, 0], 0, 24);
  const isWhole = sum[0] === view.getUint32(24) && sum[1] === view.getUint32(28);
  if (isWhole && pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0)
    return { log, sum };
  errors.add(`${fault}, page size ${pageSize}${isWhole ? '' : ', wrong checksum'}`);
  return undefined;
}

/** The pages of all committed transactions, and how many frames in a row were sound. */
function framesOf(
  log: Log,
  seed: Sum,
  frames: number,
): { pages: Map<number, Uint8Array>; count?: number; valid: number } {
  const pages = new Map<number, Uint8Array>();
  const pending = new Map<number, Uint8Array>();
  let count: number | undefined;
  let sum = seed;
  let valid = 0;
  for (; valid < frames; valid++) {
    const at = HEAD + valid * (FRAME + log.pageSize);
    if (!hasSalt(log, at)) break;
    sum = summed(log, summed(log, sum, at, 8), at + FRAME, log.pageSize);
    if (sum[0] !== log.view.getUint32(at + 16) || sum[1] !== log.view.getUint32(at + 20)) break;
    pending.set(log.view.getUint32(at), pageAt(log, at + FRAME));
    if (log.view.getUint32(at + 4) === 0) continue;
    count = log.view.getUint32(at + 4);
    for (const [number, page] of pending) pages.set(number, page);
    pending.clear();
  }
  return count === undefined ? { pages, valid } : { pages, count, valid };
}

/** A commit of this run behind a frame that does not hold: the frame between was damaged later. */
function checkRest(log: Log, valid: number, frames: number, errors: ErrorCollector): void {
  for (let frame = valid; frame < frames; frame++) {
    const at = HEAD + frame * (FRAME + log.pageSize);
    if (!hasSalt(log, at) || log.view.getUint32(at + 4) === 0) continue;
    errors.add(`the write-ahead log has a commit in frame ${frame + 1} and a broken frame ${valid + 1}`);
    return;
  }
}

function hasSalt(log: Log, at: number): boolean {
  return log.view.getUint32(at + 8) === log.salt[0] && log.view.getUint32(at + 12) === log.salt[1];
}

function pageAt(log: Log, at: number): Uint8Array {
  return new Uint8Array(log.view.buffer, log.view.byteOffset + at, log.pageSize);
}

function summed(log: Log, sum: Sum, from: number, length: number): Sum {
  let [low, high] = sum;
  for (let at = from; at < from + length; at += 8) {
    low = (low + log.view.getUint32(at, log.little) + high) >>> 0;
    high = (high + log.view.getUint32(at + 4, log.little) + low) >>> 0;
  }
  return [low, high];
}
