import { quoted } from '../source-position.ts';

/** One member of a zip archive. */
export interface ZipEntry {
  /** As written, with `/` between folders; it may be absolute, climb with `..` or hold anything else. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link';
  /** Unpacked. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  /** Of its local header in the archive. */
  readonly offset: number;
  /** Why its content cannot be had. */
  readonly problem?: string;
}

/** Gives bytes at a place of an archive, fewer only at its end. */
export type ReadAt = (at: number, length: number) => Uint8Array;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
/** The list of members is read into memory. */
const LONGEST_LIST = 512 * 1024 * 1024;
const UNIX_LINK = 0o120000;
const UNIX_KIND = 0o170000;

/** Whether these bytes begin a zip archive, an empty one included. */
export function isZip(head: Uint8Array): boolean {
  const magic = head.length < 4 ? 0 : viewOf(head).getUint32(0, true);
  return magic === LOCAL || magic === END;
}

/**
 * The members as the list at the end of the archive shows them, which is what unpackers go by.
 *
 * @throws SyntaxError when there is no such list or it is truncated
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function* zipEntries(size: number, read: ReadAt): Generator<ZipEntry> {
  const end = endOf(size, read);
  if (end.listSize > LONGEST_LIST)
    throw new SyntaxError(`a list of ${end.listSize} bytes; the limit is ${LONGEST_LIST}`);
  const list = read(end.listAt, end.listSize);
  if (list.length < end.listSize)
    throw new SyntaxError('the list of members lies beyond the end of the archive');
  const view = viewOf(list);
  let at = 0;
  for (let count = 0; count < end.count; count++) {
    if (at + 46 > list.length || view.getUint32(at, true) !== CENTRAL) {
      const found = quoted(Buffer.from(list.subarray(at, at + 41)).toString('latin1'));
      throw new SyntaxError(`member ${count + 1} of ${end.count} is not in the list: ${found}`);
    }
    const entry = entryAt(list, view, at, end.shift);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at > list.length) throw new SyntaxError(`the list is truncated inside ${quoted(entry.path)}`);
    yield entry;
  }
}

/**
 * What an archive holds beside its members: bytes in front of the first one, and bytes behind its end. Other unpackers
 * go by them.
 *
 * @throws SyntaxError like {@link zipEntries}
 */
export function zipStrays(size: number, read: ReadAt, entries: readonly ZipEntry[]): string[] {
  const { listAt, end } = endOf(size, read);
  const first = entries.reduce((least, { offset }) => Math.min(least, offset), listAt);
  return [
    ...(first > 0 ? [`${first} bytes before the first member were not read`] : []),
    ...(end < size ? [`${size - end} bytes follow the end of the archive and were not read`] : []),
  ];
}

/** Where the packed content of a member begins. Throws SyntaxError when no member is there. */
export function contentAt(entry: ZipEntry, read: ReadAt): number {
  const header = read(entry.offset, 30);
  if (header.length < 30 || viewOf(header).getUint32(0, true) !== LOCAL) {
    throw new SyntaxError(`no member at byte ${entry.offset}: ${quoted(entry.path)}`);
  }
  const view = viewOf(header);
  return entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

interface ListPlace {
  readonly count: number;
  readonly listAt: number;
  readonly listSize: number;
  /** Bytes before the archive (a program that unpacks itself) that its offsets do not count. */
  readonly shift: number;
  /** Where the archive ends, with its comment. */
  readonly end: number;
}

function endOf(size: number, read: ReadAt): ListPlace {
  const start = Math.max(0, size - END_SIZE - LONGEST_COMMENT);
  const tail = read(start, size - start);
  const view = viewOf(tail);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + END_SIZE + view.getUint16(at + 20, true) > tail.length)
      continue;
    const end = start + at + END_SIZE + view.getUint16(at + 20, true);
    const listSize = view.getUint32(at + 12, true);
    const listAt = view.getUint32(at + 16, true);
    const count = view.getUint16(at + 10, true);
    if (view.getUint16(at + 4, true) !== 0 && view.getUint16(at + 4, true) !== 0xffff) {
      throw new SyntaxError('part of an archive in several volumes');
    }
    if (count === 0xffff || listSize === 0xffffffff || listAt === 0xffffffff) {
      const large = end64(start + at, read);
      if (large) return { ...large, end };
    }
    const shift = start + at - listSize - listAt;
    if (shift < 0) throw new SyntaxError('the list of members lies beyond the end of the archive');
    return { count, listAt: listAt + shift, listSize, shift, end };
  }
  throw new SyntaxError('the archive is truncated: the list of its members is not there');
}

