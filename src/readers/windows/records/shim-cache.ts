import { filetimeDay } from '../../../formats/registry/filetime.ts';
import type { RecordedFile } from './recorded-file.ts';

const XP = 0xdeadbeef;
const VISTA = 0xbadc0ffe;
const SEVEN = 0xbadc0fee;
/** Windows keeps at most 1024. */
const MAX_ENTRIES = 4096;

/**
 * The files in the application compatibility cache: Windows has looked at each at some time. Newer systems also list
 * what a folder view showed, so that an entry does not prove that a program ran. The time in an entry is that of the
 * file's last change, and no sign of its use; only Windows XP has the time of its last update too.
 *
 * @param data of the value `AppCompatCache`
 * @throws SyntaxError for a layout that is not known, and for entries that are truncated
 * @see https://github.com/libyal/winreg-kb/blob/main/docs/sources/system-keys/Application-compatibility-cache.md
 */
export function shimCache(data: Uint8Array): RecordedFile[] {
  if (data.length < 4) return [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const signature = view.getUint32(0, true);
  if (signature === XP) return ofXp(data, view);
  if (signature === VISTA || signature === SEVEN) return ofSeven(data, view, signature);
  // The header of Windows 8 does not always show its own size.
  return ofTen(data, view, signature === 0 ? 0x80 : signature);
}

function ofXp(data: Uint8Array, view: DataView): RecordedFile[] {
  const count = numberAt(view, 4);
  const entries = Array.from({ length: limited(count) }, (_, index) => 400 + index * 552);
  return entries.flatMap((at) => {
    if (at + 552 > data.length) throw truncated(at);
    const path = wide(data.subarray(at, at + 528)).replace(/\0.*$/su, '');
    return path === '' ? [] : [{ path, lastSeen: filetimeDay(view.getBigUint64(at + 544, true)) }];
  });
}

/** Entries of one size that point to their paths; the pointers are wider on 64-bit systems. */
function ofSeven(data: Uint8Array, view: DataView, signature: number): RecordedFile[] {
  const count = numberAt(view, 4);
  const start = signature === SEVEN ? 128 : 8;
  if (count === 0) return [];
  if (start + 16 > data.length) throw truncated(start);
  // Of a wide pointer the upper half is zero, and so is the padding before it.
  const isWide = view.getUint32(start + 4, true) === 0;
  const size = signature === SEVEN ? (isWide ? 48 : 32) : isWide ? 32 : 24;
  return Array.from({ length: limited(count) }, (_, index) => start + index * size).map((at) => {
    if (at + size > data.length) throw truncated(at);
    const length = view.getUint16(at, true);
    const offset = view.getUint32(at + (isWide ? 8 : 4), true);
    return { path: pathAt(data, offset, length) };
  });
}

/** Windows 8 and later: each entry has a mark, its length, and its path. */
function ofTen(data: Uint8Array, view: DataView, start: number): RecordedFile[] {
  if (start < 0x20 || start > 0x80)
    throw new SyntaxError(`a compatibility cache of an unknown layout: ${start}`);
  const found: RecordedFile[] = [];
  let at = start;
  while (at + 14 <= data.length && found.length < MAX_ENTRIES) {
    const mark = String.fromCharCode(...data.subarray(at, at + 4));
    if (mark !== '10ts' && mark !== '00ts') break;
    const size = view.getUint32(at + 8, true);
    const length = view.getUint16(at + 12, true);
    if (at + 12 + size > data.length) throw truncated(at);
    const path = pathAt(data, at + 14, length);
    // Packages of the store are written in tabs and not as a path.
    if (!path.includes('\t') && path !== '') found.push({ path });
    at += 12 + size;
  }
  if (found.length === 0 && at === start && data.length > start + 14)
    throw new SyntaxError(`offset ${at} of the compatibility cache: not an entry`);
  return found;
}

function pathAt(data: Uint8Array, offset: number, length: number): string {
  if (offset + length > data.length) throw truncated(offset);
  return wide(data.subarray(offset, offset + length));
}

function wide(bytes: Uint8Array): string {
  return new TextDecoder('utf-16le').decode(bytes);
}

function numberAt(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw truncated(at);
  return view.getUint32(at, true);
}

function limited(count: number): number {
  if (count > MAX_ENTRIES) throw new SyntaxError(`a compatibility cache of ${count} entries`);
  return count;
}

function truncated(at: number): SyntaxError {
  return new SyntaxError(`offset ${at} of the compatibility cache: it is truncated`);
}
