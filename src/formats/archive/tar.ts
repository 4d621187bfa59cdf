import { quoted } from '../source-position.ts';
import { BLOCK, isZero, type TarHeader, tarHeader, utf8 } from './tar-header.ts';
import type { TarInput } from './tar-input.ts';
import { type PaxRecord, paxNumber, paxRecords } from './tar-pax.ts';
import { filled, oldSparse, paxSparse, type Sparse } from './tar-sparse.ts';

/** One member of an archive. */
export interface TarEntry {
  /** As written: it may be absolute, climb with `..` or hold anything else. */
  readonly path: string;
  /** `other` are devices, pipes and sockets. */
  readonly type: 'file' | 'folder' | 'link' | 'hardlink' | 'other';
  /** Of links, as written. */
  readonly target: string;
  /** Bytes of the content, holes included. */
  readonly size: number;
  /** Where the stored content begins in the archive. */
  readonly offset: number;
  /** Whether the content has holes, so that it is not stored as it is. */
  readonly sparse: boolean;
  /** The content, once, before the next entry is asked for. Throws SyntaxError where the archive is truncated. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A name or a set of attributes may be this long; a longer one is an attack on memory. */
const LONGEST_META = 1024 * 1024;
const PIECE = 256 * 1024;

/** What the entries before a member say about it. */
interface Meta {
  path?: string;
  target?: string;
  records: PaxRecord[];
}

/** How an archive is read. */
export interface TarOptions {
  /** Whether the blocks of zeros at the end may be left out, because somebody else shows where it ends. */
  readonly openEnd?: boolean;
}

/**
 * The members of a tar archive in order: the old format, POSIX ustar and pax, GNU's long names, sparse files
 * and large numbers.
 *
 * @throws SyntaxError with the offset for a wrong checksum, a broken header, or an archive that is truncated,
 * also when it merely lacks its end.
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export async function* tarEntries(input: TarInput, options: TarOptions = {}): AsyncGenerator<TarEntry> {
  let meta: Meta = { records: [] };
  let zeros = 0;
  for (;;) {
    const at = input.offset;
    const block = await input.take(BLOCK);
    if (block.length < BLOCK) {
      // One block of zeros at the very end is common enough to pass for the two that should be there.
      if (block.length === 0 && (zeros > 0 || (options.openEnd && at > 0 && !isDescribed(meta)))) return;
      throw new SyntaxError(`the archive is truncated at byte ${at + block.length}, before its end`);
    }
    if (isZero(block)) {
      if (++zeros < 2) continue;
      await expectNothing(input);
      return;
    }
    zeros = 0;
    const header = tarHeader(block, at);
    if ('gKLxX'.includes(header.flag)) await describe(meta, header, input);
    else {
      yield* member(header, meta, input);
      meta = { records: [] };
    }
  }
}

/**
 * Past the zeros that fill the last record.
 *
 * @throws SyntaxError where something else follows: most unpackers end before it, and some go on
 */
async function expectNothing(input: TarInput): Promise<void> {
  for (;;) {
    const at = input.offset;
    const part = await input.take(PIECE);
    const stray = part.findIndex((byte) => byte !== 0);
    if (stray !== -1) throw new SyntaxError(`bytes follow the end of the archive, at byte ${at + stray}`);
    if (part.length < PIECE) return;
  }
}

function isDescribed({ path, target, records }: Meta): boolean {
  return path !== undefined || target !== undefined || records.length > 0;
}

/** Takes in a long name or the attributes of the member that follows. */
async function describe(meta: Meta, header: TarHeader, input: TarInput): Promise<void> {
  const at = input.offset;
  if (header.size > LONGEST_META) {
    throw new SyntaxError(`attributes of ${header.size} bytes at byte ${at}; the limit is ${LONGEST_META}`);
  }
  const { flag, size } = header;
  const bytes = Uint8Array.from(await input.take(size));
  if (bytes.length < size)
    throw new SyntaxError(`the archive is truncated at byte ${input.offset}, inside a name`);
  await input.skip(padding(size));
  if (flag === 'L') meta.path = upToZero(bytes);
  else if (flag === 'K') meta.target = upToZero(bytes);
  // What is said of all members (g) is never a name; writers put comments there.
  else if (flag !== 'g') meta.records = meta.records.concat(paxRecords(bytes, at));
}

async function* member(header: TarHeader, meta: Meta, input: TarInput): AsyncGenerator<TarEntry> {
  const last = (key: string) => meta.records.findLast((record) => record.key === key)?.value;
  const { flag } = header;
  if (flag === 'M') throw new SyntaxError(`part of an archive in several volumes: ${quoted(header.name)}`);
  const path = last('GNU.sparse.name') ?? last('path') ?? meta.path ?? header.name;
  const type = typeOf(flag, path);
  const paxSize = last('size');
  const reported = paxSize === undefined ? header.size : paxNumber(paxSize, 'size');
  // Links, devices and folders have no content, whatever their size says; GNU's incremental folders have.
  const stored = type === 'file' || flag === 'D' ? reported : 0;
  const sparse =
    flag === 'S'
      ? await oldSparse(header.block, stored, input)
      : await paxSparse(meta.records, stored, input);
  const content = stored - (sparse?.mapBytes ?? 0);
  const offset = input.offset;
  if (flag !== 'V') {
    yield {
      path,
      type,
      target: last('linkpath') ?? meta.target ?? header.linkName,
      size: sparse?.size ?? content,
      offset,
      sparse: sparse !== undefined,
      chunks: () => contentOf(input, offset, content, sparse),
    };
  }
  const left = content - (input.offset - offset);
  if ((await input.skip(left)) < left) throw cut(input, path);
  await input.skip(padding(stored));
}

function typeOf(flag: string, path: string): TarEntry['type'] {
  if (flag === '5' || flag === 'D' || (flag === '0' && path.endsWith('/'))) return 'folder';
  if (flag === '1') return 'hardlink';
  if (flag === '2') return 'link';
  return flag === '3' || flag === '4' || flag === '6' ? 'other' : 'file';
}

function contentOf(
  input: TarInput,
  offset: number,
  length: number,
  sparse: Sparse | undefined,
): AsyncIterable<Uint8Array> {
  const stored = pieces(input, offset, length);
  return sparse ? filled(sparse, stored) : stored;
}

async function* pieces(input: TarInput, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = input.offset - offset; at < length; at = input.offset - offset) {
    const wanted = Math.min(PIECE, length - at);
    const part = await input.take(wanted);
    if (part.length > 0) yield part;
    if (part.length < wanted) throw cut(input, '');
  }
}

function cut(input: TarInput, path: string): SyntaxError {
  return new SyntaxError(
    `the archive is truncated at byte ${input.offset}, inside ${path === '' ? 'a file' : quoted(path)}`,
  );
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function upToZero(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  return utf8(zero < 0 ? bytes : bytes.subarray(0, zero));
}
