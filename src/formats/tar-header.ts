import { quoted } from './place.ts';

/** One 512-byte header of a tar archive, as written. */
export interface TarHeader {
  /** With the prefix of POSIX headers before it. */
  readonly name: string;
  /** The character of the type flag; `0` for the zero byte of old archives. */
  readonly flag: string;
  /** Bytes of content that follow, without padding. */
  readonly size: number;
  readonly linkName: string;
  /** The whole block, for the fields that only some kinds of entries have. */
  readonly block: Uint8Array;
}

/** Bytes of a block: headers and paddings are whole ones. */
export const BLOCK = 512;

/** Of the checksum field, which counts as blanks in its own sum. */
const SUM_START = 148;
const SUM_END = 156;
const OCTAL = /^[0-7]*$/u;

/** Whether these bytes begin with the header of a tar archive: its checksum is right. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && head[0] !== 0 && isRight(head.subarray(0, BLOCK));
}

/** Whether the block holds nothing: two of them end an archive. */
export function isZero(block: Uint8Array): boolean {
  for (const byte of block) if (byte !== 0) return false;
  return true;
}

/**
 * @param at where the block begins in its archive, for messages
 * @throws SyntaxError when the checksum is wrong or a number is none
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export function tarHeader(block: Uint8Array, at: number): TarHeader {
  if (!isRight(block)) {
    throw new SyntaxError(`no tar header at byte ${at}: the checksum of ${shown(block)} is wrong`);
  }
  const name = field(block, 0, 100);
  // GNU's magic is `ustar` and blanks, and uses the place of the prefix for other things.
  const isPosix = latin(block, 257, 263) === 'ustar\0';
  const prefix = isPosix ? field(block, 345, 500) : '';
  const flag = String.fromCharCode(block[156] || 0x30);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag,
    size: numberField(block, 124, 12, at),
    linkName: field(block, 157, 257),
    block,
  };
}

/**
 * A number in octal digits, or in base 256 where the first bit is set.
 *
 * @throws SyntaxError for anything else, for negative numbers and for those that no file can have
 */
export function numberField(block: Uint8Array, start: number, length: number, at: number): number {
  const bytes = block.subarray(start, start + length);
  const first = bytes[0] ?? 0;
  if (first & 0x80) return base256(bytes, at + start);
  const digits = latin(bytes, 0, length).replaceAll('\0', ' ').trim();
  if (!OCTAL.test(digits)) throw new SyntaxError(`no octal number at byte ${at + start}: ${shown(bytes)}`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function base256(bytes: Uint8Array, at: number): number {
  let value = (bytes[0] ?? 0) & 0x7f;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value))
    throw new SyntaxError(`an impossible size at byte ${at}: ${shown(bytes)}`);
  return value;
}

/** Old writers added the bytes as signed characters. */
function isRight(block: Uint8Array): boolean {
  const digits = latin(block, SUM_START, SUM_END).replaceAll('\0', ' ').trim();
  if (digits === '' || !OCTAL.test(digits)) return false;
  const wanted = Number.parseInt(digits, 8);
  let sum = 0x20 * (SUM_END - SUM_START);
  let negative = 0;
  for (let at = 0; at < BLOCK; at++) {
    if (at >= SUM_START && at < SUM_END) continue;
    const byte = block[at] ?? 0;
    sum += byte;
    if (byte > 127) negative++;
  }
  return sum === wanted || sum - 256 * negative === wanted;
}

/** Up to the first zero byte. Names are UTF-8 nearly always; what is not shows marks of replacement. */
function field(block: Uint8Array, start: number, end: number): string {
  const zero = block.subarray(start, end).indexOf(0);
  return utf8(block.subarray(start, zero < 0 ? end : start + zero));
}

/** The text of a name in an archive. */
export function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end);
}

function shown(bytes: Uint8Array): string {
  return quoted(latin(bytes, 0, Math.min(bytes.length, 41)));
}
