import { Buffer, isUtf8 } from 'node:buffer';
import { shown } from '../errors.ts';
import { hashOf } from '../signature/digest.ts';
import { quoted } from '../source-position.ts';
import { inCodePage } from '../text/code-page.ts';

/** What is kept of the header of an installed package. */
export interface RpmHeader {
  readonly name: string;
  readonly epoch: number | undefined;
  readonly version: string | undefined;
  readonly release: string | undefined;
  readonly arch: string | undefined;
  readonly vendor: string | undefined;
  readonly packager: string | undefined;
  readonly licence: string | undefined;
  /** Seconds since 1970. */
  readonly installTime: number | undefined;
  /** `name:stream:version:context` of a package that belongs to a modular stream. */
  readonly modularity: string | undefined;
}

/** The parts of a header, their sizes checked. */
interface Parts {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the data begins, which offsets count from. */
  readonly data: number;
  /** Where the last zero byte stands: a string that begins behind it has no end. */
  readonly lastEnd: number;
  /** What was signed with the package: so many entries, and so many bytes of the data. */
  readonly signed: { readonly entries: number; readonly data: number } | undefined;
}

const MAX_ENTRIES = 0xffff;
const MAX_DATA = 0x0fffffff;
const ENTRY = 16;
const TYPE = { int32: 4, string: 6, binary: 7 };
/** Bytes of one value; 0 where values end with a zero byte. */
const SIZES = [0, 1, 1, 2, 4, 8, 0, 1, 0, 0];
const REGIONS = new Set([61, 62, 63]);
const TAG = {
  sha1: 269,
  sha256: 273,
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  installTime: 1008,
  vendor: 1011,
  licence: 1014,
  packager: 1015,
  arch: 1022,
  modularity: 5096,
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
  const kept = new Map<number, number>();
  for (let at = 8; at < parts.data; at += ENTRY) {
    const tag = parts.view.getUint32(at);
    const fault = faultOf(parts, at);
    if (fault !== undefined) return new SyntaxError(`tag ${tag} ${fault}`);
    // What was added at installation follows the signed part, and rpm lets it win
    if (KEPT.has(tag)) kept.set(tag, at);
  }
  return wrongDigest(parts, kept) ?? headerOf(parts, kept);
}

