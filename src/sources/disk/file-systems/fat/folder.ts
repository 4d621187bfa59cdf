import { cp850 } from '../../../../formats/text/cp850.ts';
import { isEntryName } from '../../file-system.ts';
import { utf16, viewOf } from '../../little-endian.ts';

/** A file or folder as its folder has it. */
export interface FatEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly cluster: number;
  readonly size: number;
}

const ENTRY = 32;
const ATTRIBUTE = { label: 0x08, folder: 0x10, longName: 0x0f };
const MARK = { end: 0, deleted: 0xe5 };
const LAST_PART = 0x40;
/** Characters of a long name that one entry has, and how many entries it may take. */
const PART = 13;
const MAX_PARTS = 20;

/** Either a file, or the label of the volume. */
export type FatItem = FatEntry | { readonly label: string };

/** What was read of a long name, which stands before its file from its end to its start. */
interface LongName {
  readonly parts: string[];
  readonly checksum: number;
  /** The number of the part that has to come next. */
  next: number;
}

/** The entries of a folder, from its bytes piece by piece. Throws SyntaxError when a name is impossible. */
export function* fatEntries(pieces: Iterable<Uint8Array>): Generator<FatItem> {
  let long: LongName | undefined;
  for (const piece of pieces) {
    for (let at = 0; at + ENTRY <= piece.length; at += ENTRY) {
      const entry = piece.subarray(at, at + ENTRY);
      const attributes = entry[11] as number;
      if (entry[0] === MARK.end) return;
      if (entry[0] === MARK.deleted) long = undefined;
      else if ((attributes & 0x3f) === ATTRIBUTE.longName) long = withPart(long, entry);
      else {
        const item = itemOf(entry, attributes, long);
        long = undefined;
        if (item) yield item;
      }
    }
  }
}

function withPart(before: LongName | undefined, entry: Uint8Array): LongName | undefined {
  const order = entry[0] as number;
  const number = order & 0x3f;
  const checksum = entry[13] as number;
  const isFirst = (order & LAST_PART) !== 0;
  if (number === 0 || number > MAX_PARTS) return undefined;
  const long = isFirst ? { parts: [], checksum, next: number } : before;
  if (long === undefined || long.next !== number || long.checksum !== checksum) return undefined;
  long.parts.unshift(
    utf16(Buffer.concat([entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)])),
  );
  long.next = number - 1;
  return long;
}

function itemOf(entry: Uint8Array, attributes: number, long: LongName | undefined): FatItem | undefined {
  const short = entry.subarray(0, 11);
  if ((attributes & ATTRIBUTE.label) !== 0) return { label: cp850(short).trimEnd() };
  const isWhole = long?.next === 0 && long.checksum === checksumOf(short);
  const name = isWhole ? endAtZero(long.parts.join('')) : shortName(short, entry[12] as number);
  if (name === '.' || name === '..') return undefined;
  if (!isEntryName(name)) throw new SyntaxError(`a folder is damaged: the name ${JSON.stringify(name)}`);
  const view = viewOf(entry);
  return {
    name,
    isFolder: (attributes & ATTRIBUTE.folder) !== 0,
    cluster: view.getUint16(20, true) * 65_536 + view.getUint16(26, true),
    size: view.getUint32(28, true),
  };
}

function endAtZero(name: string): string {
  const end = name.indexOf('\0');
  return end < 0 ? name.slice(0, PART * MAX_PARTS) : name.slice(0, end);
}

/** Ties a long name to the short one that it was made for. */
function checksumOf(short: Uint8Array): number {
  let sum = 0;
  for (const byte of short) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
  return sum;
}

/** Eight letters and three; Windows notes there that they are all small. */
function shortName(short: Uint8Array, flags: number): string {
  const bytes = Uint8Array.from(short);
  // The letter with the number of deleted files is stored as another.
  if (bytes[0] === 0x05) bytes[0] = 0xe5;
  const base = cp850(bytes.subarray(0, 8)).trimEnd();
  const extension = cp850(bytes.subarray(8, 11)).trimEnd();
  const name = (flags & 0x08) === 0 ? base : base.toLowerCase();
  if (extension === '') return name;
  return `${name}.${(flags & 0x10) === 0 ? extension : extension.toLowerCase()}`;
}
