import { type ErrorCollector, shown } from '../../errors.ts';
import { type Wal, walOf } from './wal.ts';

/** The pages of a database as its last committed transaction left them. */
export interface Pages {
  /** The bytes of a page that hold content; what an extension reserved at its end is left out. */
  readonly usable: number;
  readonly count: number;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Pages that are in no use; their content is old. */
  readonly free: ReadonlySet<number>;
  /** The page, counted from 1, or undefined when it is not in the file. */
  page(number: number): Uint8Array | undefined;
}

/** Where the header of the first page ends and its b-tree begins. */
export const FILE_HEADER = 100;

const MAGIC = 'SQLite format 3\0';
const ENCODINGS = ['utf-8', 'utf-8', 'utf-16le', 'utf-16be'] as const;

/** Whether a file begins like an SQLite database. */
export function isSqlite(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && [...MAGIC].every((letter, at) => head[at] === letter.charCodeAt(0));
}

/**
 * Lays the write-ahead log over the file.
 *
 * @throws SyntaxError when the header is not that of a database that can be read
 */
export function pagesOf(bytes: Uint8Array, log: Uint8Array | undefined, errors: ErrorCollector): Pages {
  const own = bytes.length === 0 ? undefined : pageSizeOf(bytes);
  const wal = log === undefined || log.length === 0 ? undefined : walOf(log, errors);
  if (own === undefined && wal === undefined) throw new SyntaxError('an SQLite database of 0 bytes');
  const size = own ?? wal?.pageSize ?? 0;
  const usedWal = wal !== undefined && wal.pageSize === size ? wal : undefined;
  if (wal !== undefined && usedWal === undefined) {
    errors.add(`the write-ahead log has pages of ${wal.pageSize} bytes, the database of ${size}`);
  }
  const header = usedWal?.pages.get(1) ?? bytes.subarray(0, size);
  checkHeader(header, size);
  const count = countOf(bytes, header, size, usedWal, errors);
  const usable = size - (header[20] ?? 0);
  const page = pageReader(bytes, { size, usable, count, wal: usedWal });
  const encoding = ENCODINGS[numberAt(header, 56)];
  if (encoding === undefined) throw new SyntaxError(`text encoding ${numberAt(header, 56)} is not known`);
  const free = freeList({ usable, count, encoding, page }, header, errors);
  return { usable, count, encoding, free, page };
}

function pageSizeOf(bytes: Uint8Array): number {
  if (!isSqlite(bytes)) throw new SyntaxError(`no SQLite database: it begins with ${shown(bytes)}`);
  if (bytes.length < FILE_HEADER)
    throw new SyntaxError(`an SQLite header of ${bytes.length} bytes is truncated`);
  const stored = ((bytes[16] ?? 0) << 8) | (bytes[17] ?? 0);
  const size = stored === 1 ? 65536 : stored;
  if (size < 512 || (size & (size - 1)) !== 0) throw new SyntaxError(`page size ${size} is not possible`);
  return size;
}

function checkHeader(header: Uint8Array, size: number): void {
  if (pageSizeOf(header) !== size)
    throw new SyntaxError('the first page has another page size than the file');
  const [, , , readVersion = 0, reserved = 0, ...fractions] = header.subarray(16, 24);
  if (readVersion !== 1 && readVersion !== 2)
    throw new SyntaxError(`read version ${readVersion} is not known`);
  if (size - reserved < 480) throw new SyntaxError(`${reserved} reserved bytes of a page of ${size}`);
  if (fractions.join() !== '64,32,32')
    throw new SyntaxError(`payload fractions ${fractions.join()} are not possible`);
}

/** The header shows the size only when the writer that changed it last also kept this field. */
function countOf(
  bytes: Uint8Array,
  header: Uint8Array,
  size: number,
  wal: Wal | undefined,
  errors: ErrorCollector,
): number {
  const inFile = Math.ceil(bytes.length / size);
  const reported = numberAt(header, 24) === numberAt(header, 92) ? numberAt(header, 28) : 0;
  const count = wal?.count ?? (reported === 0 ? inFile : reported);
  const whole = Math.floor(bytes.length / size);
  const logged = [...(wal?.pages.keys() ?? [])].filter((number) => number > whole && number <= count);
  if (count > whole + logged.length) {
    errors.add(`truncated: ${bytes.length} bytes of ${count} pages of ${size}`);
  }
  // What is reported is not to be trusted with memory: pages that are nowhere need no place in it
  return Math.min(
    count,
    logged.reduce((most, number) => Math.max(most, number), inFile),
  );
}

interface Extent {
  readonly size: number;
  readonly usable: number;
  readonly count: number;
  readonly wal: Wal | undefined;
}

function pageReader(bytes: Uint8Array, { size, usable, count, wal }: Extent): Pages['page'] {
  return (number) => {
    if (number < 1 || number > count) return undefined;
    const logged = wal?.pages.get(number);
    if (logged !== undefined) return logged.subarray(0, usable);
    const at = (number - 1) * size;
    return at + size <= bytes.length
      ? new Uint8Array(bytes.buffer, bytes.byteOffset + at, usable)
      : undefined;
  };
}

/** Free pages hang in a list of trunks that the header counts. A broken list describes a broken file. */
function freeList(
  pages: Omit<Pages, 'free'>,
  header: Uint8Array,
  errors: ErrorCollector,
): ReadonlySet<number> {
  const free = new Set<number>();
  for (let trunk = numberAt(header, 32); trunk !== 0; ) {
    const page = free.has(trunk) ? undefined : pages.page(trunk);
    const leaves = page === undefined ? 0 : numberAt(page, 4);
    if (page === undefined || leaves > pages.usable / 4 - 2) {
      errors.add(`free list: trunk page ${trunk} is broken`);
      return free;
    }
    free.add(trunk);
    for (let leaf = 0; leaf < leaves; leaf++) free.add(numberAt(page, 8 + 4 * leaf));
    trunk = numberAt(page, 0);
  }
  const reported = numberAt(header, 36);
  if (free.size !== reported) errors.add(`free list: ${free.size} pages, the header counts ${reported}`);
  return free;
}

/** A big-endian number of 32 bits. */
export function numberAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return ((high << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}
