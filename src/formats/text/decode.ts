import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { inCodePage } from './code-page.ts';
import { cp850 } from './cp850.ts';
import { plausible } from './detect-encoding.ts';
import { ofLastHead } from './head-text.ts';

/**
 * Bytes to text: by byte order mark first, then by what decodes to text that somebody could have written.
 *
 * Lists and exports reach us through shells and tools of every age: UTF-8 with and without a mark, UTF-16 in
 * both orders with and without one, and the code pages of old systems, single-byte and East Asian.
 *
 * Throws `SyntaxError` when the bytes end early inside a character or are no text in any of these.
 *
 * @see https://encoding.spec.whatwg.org/
 */
export function text(bytes: Uint8Array): string {
  return [...chunks(bytes, Math.max(bytes.length, 2))].join('');
}

/**
 * The same text in small pieces, for files whose whole text would not fit: these stay in the young part of
 * the heap and were twice as fast as a megabyte. A torn end throws after everything before it was given.
 */
export function* chunks(bytes: Uint8Array, step = 1 << 16): Generator<string> {
  const fault = yield* pieces(bytes, step);
  if (fault !== undefined) throw new SyntaxError(fault);
}

/** Like {@link chunks}, for those who have something to finish first: a torn end is returned, not thrown. */
export function* pieces(bytes: Uint8Array, step = 1 << 14): Generator<string, string | undefined> {
  const encoding = encodingOf(bytes);
  const body = bytes.subarray(markLength(bytes, encoding));
  if (encoding === 'mixed') yield* mixed(body);
  else if (encoding === 'ascii') yield* latin(body, step);
  else if (encoding === 'utf-16le') yield* wide(body, step);
  else if (encoding === 'cp850') yield* oem(body, step);
  else if (encoding === 'utf-8') return (yield* narrow(body, step)) ? torn('UTF-8', bytes) : undefined;
  else return yield* decoded(body, encoding, step);
  return encoding === 'utf-16le' && body.length % 2 === 1 ? torn('UTF-16', bytes) : undefined;
}

function torn(encoding: string, bytes: Uint8Array): string {
  return `${encoding} text is truncated inside a character: ${ends(bytes)}`;
}

/**
 * Lines without their ends (`\n`, `\r\n`, or the lone `\r` of old Macs), numbered from 1 by their order.
 * A torn end throws after all whole lines.
 */
export function* lines(bytes: Uint8Array): Generator<string> {
  const fault = yield* wholeLines(bytes);
  if (fault !== undefined) throw new SyntaxError(fault);
}

/** Like {@link lines}, with a torn end returned, not thrown. */
export function* wholeLines(bytes: Uint8Array): Generator<string, string | undefined> {
  const text = pieces(bytes);
  let rest = '';
  let next = text.next();
  for (; next.done !== true; next = text.next()) {
    const parts = (rest + next.value).split(lineEnd);
    rest = parts.pop() ?? '';
    // The `\r` at the very end of a piece may be half of `\r\n`.
    if (parts.length > 0 && rest === '' && next.value.endsWith('\r')) rest = `${parts.pop()}\r`;
    yield* parts;
  }
  if (rest !== '') yield rest.replace(/\r$/u, '');
  return next.value;
}

const lineEnd = /\r\n|\n|\r/u;

/** What bytes were found to be: a label of the WHATWG Encoding Standard, or one of ours. */
export type Encoding = string;

/**
 * The encoding of these bytes: `ascii`, a label of the WHATWG Encoding Standard, `cp850` (the console of
 * western Windows, which the standard leaves out), or `mixed` for UTF-8 with single lines in something else.
 */
export function encodingOf(bytes: Uint8Array): Encoding {
  const encoding = encodingIn(bytes);
  if (encoding === undefined) throw new SyntaxError(`this is not text: ${shown(bytes)}`);
  return encoding;
}

/**
 * The whole lines at the beginning of a file, at most 8 KiB, for showing its kind: never throws, and is
 * undefined when this is no text.
 */
export const beginningOf: (head: Uint8Array) => string | undefined = ofLastHead((head) => {
  const end = head.length <= BEGINNING ? head.length : head.lastIndexOf(0x0a, BEGINNING) + 1;
  // The zero behind a line end of UTF-16 belongs to it.
  const lines = head.subarray(0, end + (head[end] === 0 && head[end - 1] === 0x0a ? 1 : 0));
  const encoding = encodingIn(lines);
  if (encoding === undefined) return undefined;
  // Half a character at the end of a file that was truncated is for whoever reads it to report.
  const bytes = encoding.startsWith('utf-16') ? lines.subarray(0, lines.length & ~1) : lines;
  let text = '';
  for (const piece of pieces(bytes)) text += piece;
  return text;
});

const BEGINNING = 1 << 13;

function encodingIn(bytes: Uint8Array): Encoding | undefined {
  const marked = markOf(bytes);
  if (marked !== undefined) return marked;
  if (isUtf8(bytes) && !isStrange(bytes)) return isAscii(bytes) ? 'ascii' : 'utf-8';
  if (isTornUtf8(bytes)) return 'utf-8';
  if (isBinary(bytes)) return undefined;
  const encoding = plausible(sampleOf(bytes));
  // The code pages agree on ASCII, though decoders of some swap its control characters.
  if (encoding !== undefined && isAscii(bytes) && !encoding.startsWith('utf-16')) return 'ascii';
  return encoding === 'utf-8' && !isUtf8(bytes) ? 'mixed' : encoding;
}

function markOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return isUtf8(bytes) ? 'utf-8' : undefined;
  return undefined;
}

function markLength(bytes: Uint8Array, encoding: Encoding): number {
  if (markOf(bytes) === encoding) return encoding === 'utf-8' ? 3 : 2;
  return 0;
}

/**
 * Whether control characters occur that no text has, as they do in UTF-16 seen byte by byte. Letters beyond ASCII
 * that are right in UTF-8 show that it is none, unless there are zeros: a control character in one name must not
 * turn all others into other letters.
 */
function isStrange(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleSize);
  if (sample.includes(0)) return true;
  if (!isAscii(bytes)) return false;
  return NO_TEXT.test(Buffer.from(sample.buffer, sample.byteOffset, sample.length).toString('latin1'));
}

/** Whether the first bytes are those of a program, an archive or a database, of which there is no encoding to guess. */
function isBinary(bytes: Uint8Array): boolean {
  return BINARY.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1'),
  );
}

/** ELF, Mach-O, PE; ZIP, gzip, Zstandard, xz; SQLite, a hive, a binary property list. */
const BINARY =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  /^(?:\x7fELF|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|MZ[^]\0|PK\x03\x04|\x1f\x8b\x08|\x28\xb5\x2f\xfd|\xfd7zXZ\0|SQLite format 3\0|regf[^]{0,3}\0|bplist0\d[^\x20-\x7e])/u;

function isTextControl(byte: number): boolean {
  return (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b || byte === 0x1a;
}

/** Controls that no text has; backspace and escape come from spinners and colours of consoles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
const NO_TEXT = /[\0-\x06\x0e-\x19\x1c-\x1f]/u;

/** Whether only the last character is incomplete, and others before it show that this is UTF-8. */
function isTornUtf8(bytes: Uint8Array): boolean {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut++) {
    const last = bytes[bytes.length - cut] as number;
    if (last < 0x80) return false;
    if (last < 0xc0) continue;
    const head = bytes.subarray(0, bytes.length - cut);
    return isUtf8(head) && !isAscii(head) && !isStrange(head);
  }
  return false;
}

const sampleSize = 1 << 14;

/** The first stretch that shows something: from the line of the first byte that is not plain ASCII. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length && isPlain(bytes[at] as number)) at++;
  const line = bytes.lastIndexOf(0x0a, at) + 1;
  const from = at - line > 4096 ? at : line;
  const start = Math.max(0, from - (from % 2));
  if (bytes.length - start <= sampleSize) return bytes.subarray(start);
  const end = bytes.lastIndexOf(0x0a, start + sampleSize);
  return bytes.subarray(start, end > start ? end - ((end - start) % 2) : start + sampleSize);
}

function isPlain(byte: number): boolean {
  return byte < 0x7f && (byte >= 0x20 || isTextControl(byte));
}

function* latin(bytes: Uint8Array, step: number): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; at += step)
    yield buffer.toString('latin1', at, Math.min(at + step, buffer.length));
}

function* oem(bytes: Uint8Array, step: number): Generator<string> {
  for (let at = 0; at < bytes.length; at += step) yield cp850(bytes.subarray(at, at + step));
}

/** Unpaired surrogates stay as they are: Windows allows them in names, and they are no reason to stop. */
function* wide(bytes: Uint8Array, step: number): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; at += step)
    yield buffer.toString('utf16le', at, Math.min(at + step, buffer.length));
  if (buffer.length % 2 === 1)
    throw new SyntaxError(`UTF-16 text is truncated inside a character: ${ends(bytes)}`);
}

function* decoded(
  bytes: Uint8Array,
  encoding: Encoding,
  step: number,
): Generator<string, string | undefined> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for (let at = 0; at < bytes.length; at += step) {
    yield decoder.decode(bytes.subarray(at, at + step), { stream: true });
  }
  if (encoding === 'utf-16be') return bytes.length % 2 === 1 ? torn('UTF-16', bytes) : undefined;
  yield decoder.decode();
  return undefined;
}

/** Text that is known to be UTF-8, which a buffer decodes faster and with less memory than a decoder. */
function* narrow(bytes: Uint8Array, step: number): Generator<string, boolean> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = wholeLength(bytes);
  for (let at = 0; at < whole; ) {
    let end = Math.min(at + step, whole);
    while (end < whole && end > at + 1 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
    yield buffer.toString('utf8', at, end);
    at = end;
  }
  return whole < bytes.length;
}

/** Without a last character whose end is missing. */
function wholeLength(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let cut = 1; cut <= 3 && cut <= length; cut++) {
    const byte = bytes[length - cut] as number;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > cut ? length - cut : length;
    if (byte < 0x80) break;
  }
  return length;
}

/** UTF-8 with lines that some other program wrote in its code page: each line by itself. */
function* mixed(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const line = bytes.subarray(at, end === -1 ? bytes.length : end + 1);
    const encoding = isUtf8(line) ? 'utf-8' : (plausible(line) ?? 'windows-1252');
    yield inCodePage(line, encoding);
    at += line.length;
  }
}

function shown(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes.subarray(0, 24)).toString('latin1'));
}

function ends(bytes: Uint8Array): string {
  return `offset ${bytes.length}, after ${shown(bytes.subarray(-16))}`;
}
