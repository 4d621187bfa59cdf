import { quoted } from '../source-position.ts';

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

/** Whether these bytes begin with the header of a tar archive: its checksum is right. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && head[0] !== 0 && isRight(head.subarray(0, BLOCK));
}

/** Whether the block holds nothing: two of them end an archive. */
export function isZero(block: Uint8Array): boolean {
  for (let at = 0; at < block.length; at++) if (block[at] !== 0) return false;
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
  const buffer = bufferOf(block);
  const name = field(buffer, 0, 100);
  // GNU's magic is `ustar` and blanks, and uses the place of the prefix for other things.
  const prefix = block[262] === 0 && isUstar(buffer) ? field(buffer, 345, 500) : '';
  const flag = String.fromCharCode(block[156] || 0x30);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag,
    size: numberField(block, 124, 12, at),
    linkName: field(buffer, 157, 257),
    block,
  };
}

/**
 * A number in octal digits, or in base 256 where the first bit is set.
 *
 * @throws SyntaxError for anything else, for negative numbers and for those that no file can have
 */
export function numberField(block: Uint8Array, start: number, length: number, at: number): number {
  if ((block[start] ?? 0) & 0x80) return base256(block.subarray(start, start + length), at + start);
  const value = octal(block, start, start + length);
  if (value === undefined) {
    throw new SyntaxError(
      `no octal number at byte ${at + start}: ${shown(block.subarray(start, start + length))}`,
    );
  }
  return value;
}

function isUstar(block: Buffer): boolean {
  return block.toString('latin1', 257, 262) === 'ustar';
}

/** Digits between blanks and zero bytes; 0 for none at all, undefined for anything else. */
function octal(block: Uint8Array, start: number, end: number): number | undefined {
  let first = start;
  let last = end;
  while (first < last && isBlank(block[first])) first++;
  while (last > first && isBlank(block[last - 1])) last--;
  let value = 0;
  for (let at = first; at < last; at++) {
    const digit = (block[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  return value;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
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
  const wanted = octal(block, SUM_START, SUM_END);
  // The blanks that stand for the checksum itself are in every sum.
  if (!wanted) return false;
  const sum = 0x20 * (SUM_END - SUM_START) + sumOf(block, 0, SUM_START) + sumOf(block, SUM_END, BLOCK);
  return sum === wanted || sum - 256 * negatives(block) === wanted;
}

function sumOf(block: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += block[at] as number;
  return sum;
}

function negatives(block: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < BLOCK; at++) if ((at < SUM_START || at >= SUM_END) && (block[at] ?? 0) > 127) count++;
  return count;
}

/** Up to the first zero byte. Names are UTF-8 nearly always; what is not shows marks of replacement. */
function field(block: Buffer, start: number, end: number): string {
  let zero = start;
  while (zero < end && block[zero] !== 0) zero++;
  return block.toString('utf8', start, zero);
}

/** The text of a name in an archive. */
export function utf8(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('utf8');
}

function bufferOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function shown(bytes: Uint8Array): string {
  return quoted(bufferOf(bytes).toString('latin1', 0, Math.min(bytes.length, 41)));
}
