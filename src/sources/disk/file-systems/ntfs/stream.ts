import { unlznt1 } from '../../codecs/lznt1.ts';
import type { BlockDevice } from '../../device.ts';
import type { Attribute, Extent, Run } from './attribute.ts';

/** The content of an attribute. */
export interface Stream {
  /** In bytes. */
  readonly size: number;
  /** At most `length` bytes; fewer where the content ends. Throws SyntaxError when they are not on the volume. */
  read(offset: number, length: number): Uint8Array;
}

/** Where clusters are. */
export interface Clusters {
  readonly device: BlockDevice;
  readonly clusterSize: number;
}

/**
 * The content that parts of one attribute name together.
 *
 * @param what names the file in messages
 * @throws SyntaxError when parts are missing, Error when it is encrypted
 */
export function streamOf(parts: readonly Attribute[], clusters: Clusters, what: string): Stream {
  const [first] = parts;
  if (first === undefined) throw new SyntaxError(`${what} is damaged: it has no content`);
  if (parts.some(({ isEncrypted }) => isEncrypted)) throw new Error(`${what} is encrypted (EFS)`);
  if (first.resident) return bytesStream(first.resident);
  const extents = parts.flatMap(({ extent }) => (extent ? [extent] : []));
  extents.sort((one, other) => one.first - other.first);
  const runs = extents.flatMap(({ runs }) => runs);
  const [head] = extents;
  if (head === undefined || !isComplete(extents))
    throw new SyntaxError(`${what} is damaged: a part of its list of clusters is missing`);
  if (head.initialised > head.size || head.size > coveredBytes(runs, clusters))
    throw new SyntaxError(`${what} is damaged: it has fewer clusters than its ${head.size} bytes need`);
  const plain = (offset: number, length: number): Uint8Array => readRuns(runs, clusters, offset, length);
  const isPacked = parts.some(({ isCompressed }) => isCompressed) && head.unit > 1;
  const read = isPacked ? unpacking(runs, clusters, head.unit) : plain;
  return {
    size: head.size,
    read: (offset, length) => readInitialised(head, read, offset, Math.min(length, head.size - offset)),
  };
}

/** Content in memory. */
export function bytesStream(bytes: Uint8Array): Stream {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

function isComplete(extents: readonly Extent[]): boolean {
  let next = 0;
  return extents.every(({ first, runs }) => {
    const isNext = first === next;
    next = endOf(runs, first);
    return isNext;
  });
}

function endOf(runs: readonly Run[], first: number): number {
  const last = runs.at(-1);
  return last ? last.from + last.count : first;
}

function coveredBytes(runs: readonly Run[], { clusterSize }: Clusters): number {
  return endOf(runs, 0) * clusterSize;
}

function readInitialised(
  { initialised }: Extent,
  read: (offset: number, length: number) => Uint8Array,
  offset: number,
  length: number,
): Uint8Array {
  if (length <= 0) return new Uint8Array();
  const written = Math.max(0, Math.min(length, initialised - offset));
  if (written === length) return read(offset, length);
  const bytes = new Uint8Array(length);
  if (written > 0) bytes.set(read(offset, written));
  return bytes;
}

/** Index of the run that a cluster of the content lies in. */
function runAt(runs: readonly Run[], cluster: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle] as Run).from <= cluster) low = middle;
    else high = middle - 1;
  }
  return low;
}

function readRuns(runs: readonly Run[], { device, clusterSize }: Clusters, offset: number, length: number) {
  const start = runAt(runs, Math.floor(offset / clusterSize));
  const only = runs[start];
  if (only?.cluster !== undefined && offset + length <= (only.from + only.count) * clusterSize)
    return device.read((only.cluster - only.from) * clusterSize + offset, length);
  const bytes = new Uint8Array(length);
  for (let index = start, done = 0; done < length; index++) {
    const run = runs[index];
    if (run === undefined) throw new SyntaxError('a list of clusters ends before its file');
    const at = offset + done;
    const part = Math.min(length - done, (run.from + run.count) * clusterSize - at);
    if (run.cluster !== undefined)
      bytes.set(device.read((run.cluster - run.from) * clusterSize + at, part), done);
    done += part;
  }
  return bytes;
}

/** Reads by units of clusters that were compressed together; the last one is kept. */
function unpacking(runs: readonly Run[], clusters: Clusters, unit: number) {
  const size = unit * clusters.clusterSize;
  const end = coveredBytes(runs, clusters);
  let known: { readonly index: number; readonly bytes: Uint8Array } | undefined;
  const unitAt = (index: number): Uint8Array => {
    if (known?.index !== index) known = { index, bytes: readUnit(runs, clusters, index * unit, unit, end) };
    return known.bytes;
  };
  return (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const index = Math.floor((offset + done) / size);
      const inside = offset + done - index * size;
      const part = unitAt(index).subarray(inside, inside + length - done);
      if (part.length === 0) throw new SyntaxError('a compressed unit ends before its file');
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  };
}

/** A unit without clusters is zeros, one with all of them is plain, and one with fewer is packed. */
function readUnit(runs: readonly Run[], clusters: Clusters, first: number, unit: number, end: number) {
  const { clusterSize } = clusters;
  const size = unit * clusterSize;
  let stored = 0;
  for (let index = runAt(runs, first); stored < unit; index++) {
    const run = runs[index];
    if (run === undefined || run.from >= first + unit || run.cluster === undefined) break;
    stored = Math.min(unit, run.from + run.count - first);
  }
  if (stored === 0) return new Uint8Array(size);
  const bytes = readRuns(
    runs,
    clusters,
    first * clusterSize,
    Math.min(stored * clusterSize, end - first * clusterSize),
  );
  return stored === unit ? bytes : unlznt1(bytes, size);
}
