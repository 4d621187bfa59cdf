import { crc32 } from '../../../formats/archive/crc32.ts';
import { LzmaDecoder, lzmaProperties } from './lzma.ts';
import { restoreBranches } from './x86-branches.ts';

const MAGIC = Buffer.from('fd377a585a00', 'hex');
const FILTER = { x86: 4, lzma2: 0x21 };
/** Bytes of a check by its number. */
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const CRC32 = 1;

/** Whether these bytes begin an xz file. */
export function isXz(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/**
 * An xz file in memory: the blocks of its first stream, with the filters LZMA2 and x86. Checks other than CRC32 are
 * not compared.
 *
 * @throws SyntaxError when it is damaged, truncated or unpacks to more than `most` bytes, Error for another filter
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export function unxz(packed: Uint8Array, most: number): Uint8Array {
  if (!isXz(packed) || packed.length < 24) throw new SyntaxError('the xz data is damaged at its start');
  const check = (packed[7] as number) & 15;
  const blocks: Uint8Array[] = [];
  let left = most;
  for (let at = 12; packed[at] !== 0; ) {
    const block = readBlock(packed, at, left, check);
    blocks.push(block.bytes);
    left -= block.bytes.length;
    at = block.end;
  }
  const [only] = blocks;
  return blocks.length === 1 && only ? only : Buffer.concat(blocks);
}

interface Block {
  readonly bytes: Uint8Array;
  readonly end: number;
}

function readBlock(packed: Uint8Array, start: number, most: number, check: number): Block {
  const size = packed[start];
  if (size === undefined || start + 4 * (size + 1) > packed.length) throw truncated();
  const header = packed.subarray(start, start + 4 * (size + 1));
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (crc32(header.subarray(0, -4)) !== view.getUint32(header.length - 4, true))
    throw new SyntaxError('the xz data is damaged: the checksum of a block header is wrong');
  const hasX86 = readFilters(header);
  const { bytes, end: dataEnd } = unlzma2(packed, start + header.length, most);
  if (hasX86) restoreBranches(bytes);
  const at = start + 4 * Math.ceil((dataEnd - start) / 4);
  const end = at + (CHECK_SIZES[check] ?? 0);
  if (end > packed.length) throw truncated();
  if (
    check === CRC32 &&
    crc32(bytes) !== new DataView(packed.buffer, packed.byteOffset + at, 4).getUint32(0, true)
  )
    throw new SyntaxError('the xz data is damaged: its checksum is wrong');
  return { bytes, end };
}

/** Whether the filter for x86 code comes before LZMA2. Throws Error for any other chain of filters. */
function readFilters(header: Uint8Array): boolean {
  const flags = header[1] as number;
  let at = 2;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = header[at++];
      if (byte === undefined) throw truncated();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new SyntaxError('the xz data is damaged: a number in a block header is too long');
  };
  if ((flags & 0x40) !== 0) number();
  if ((flags & 0x80) !== 0) number();
  const filters = Array.from({ length: (flags & 3) + 1 }, () => {
    const id = number();
    const size = number();
    at += size;
    return id;
  });
  const isKnown = filters.at(-1) === FILTER.lzma2 && (filters.length === 1 || filters[0] === FILTER.x86);
  if (!isKnown || filters.length > 2)
    throw new Error(
      `xz data with the filters ${filters.map((id) => `0x${id.toString(16)}`).join(', ')} is not read`,
    );
  return filters.length === 2;
}

function unlzma2(packed: Uint8Array, start: number, most: number): Block {
  const out = new Uint8Array(most);
  const decoder = new LzmaDecoder(out);
  let isReady = false;
  for (let at = start; ; ) {
    const control = packed[at];
    if (control === undefined) throw truncated();
    if (control === 0) return { bytes: out.subarray(0, decoder.to), end: at + 1 };
    const [a = 0, b = 0, c = 0, d = 0, properties] = packed.subarray(at + 1, at + 6);
    if (control < 0x80) {
      if (control > 2) throw new SyntaxError(`the xz data is damaged: chunk type ${control}`);
      if (control === 1) decoder.resetDictionary();
      const end = at + 3 + a * 256 + b + 1;
      if (end > packed.length) throw truncated();
      decoder.plain(packed.subarray(at + 3, end));
      at = end;
      continue;
    }
    const reset = (control >> 5) & 3;
    if (!isReady && reset < 2)
      throw new SyntaxError('the xz data is damaged: its first chunk has no properties');
    isReady = true;
    const data = at + (reset >= 2 ? 6 : 5);
    const end = data + c * 256 + d + 1;
    if (end > packed.length || properties === undefined) throw truncated();
    if (reset === 3) decoder.resetDictionary();
    if (reset >= 2) decoder.reset(lzmaProperties(properties));
    else if (reset === 1) decoder.reset();
    decoder.range.start(packed.subarray(data, end));
    decoder.decode(decoder.to + (control & 31) * 65_536 + a * 256 + b + 1);
    at = end;
  }
}

/**
 * The older format of `lzma`, in memory.
 *
 * @throws SyntaxError when it is damaged, truncated or unpacks to more than `most` bytes
 */
export function unlzma(packed: Uint8Array, most: number): Uint8Array {
  if (packed.length < 18) throw new SyntaxError('the LZMA data is truncated');
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const size = view.getBigUint64(5, true);
  const isOpen = size === 0xffffffffffffffffn;
  if (!isOpen && size > BigInt(most)) throw new SyntaxError(`the LZMA data has more than ${most} bytes`);
  const out = new Uint8Array(isOpen ? most : Number(size));
  const decoder = new LzmaDecoder(out);
  decoder.reset(lzmaProperties(packed[0] as number));
  decoder.range.start(packed.subarray(13));
  decoder.decode(out.length);
  return out.subarray(0, decoder.to);
}

function truncated(): SyntaxError {
  return new SyntaxError('the xz data is truncated');
}
