import { checkUnpacked } from '../../../formats/archive/compression.ts';
import { crc32 } from '../../../formats/archive/crc32.ts';
import { bufferOf } from '../bytes.ts';
import type { BlockDevice } from '../device.ts';
import { LzmaDecoder, lzmaProperties } from './lzma.ts';

/** What the reference decoder of zstd allows too; the highest level of xz uses 64 MiB. */
const MAX_DICTIONARY = 128 * 1024 * 1024;
/** Bytes that are unpacked before they are given on; a chunk unpacks to 2 MiB at most. */
const ROOM = 8 * 1024 * 1024;
const CHUNK = 2 * 1024 * 1024;
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;

interface Walk {
  readonly file: BlockDevice;
  at: number;
  given: number;
}

/**
 * Unpacks an xz file of any size, all its streams, within the limits for unpacked bytes. Checksums of content are not
 * compared. What was unpacked before a fault is given first.
 *
 * @throws SyntaxError when it is damaged, truncated or beyond a limit, Error for a filter that is not read
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export function* unxzFile(file: BlockDevice): Generator<Uint8Array> {
  const walk: Walk = { file, at: 0, given: 0 };
  while (walk.at < file.size) {
    yield* stream(walk);
    // Streams may be padded with zeros, in fours.
    while (walk.at < file.size && take(walk, 4, false).readUInt32LE(0) === 0) walk.at += 4;
  }
}

/** The next bytes; `walk.at` is moved only where asked. */
function take(walk: Walk, length: number, isTaken = true): Buffer {
  if (walk.at + length > walk.file.size) throw new SyntaxError('the xz data is truncated');
  const bytes = bufferOf(walk.file.read(walk.at, length));
  if (isTaken) walk.at += length;
  return bytes;
}

function* stream(walk: Walk): Generator<Uint8Array> {
  const header = take(walk, 12);
  if (header.toString('latin1', 0, 6) !== '\xfd7zXZ\0')
    throw new SyntaxError('the xz data is damaged at its start');
  const check = CHECK_SIZES[(header[7] ?? 0) & 15] ?? 0;
  let records = 0;
  for (; take(walk, 1, false)[0] !== 0; records++) yield* block(walk, check);
  skipIndex(walk, records);
  const footer = take(walk, 12);
  if (footer.toString('latin1', 10, 12) !== 'YZ') throw new SyntaxError('the xz data is damaged at its end');
}

/** The index shows how many blocks there were. */
function skipIndex(walk: Walk, records: number): void {
  const start = walk.at;
  walk.at++;
  if (vli(walk) !== records) throw new SyntaxError('the xz data is damaged: its index does not fit');
  for (let left = records; left > 0; left--) {
    vli(walk);
    vli(walk);
  }
  walk.at += (4 - ((walk.at - start) % 4)) % 4;
  walk.at += 4;
}

function vli(walk: Walk): number {
  let value = 0;
  for (let shift = 0; shift < 63; shift += 7) {
    const byte = take(walk, 1)[0] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
  throw new SyntaxError('the xz data is damaged: a number is too long');
}

function* block(walk: Walk, check: number): Generator<Uint8Array> {
  const start = walk.at;
  const header = take(walk, 4 * ((take(walk, 1, false)[0] ?? 0) + 1));
  if (crc32(header.subarray(0, -4)) !== header.readUInt32LE(header.length - 4))
    throw new SyntaxError('the xz data is damaged: the checksum of a block header is wrong');
  yield* chunks(walk, dictionaryOf(header));
  walk.at += (4 - ((walk.at - start) % 4)) % 4;
  take(walk, check);
}

/** The size of the dictionary, of a block that is packed by LZMA2 alone. */
function dictionaryOf(header: Buffer): number {
  const flags = header[1] ?? 0;
  if (flags & 3) throw new Error('xz data with a filter for program code is not read; unpack it with xz -d');
  let at = 2;
  for (const bit of [0x40, 0x80]) {
    if (!(flags & bit)) continue;
    while ((header[at++] ?? 0) >= 128);
  }
  const bits = header[at + 2] ?? 0;
  if (header[at] !== LZMA2 || header[at + 1] !== 1 || bits > 40)
    throw new Error('xz data with a filter that is not LZMA2 is not read; unpack it with xz -d');
  const size = bits === 40 ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11);
  if (size > MAX_DICTIONARY)
    throw new SyntaxError(`xz data with a dictionary of ${size} bytes; the limit is ${MAX_DICTIONARY}`);
  return size;
}

/** The dictionary slides along in one buffer, by whole steps of 16, which the decoder's contexts count in. */
function* chunks(walk: Walk, dictionary: number): Generator<Uint8Array> {
  const keep = Math.ceil(dictionary / 16) * 16;
  const out = new Uint8Array(keep + ROOM + CHUNK);
  const decoder = new LzmaDecoder(out);
  let given = 0;
  const give = function* (): Generator<Uint8Array> {
    walk.given += decoder.to - given;
    checkUnpacked(walk.at, walk.given);
    if (decoder.to > given) yield Uint8Array.from(out.subarray(given, decoder.to));
    given = decoder.to;
  };
  let isReady = false;
  for (;;) {
    const control = take(walk, 1)[0] ?? 0;
    if (control === 0) break;
    isReady = oneChunk(walk, decoder, control, isReady);
    if (decoder.to < keep + ROOM) continue;
    yield* give();
    decoder.slide(Math.floor((decoder.to - keep) / 16) * 16);
    given = decoder.to;
  }
  yield* give();
}

/** @see https://github.com/tukaani-project/xz/blob/master/src/liblzma/lzma/lzma2_decoder.c */
function oneChunk(walk: Walk, decoder: LzmaDecoder, control: number, isReady: boolean): boolean {
  if (control < 0x80) {
    if (control > 2) throw new SyntaxError(`the xz data is damaged: chunk type ${control}`);
    if (control === 1) decoder.resetDictionary();
    decoder.plain(take(walk, take(walk, 2).readUInt16BE(0) + 1));
    return isReady;
  }
  const reset = (control >> 5) & 3;
  if (!isReady && reset < 2)
    throw new SyntaxError('the xz data is damaged: its first chunk has no properties');
  const head = take(walk, 4);
  if (reset === 3) decoder.resetDictionary();
  if (reset >= 2) decoder.reset(lzmaProperties(take(walk, 1)[0] ?? 0));
  else if (reset === 1) decoder.reset();
  decoder.range.start(take(walk, head.readUInt16BE(2) + 1));
  decoder.decode(decoder.to + (control & 31) * 65_536 + head.readUInt16BE(0) + 1);
  return true;
}
