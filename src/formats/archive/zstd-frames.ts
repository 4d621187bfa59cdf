/**
 * Walks over the frames and blocks of zstd data without unpacking them, ahead of the decoder, which would
 * otherwise follow a hostile header into gigabytes of memory or hours of work.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3
 */
export interface ZstdWatch {
  /**
   * The chunk in pieces that unpack to a few MiB each.
   *
   * @throws SyntaxError for what is no zstd, and for windows or work beyond the limits
   */
  pieces(chunk: Uint8Array): Generator<Uint8Array>;
  /** Shows how many bytes were unpacked. */
  gave(bytes: number): void;
  /** @throws SyntaxError when the data is truncated inside a frame */
  end(): void;
}

/** What the reference decoder allows unless it is reported otherwise. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
/** The decoder moves its window once a block: bytes that may be moved for each byte unpacked, and from the start. */
const MOVES = 2048;
const FREE_MOVES = 32 * 1024 * 1024 * 1024;
/** Blocks unpack to 128 KiB at most. */
const BLOCKS_A_PIECE = 32;
const SKIPPED = 0x184d2a5;
const FRAME = 0xfd2fb528;

interface Walk {
  /** Bytes of the header that is being collected, and how many it needs as far as is known. */
  readonly header: number[];
  part: 'frame' | 'block';
  /** Bytes to pass over until the next header. */
  skip: number;
  window: number;
  checksum: number;
  moved: number;
  given: number;
  offset: number;
}

/** Begins at the first byte of the data. */
export function zstdWatch(): ZstdWatch {
  const walk: Walk = {
    header: [],
    part: 'frame',
    skip: 0,
    window: 0,
    checksum: 0,
    moved: 0,
    given: 0,
    offset: 0,
  };
  return {
    *pieces(chunk) {
      let start = 0;
      let blocks = 0;
      for (let at = 0; at < chunk.length; ) {
        const step = walk.skip > 0 ? Math.min(walk.skip, chunk.length - at) : 1;
        if (walk.skip > 0) walk.skip -= step;
        else if (collect(walk, chunk[at] ?? 0)) blocks++;
        at += step;
        walk.offset += step;
        if (blocks < BLOCKS_A_PIECE) continue;
        yield chunk.subarray(start, at);
        start = at;
        blocks = 0;
      }
      if (start < chunk.length) yield chunk.subarray(start);
    },
    gave(bytes) {
      walk.given += bytes;
    },
    end() {
      if (walk.part === 'block' || walk.skip > 0 || walk.header.length > 0) {
        throw new SyntaxError('the compressed data is truncated');
      }
    },
  };
}

/** Takes one byte of a header and shows whether it was the last of one. */
function collect(walk: Walk, byte: number): boolean {
  walk.header.push(byte);
  return walk.part === 'frame' ? frameHeader(walk) : blockHeader(walk);
}

function frameHeader(walk: Walk): boolean {
  const { header } = walk;
  if (header.length < 4) return false;
  const magic = number(header, 0, 4);
  if (Math.floor(magic / 16) === SKIPPED) return skippedFrame(walk);
  if (magic !== FRAME)
    throw new SyntaxError(`no zstd frame at byte ${walk.offset - 3} of the compressed data`);
  const flags = header[4];
  if (flags === undefined) return false;
  const single = (flags >> 5) & 1;
  const sizeBytes = flags >> 6 === 0 ? single : 1 << (flags >> 6);
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const length = 5 + (1 - single) + dictionary + sizeBytes;
  if (header.length < length) return false;
  walk.window = single ? number(header, length - sizeBytes, sizeBytes) : windowOf(header[5] ?? 0);
  if (walk.window > LARGEST_WINDOW) {
    throw new SyntaxError(`a zstd window of ${walk.window} bytes; the limit is ${LARGEST_WINDOW}`);
  }
  walk.checksum = flags & 4;
  return next(walk, 'block', 0);
}

function skippedFrame(walk: Walk): boolean {
  return walk.header.length < 8 ? false : next(walk, 'frame', number(walk.header, 4, 4));
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function blockHeader(walk: Walk): boolean {
  if (walk.header.length < 3) return false;
  const bits = number(walk.header, 0, 3);
  const size = bits >> 3;
  const type = (bits >> 1) & 3;
  const isLast = (bits & 1) === 1;
  walk.moved += walk.window;
  if (walk.moved > FREE_MOVES + MOVES * walk.given) {
    throw new SyntaxError(`a zstd window of ${walk.window} bytes for blocks so small that they never end`);
  }
  // A block of one byte that repeats stores it once.
  const stored = type === 1 ? 1 : size;
  return isLast ? next(walk, 'frame', stored + walk.checksum) : next(walk, 'block', stored);
}

function next(walk: Walk, part: Walk['part'], skip: number): true {
  walk.part = part;
  walk.skip = skip;
  walk.header.length = 0;
  return true;
}

function number(bytes: readonly number[], start: number, length: number): number {
  let value = 0;
  for (let at = length - 1; at >= 0; at--) value = value * 256 + (bytes[start + at] ?? 0);
  return value;
}
