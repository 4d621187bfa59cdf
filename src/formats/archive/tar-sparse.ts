import { quoted } from '../source-position.ts';
import { BLOCK, numberField, utf8 } from './tar-header.ts';
import type { TarInput } from './tar-input.ts';
import { type PaxRecord, paxNumber } from './tar-pax.ts';

/** A part of a file with holes that is really stored. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** A file with holes: what is stored, and how long it is with its holes. */
export interface Sparse {
  readonly extents: readonly Extent[];
  readonly size: number;
  /** Stored bytes that hold the map itself and come before the content. */
  readonly mapBytes: number;
}

/** No real file has more pieces; a map is read into memory. */
const MAX_EXTENTS = 1_000_000;
const ZEROS = new Uint8Array(64 * 1024);

/**
 * The map of GNU's old format: four pieces in the header, more in the blocks that follow it.
 *
 * @throws SyntaxError when the map is no map
 * @see https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
 */
export async function oldSparse(block: Uint8Array, stored: number, input: TarInput): Promise<Sparse> {
  const at = input.offset - BLOCK;
  const size = numberField(block, 483, 12, at);
  const extents = extentsIn(block, 386, 4, at);
  let more = block[482] !== 0;
  while (more) {
    const index = input.offset;
    const next = await input.take(BLOCK);
    if (next.length < BLOCK) throw new SyntaxError(`truncated inside a map of holes at byte ${index}`);
    extents.push(...extentsIn(next, 0, 21, index));
    if (extents.length > MAX_EXTENTS) throw new SyntaxError(`a map of more than ${MAX_EXTENTS} pieces`);
    more = next[504] !== 0;
  }
  return checked({ extents, size, mapBytes: 0 }, stored);
}

function extentsIn(block: Uint8Array, start: number, count: number, at: number): Extent[] {
  const extents: Extent[] = [];
  for (let index = 0; index < count; index++) {
    const place = start + index * 24;
    if (block[place] === 0) break;
    extents.push({
      offset: numberField(block, place, 12, at),
      length: numberField(block, place + 12, 12, at),
    });
  }
  return extents;
}

/**
 * The map of the formats that use extended headers, or undefined when the file has no holes. In format 1.0
 * the map stands before the content, so this takes it from there.
 *
 * @throws SyntaxError when the map is no map
 */
export async function paxSparse(
  records: readonly PaxRecord[],
  stored: number,
  input: TarInput,
): Promise<Sparse | undefined> {
  const last = (key: string) => records.findLast((record) => record.key === `GNU.sparse.${key}`)?.value;
  const size = last('realsize') ?? last('size');
  if (size === undefined) return undefined;
  const length = paxNumber(size, 'GNU.sparse.size');
  if (last('major') === '1') return leadingMap(length, stored, input);
  const numbers = last('map')?.split(',') ?? pieces(records);
  return checked({ extents: paired(numbers), size: length, mapBytes: 0 }, stored);
}

function pieces(records: readonly PaxRecord[]): string[] {
  const keys = ['GNU.sparse.offset', 'GNU.sparse.numbytes'];
  return records.filter((record) => keys.includes(record.key)).map((record) => record.value);
}

function paired(numbers: readonly string[]): Extent[] {
  const extents: Extent[] = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    extents.push({
      offset: paxNumber(numbers[at] ?? '', 'GNU.sparse.map'),
      length: paxNumber(numbers[at + 1] ?? '', 'GNU.sparse.map'),
    });
  }
  return extents;
}

async function leadingMap(size: number, stored: number, input: TarInput): Promise<Sparse> {
  const numbers: string[] = [];
  let rest = '';
  let mapBytes = 0;
  do {
    const block = await input.take(BLOCK);
    mapBytes += block.length;
    if (block.length < BLOCK || mapBytes > stored) throw new SyntaxError('truncated inside a map of holes');
    const lines = (rest + utf8(block).replaceAll('\0', '')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) numbers.push(line);
    if (numbers.length > 2 * MAX_EXTENTS) throw new SyntaxError(`a map of more than ${MAX_EXTENTS} pieces`);
  } while (numbers.length === 0 || numbers.length < 1 + 2 * paxNumber(numbers[0] ?? '', 'GNU.sparse.map'));
  const extents = paired(numbers.slice(1, 1 + 2 * Number(numbers[0])));
  return checked({ extents, size, mapBytes }, stored);
}

/** Pieces in order that do not overlap, end within the file and are together what is stored. */
function checked(sparse: Sparse, stored: number): Sparse {
  let end = 0;
  let total = 0;
  for (const { offset, length } of sparse.extents) {
    if (offset < end || offset + length > sparse.size) {
      throw new SyntaxError(`a map of holes is wrong: ${quoted(`${offset}+${length} of ${sparse.size}`)}`);
    }
    end = offset + length;
    total += length;
  }
  if (total !== stored - sparse.mapBytes) {
    throw new SyntaxError(`a map of holes has ${total} bytes and ${stored - sparse.mapBytes} are stored`);
  }
  return sparse;
}

/** The content with its holes filled by zeros. */
export async function* filled(sparse: Sparse, stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = stored[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let at = 0;
  for (const extent of sparse.extents) {
    yield* zeros(extent.offset - at);
    for (let left = extent.length; left > 0; ) {
      if (chunk.length === 0) {
        const next = await source.next();
        if (next.done) return;
        chunk = next.value;
      }
      const part = chunk.subarray(0, left);
      chunk = chunk.subarray(part.length);
      left -= part.length;
      yield part;
    }
    at = extent.offset + extent.length;
  }
  yield* zeros(sparse.size - at);
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
}
