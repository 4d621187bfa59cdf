import { createHash } from 'node:crypto';
import { shown } from './damage.ts';

/** What is kept of the header of an installed package. */
export interface RpmHeader {
  readonly name: string;
  readonly epoch?: number;
  readonly version?: string;
  readonly release?: string;
  readonly arch?: string;
  readonly vendor?: string;
  readonly packager?: string;
  /** Seconds since 1970. */
  readonly installTime?: number;
  /** `name:stream:version:context` of a package that belongs to a modular stream. */
  readonly modularity?: string;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/** The parts of a header, their sizes checked. */
interface Parts {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly entries: readonly Entry[];
  /** Where the data begins, which offsets count from. */
  readonly data: number;
  /** How many of the entries were signed with the package; what is added at installation follows. */
  readonly signed: number;
}

const MOST_ENTRIES = 0xffff;
const MOST_DATA = 0x0fffffff;
const ENTRY = 16;
const TYPE = { int32: 4, string: 6, binary: 7, i18n: 9 };
/** Bytes of one value; 0 where values end with a zero byte. */
const SIZES = [0, 1, 1, 2, 4, 8, 0, 1, 0, 0];
const TEXTUAL = new Set([TYPE.string, 8, TYPE.i18n]);
const REGIONS = new Set([61, 62, 63]);
const TAG = {
  ...{ sha1: 269, sha256: 273, name: 1000, version: 1001, release: 1002, epoch: 1003 },
  ...{ installTime: 1008, vendor: 1011, packager: 1015, arch: 1022, modularity: 5096 },
};
const KEPT = new Set<number>(Object.values(TAG));
/** A header in a package begins with these eight bytes; the database leaves them out, the digests cover them. */
const MAGIC = Uint8Array.of(0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0);

/**
 * The header of an installed package, as all back ends of the rpm database keep it. Its signed part is
 * compared with the digest that the package came with.
 *
 * @returns the fault instead, where the bytes are no whole header, so that a database can be read on
 * @see https://rpm-software-management.github.io/rpm/manual/format_header.html
 */
export function rpmHeader(bytes: Uint8Array): RpmHeader | SyntaxError {
  const parts = partsOf(bytes);
  if (typeof parts === 'string') return new SyntaxError(parts);
  const kept = new Map<number, string | number>();
  for (const entry of parts.entries) {
    const fault = faultOf(parts, entry);
    if (fault !== undefined) return new SyntaxError(`tag ${entry.tag} ${fault}`);
    // What was added at installation follows the signed part, and rpm lets it win
    if (KEPT.has(entry.tag)) kept.set(entry.tag, valueOf(parts, entry));
  }
  return wrongDigest(parts, kept) ?? headerOf(kept);
}

function partsOf(bytes: Uint8Array): Parts | string {
  if (bytes.length < 8) return `a header of ${bytes.length} bytes: ${shown(bytes)}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0);
  const size = view.getUint32(4);
  if (count === 0 || count > MOST_ENTRIES || size > MOST_DATA) {
    return `a header of ${count} tags and ${size} bytes: ${shown(bytes)}`;
  }
  const data = 8 + count * ENTRY;
  if (data + size !== bytes.length) return `a header of ${data + size} bytes in a record of ${bytes.length}`;
  const entries = Array.from({ length: count }, (_, index) => entryAt(view, 8 + index * ENTRY));
  const signed = signedEntries(view, entries, data);
  return typeof signed === 'string' ? signed : { bytes, view, entries, data, signed };
}

function entryAt(view: DataView, at: number): Entry {
  return {
    tag: view.getUint32(at),
    type: view.getUint32(at + 4),
    offset: view.getInt32(at + 8),
    count: view.getUint32(at + 12),
  };
}

/**
 * The first entry tells how far the signed part goes: it points to a trailer at the end of the signed data,
 * which holds the size of the index as a negative offset. Packages of the last century have no such entry.
 */
function signedEntries(view: DataView, entries: readonly Entry[], data: number): number | string {
  const [region] = entries;
  if (region === undefined || !REGIONS.has(region.tag)) return 0;
  const at = data + region.offset;
  if (
    region.type !== TYPE.binary ||
    region.count !== ENTRY ||
    region.offset < 0 ||
    at + ENTRY > view.byteLength
  ) {
    return `region ${region.tag} has type ${region.type}, count ${region.count} and offset ${region.offset}`;
  }
  const trailer = entryAt(view, at);
  const size = -trailer.offset;
  if (size <= 0 || size % ENTRY !== 0 || size / ENTRY > entries.length || trailer.count !== ENTRY) {
    return `the trailer of region ${region.tag} tells an index of ${size} bytes`;
  }
  return size / ENTRY;
}

/** What is wrong with an entry; its place and size are checked whether it is kept or not. */
function faultOf(parts: Parts, entry: Entry): string | undefined {
  const size = SIZES[entry.type];
  if (entry.type === 0 || size === undefined) return `has type ${entry.type}`;
  if (entry.count === 0) return 'has no value';
  const at = parts.data + entry.offset;
  const end = parts.bytes.length;
  if (entry.offset < 0 || at >= end) return `has offset ${entry.offset} of ${end - parts.data}`;
  if (size > 1 && entry.offset % size !== 0) return `has offset ${entry.offset}, which is not aligned`;
  if (entry.type === TYPE.string && entry.count !== 1) return `has ${entry.count} values in one string`;
  const length = size === 0 ? entry.count : entry.count * size;
  if (at + length > end) return `has ${entry.count} values at offset ${entry.offset} of ${end - parts.data}`;
  if (size === 0 && parts.bytes.indexOf(0, at) === -1)
    return `has a string without end at offset ${entry.offset}`;
  return undefined;
}

/** The value of a tag that is kept: a string (the first, where there are several), or a number. */
function valueOf(parts: Parts, entry: Entry): string | number {
  const at = parts.data + entry.offset;
  if (TEXTUAL.has(entry.type)) return decoded(parts.bytes.subarray(at, parts.bytes.indexOf(0, at)));
  return entry.type === TYPE.int32 ? parts.view.getUint32(at) : Number.NaN;
}

/** Headers are UTF-8 since 2015; older ones hold what the packager's machine wrote. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The digests cover the signed entries and their data, and stand themselves in what follows. */
function wrongDigest(parts: Parts, kept: ReadonlyMap<number, string | number>): SyntaxError | undefined {
  const algorithm = kept.has(TAG.sha256) ? 'sha256' : 'sha1';
  const expected = kept.get(TAG[algorithm]);
  const [region] = parts.entries;
  if (expected === undefined || region === undefined || parts.signed === 0) return undefined;
  const sizes = new DataView(new ArrayBuffer(8));
  sizes.setUint32(0, parts.signed);
  sizes.setUint32(4, region.offset + ENTRY);
  const actual = createHash(algorithm)
    .update(MAGIC)
    .update(new Uint8Array(sizes.buffer))
    .update(parts.bytes.subarray(8, 8 + parts.signed * ENTRY))
    .update(parts.bytes.subarray(parts.data, parts.data + region.offset + ENTRY))
    .digest('hex');
  if (actual === expected) return undefined;
  const name = JSON.stringify(String(kept.get(TAG.name) ?? '').slice(0, 80));
  return new SyntaxError(`the header of ${name} has the ${algorithm} digest ${actual}, not ${expected}`);
}

function headerOf(kept: ReadonlyMap<number, string | number>): RpmHeader | SyntaxError {
  const string = (tag: number): string | undefined => {
    const value = kept.get(tag);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const name = string(TAG.name);
  if (name === undefined) return new SyntaxError('a header without a name');
  const values = {
    epoch: numberOf(kept, TAG.epoch),
    version: string(TAG.version),
    release: string(TAG.release),
    arch: string(TAG.arch),
    vendor: string(TAG.vendor),
    packager: string(TAG.packager),
    installTime: numberOf(kept, TAG.installTime),
    modularity: string(TAG.modularity),
  };
  const fault = Object.entries(values).find(([, value]) => Number.isNaN(value));
  if (fault !== undefined)
    return new SyntaxError(`the header of ${JSON.stringify(name)} has no number as ${fault[0]}`);
  return { name, ...present(values) };
}

function numberOf(kept: ReadonlyMap<number, string | number>, tag: number): number | undefined {
  const value = kept.get(tag);
  return typeof value === 'string' ? Number.NaN : value;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