function partsOf(bytes: Uint8Array): Parts | string {
  if (bytes.length < 8) return `a header of ${bytes.length} bytes: ${shown(bytes)}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0);
  const size = view.getUint32(4);
  if (count === 0 || count > MAX_ENTRIES || size > MAX_DATA) {
    return `a header of ${count} tags and ${size} bytes: ${shown(bytes)}`;
  }
  const data = 8 + count * ENTRY;
  if (data + size !== bytes.length) return `a header of ${data + size} bytes in a record of ${bytes.length}`;
  const signed = signedPart(view, count, data);
  if (typeof signed === 'string') return signed;
  return { bytes, view, data, signed, lastEnd: bytes.lastIndexOf(0) };
}

/**
 * The first entry shows how far the signed part goes: it points to a trailer at the end of the signed data,
 * which holds the size of the index as a negative offset. Packages of the last century have no such entry.
 */
function signedPart(view: DataView, count: number, data: number): Parts['signed'] | string {
  const region = view.getUint32(8);
  if (!REGIONS.has(region)) return undefined;
  const offset = view.getInt32(16);
  const isRegion = view.getUint32(12) === TYPE.binary && view.getUint32(20) === ENTRY;
  const at = data + offset;
  if (!isRegion || offset < 0 || at + ENTRY > view.byteLength) {
    return `region ${region} begins with ${shown(new Uint8Array(view.buffer, view.byteOffset + 8, ENTRY))}`;
  }
  const size = -view.getInt32(at + 8);
  if (size <= 0 || size % ENTRY !== 0 || size / ENTRY > count || view.getUint32(at + 12) !== ENTRY) {
    return `the trailer of region ${region} has an index of ${size} bytes`;
  }
  return { entries: size / ENTRY, data: offset + ENTRY };
}

/** What is wrong with the entry at a place of the index; its bounds are checked whether it is kept or not. */
function faultOf({ view, data, lastEnd }: Parts, at: number): string | undefined {
  const type = view.getUint32(at + 4);
  const offset = view.getInt32(at + 8);
  const count = view.getUint32(at + 12);
  const size = SIZES[type];
  const end = view.byteLength - data;
  if (type === 0 || size === undefined) return `has type ${type}`;
  if (count === 0) return 'has no value';
  if (offset < 0 || offset + Math.max(size, 1) * count > end) {
    return `has ${count} values at offset ${offset} of ${end}`;
  }
  if (size > 1 && offset % size !== 0) return `has offset ${offset}, which is not aligned`;
  if (type === TYPE.string && count !== 1) return `has ${count} values in one string`;
  return size === 0 && data + offset > lastEnd ? `has a string without end at ${offset}` : undefined;
}

/** The string of an entry (the first, where there are several); undefined where it is none or empty. */
function stringAt({ view, bytes, data }: Parts, entry: number | undefined): string | undefined {
  if (entry === undefined || SIZES[view.getUint32(entry + 4)] !== 0) return undefined;
  const at = data + view.getInt32(entry + 8);
  let end = at;
  while (bytes[end] !== 0) end++;
  return end === at ? undefined : decoded(bytes, at, end);
}

/** Headers are UTF-8 since 2015; older ones hold what the packager's machine wrote. */
function decoded(bytes: Uint8Array, from: number, to: number): string {
  const part = bytes.subarray(from, to);
  // Names and versions are short and ASCII; a decoder costs them more than all the rest of the header
  const isShort = part.length <= 64 && part.every((byte) => byte < 0x80);
  if (isShort) return Reflect.apply(String.fromCharCode, undefined, part);
  if (isUtf8(part)) return Buffer.from(part.buffer, part.byteOffset, part.length).toString('utf8');
  return inCodePage(part, 'windows-1252');
}

/** The number of an entry; NaN where it is none. */
function numberAt({ view, data }: Parts, entry: number | undefined): number | undefined {
  if (entry === undefined) return undefined;
  return view.getUint32(entry + 4) === TYPE.int32
    ? view.getUint32(data + view.getInt32(entry + 8))
    : Number.NaN;
}

/** The digests cover the signed entries and their data, and stand themselves in what follows. */
function wrongDigest(parts: Parts, kept: ReadonlyMap<number, number>): SyntaxError | undefined {
  const algorithm = kept.has(TAG.sha1) ? 'sha1' : 'sha256';
  const expected = stringAt(parts, kept.get(TAG[algorithm]));
  if (expected === undefined || parts.signed === undefined) return undefined;
  const head = new Uint8Array(16);
  head.set(MAGIC);
  const view = new DataView(head.buffer);
  view.setUint32(8, parts.signed.entries);
  view.setUint32(12, parts.signed.data);
  const actual = hashOf(algorithm)
    .update(head)
    .update(parts.bytes.subarray(8, 8 + parts.signed.entries * ENTRY))
    .update(parts.bytes.subarray(parts.data, parts.data + parts.signed.data))
    .digest('hex');
  if (actual === expected) return undefined;
  const name = quoted(stringAt(parts, kept.get(TAG.name)) ?? '');
  return new SyntaxError(`the header of ${name} has the ${algorithm} digest ${actual}, not ${expected}`);
}

function headerOf(parts: Parts, kept: ReadonlyMap<number, number>): RpmHeader | SyntaxError {
  const string = (tag: number): string | undefined => stringAt(parts, kept.get(tag));
  const name = string(TAG.name);
  if (name === undefined) return new SyntaxError('a header without a name');
  const epoch = numberAt(parts, kept.get(TAG.epoch));
  const installTime = numberAt(parts, kept.get(TAG.installTime));
  if (Number.isNaN(epoch) || Number.isNaN(installTime)) {
    return new SyntaxError(`the header of ${quoted(name)} has no number as epoch or time`);
  }
  return {
    name,
    epoch,
    installTime,
    version: string(TAG.version),
    release: string(TAG.release),
    arch: string(TAG.arch),
    vendor: string(TAG.vendor),
    packager: string(TAG.packager),
    licence: string(TAG.licence),
    modularity: string(TAG.modularity),
  };
}
