import { uint64, utf16, viewOf } from '../../little-endian.ts';

/** Kinds of attributes that are read. */
export const ATTRIBUTE = {
  list: 0x20,
  volumeName: 0x60,
  volumeInformation: 0x70,
  data: 0x80,
  indexRoot: 0x90,
  indexAllocation: 0xa0,
  reparse: 0xc0,
} as const;

const END = 0xffffffff;
const FLAG = { compressed: 0x00ff, encrypted: 0x4000 };

/** A part of an attribute, as it stands in one record. */
export interface Attribute {
  readonly type: number;
  /** Empty for the main stream. */
  readonly name: string;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
  /** The content when it stands in the record. */
  readonly resident?: Uint8Array;
  /** Where the content lies when it stands elsewhere. */
  readonly extent?: Extent;
}

/** What a part of a non-resident attribute says. */
export interface Extent {
  /** The first cluster of the content that it describes. */
  readonly first: number;
  readonly runs: readonly Run[];
  /** Clusters that are compressed together; 1 when none are. */
  readonly unit: number;
  /** In bytes, by the part that begins at cluster 0; the others have zeros. */
  readonly size: number;
  /** Bytes after this are zeros. */
  readonly initialised: number;
}

/** Clusters that lie one after another. */
export interface Run {
  /** The first cluster in the content. */
  readonly from: number;
  readonly count: number;
  /** The first cluster on the volume; undefined for a hole. */
  readonly cluster: number | undefined;
}

/**
 * The attributes of a record.
 *
 * @param record with its marks replaced
 * @throws SyntaxError when one leaves the record
 */
export function attributesIn(record: Uint8Array, what: string): Attribute[] {
  const view = viewOf(record);
  const used = Math.min(view.getUint32(24, true), record.length);
  const attributes: Attribute[] = [];
  for (let at = view.getUint16(20, true); ; ) {
    if (at + 4 > used) throw new SyntaxError(`${what} is damaged: it has no end`);
    const type = view.getUint32(at, true);
    if (type === END) return attributes;
    const length = at + 24 <= used ? view.getUint32(at + 4, true) : 0;
    if (length < 24 || length % 8 !== 0 || at + length > used)
      throw new SyntaxError(`${what} is damaged: an attribute of ${length} bytes at ${at}`);
    attributes.push(attribute(record.subarray(at, at + length), type, what));
    at += length;
  }
}

function attribute(bytes: Uint8Array, type: number, what: string): Attribute {
  const view = viewOf(bytes);
  const flags = view.getUint16(12, true);
  const nameAt = view.getUint16(10, true);
  const nameEnd = nameAt + 2 * view.getUint8(9);
  if (nameEnd > bytes.length) throw new SyntaxError(`${what} is damaged: a name leaves its attribute`);
  const head = {
    type,
    name: utf16(bytes.subarray(nameAt, nameEnd)),
    isCompressed: (flags & FLAG.compressed) !== 0,
    isEncrypted: (flags & FLAG.encrypted) !== 0,
  };
  if (view.getUint8(8) !== 0) return { ...head, extent: extentOf(bytes, what) };
  const start = view.getUint16(20, true);
  const end = start + view.getUint32(16, true);
  if (end > bytes.length) throw new SyntaxError(`${what} is damaged: a content leaves its attribute`);
  return { ...head, resident: bytes.subarray(start, end) };
}

function extentOf(bytes: Uint8Array, what: string): Extent {
  if (bytes.length < 64) throw new SyntaxError(`${what} is damaged: an attribute of ${bytes.length} bytes`);
  const view = viewOf(bytes);
  const first = uint64(view, 16);
  const power = view.getUint16(34, true);
  if (power > 8) throw new SyntaxError(`${what} is damaged: compressed in units of 2^${power} clusters`);
  return {
    first,
    runs: runsOf(bytes.subarray(view.getUint16(32, true)), first, what),
    unit: 2 ** power,
    size: first === 0 ? uint64(view, 48) : 0,
    initialised: first === 0 ? uint64(view, 56) : 0,
  };
}

/** A byte shows how many bytes the length and the distance from the run before have; none of the latter is a hole. */
function runsOf(bytes: Uint8Array, first: number, what: string): Run[] {
  const runs: Run[] = [];
  let from = first;
  let cluster = 0;
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const head = bytes[at] as number;
    const lengthEnd = at + 1 + (head & 15);
    const end = lengthEnd + (head >> 4);
    if (end > bytes.length) throw new SyntaxError(`${what} is damaged: its list of clusters is truncated`);
    const count = littleEndian(bytes.subarray(at + 1, lengthEnd), false);
    const isHole = head >> 4 === 0;
    cluster += littleEndian(bytes.subarray(lengthEnd, end), true);
    if (count <= 0 || cluster < 0 || !Number.isSafeInteger(from + count) || !Number.isSafeInteger(cluster))
      throw new SyntaxError(`${what} is damaged: a run of ${count} clusters at ${cluster}`);
    runs.push({ from, count, cluster: isHole ? undefined : cluster });
    from += count;
    at = end;
  }
  return runs;
}

function littleEndian(bytes: Uint8Array, isSigned: boolean): number {
  let value = 0;
  for (const byte of bytes.toReversed()) value = value * 256 + byte;
  return isSigned && (bytes.at(-1) ?? 0) >= 128 ? value - 256 ** bytes.length : value;
}