function end64(endAt: number, read: ReadAt): Omit<ListPlace, 'end'> | undefined {
  const locator = viewOf(read(Math.max(0, endAt - 20), 20));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== LOCATOR_64) return undefined;
  const record = viewOf(read(large(locator, 8), 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) {
    throw new SyntaxError('the list of members is not where the archive says');
  }
  return { count: large(record, 32), listSize: large(record, 40), listAt: large(record, 48), shift: 0 };
}

function entryAt(list: Uint8Array, view: DataView, at: number, shift: number): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extra = list.subarray(nameEnd, nameEnd + view.getUint16(at + 30, true));
  const sizes = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
  const [size = 0, packedSize = 0, offset = 0] = widened(sizes, extra);
  const path = nameOf(list.subarray(at + 46, nameEnd), (flags & 0x800) !== 0, extra);
  const mode = view.getUint8(at + 5) === 3 ? view.getUint32(at + 38, true) >>> 16 : 0;
  const problem = problemOf(flags, method);
  return {
    path,
    type: path.endsWith('/') ? 'folder' : (mode & UNIX_KIND) === UNIX_LINK ? 'link' : 'file',
    size,
    packedSize,
    method: method === 0 ? 'stored' : 'deflated',
    crc: view.getUint32(at + 16, true),
    offset: offset + shift,
    ...(problem === undefined ? {} : { problem }),
  };
}

function problemOf(flags: number, method: number): string | undefined {
  if (flags & 0x41) return 'it is encrypted';
  return method === 0 || method === 8 ? undefined : `it is packed with method ${method}, which is not read`;
}

/** Sizes beyond 32 bits stand in an extra field, those that do not fit only. */
function widened(sizes: readonly number[], extra: Uint8Array): number[] {
  const field = extraField(extra, 1);
  let at = 0;
  return sizes.map((size) => {
    if (size !== 0xffffffff || !field || at + 8 > field.length) return size;
    at += 8;
    return large(viewOf(field), at - 8);
  });
}

function extraField(extra: Uint8Array, id: number): Uint8Array | undefined {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === id) return extra.subarray(at + 4, at + 4 + view.getUint16(at + 2, true));
  }
  return undefined;
}

/** Info-ZIP's field for names in Unicode: a version, the checksum of the other name, then UTF-8. */
const UNICODE_PATH = 0x7075;

/** Windows writes `\` between folders now and then. */
function nameOf(bytes: Uint8Array, isUtf8: boolean, extra: Uint8Array): string {
  const unicode = extraField(extra, UNICODE_PATH);
  const name = unicode && unicode.length > 5 ? decode(unicode.subarray(5), true) : decode(bytes, isUtf8);
  return name.replaceAll('\\', '/');
}

/** Names without the flag are UTF-8 nearly as often; what is neither is kept apart by its bytes. */
function decode(bytes: Uint8Array, isUtf8: boolean): string {
  const text = Buffer.from(bytes).toString('utf8');
  return isUtf8 || !text.includes('\ufffd') ? text : Buffer.from(bytes).toString('latin1');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function large(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new SyntaxError(`an impossible number in the archive: ${value}`);
  return value;
}
