import type { ErrorCollector } from '../errors.ts';
import { shown } from '../errors.ts';

/** One key of a hash table with its value. */
export interface BdbRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Where it stands: `page 7, item 2`. */
  readonly place: string;
}

/** What the first page says of the whole file. */
interface Table {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  readonly version: number;
  readonly pageSize: number;
  readonly pages: number;
  readonly maxBucket: number;
  readonly keys: number;
  /** For each doubling of the table, the page of its first bucket less the number of that bucket. */
  readonly spares: readonly number[];
  /** One for each page that was reached, so that none is read twice. */
  readonly seen: Uint8Array;
  readonly damage: ErrorCollector;
  pairs: number;
  /** Bytes that values on pages of their own may still take: no page belongs to two of them. */
  left: number;
}

const HASH_MAGIC = 0x00061561;
const PAGE_HEADER = 26;
const HASH_UNSORTED = 2;
const OVERFLOW = 7;
const HASH = 13;
const ITEM = { keyData: 1, duplicate: 2, offPage: 3 };

/** Whether a file begins like a Berkeley DB hash table, in either byte order. */
export function isBdbHash(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return view.getUint32(12, true) === HASH_MAGIC || view.getUint32(12, false) === HASH_MAGIC;
}

/**
 * The records of a Berkeley DB hash table (versions 4 to 10, both byte orders), bucket by bucket.
 *
 * @param errors takes what is broken inside; the records around it are still given
 * @throws SyntaxError when the first page is not that of such a table
 * @see https://docs.oracle.com/cd/E17076_05/html/programmer_reference/am_conf_logrec.html
 */
export function* bdbRecords(bytes: Uint8Array, errors: ErrorCollector): Generator<BdbRecord> {
  const table = tableOf(bytes, errors);
  for (let bucket = 0; bucket <= table.maxBucket; bucket++) {
    yield* recordsFrom(table, pageOf(table, bucket), bucket);
  }
  checkUnreached(table);
  if (table.pairs !== table.keys) {
    errors.add(`the hash table counts ${table.keys} keys and has ${table.pairs}`);
  }
}

/** Where the numbers of the first page stand, by version; later fields follow each other. */
function layoutOf(version: number): { table: number; spares: number; lastPage: boolean } {
  if (version < 6) return { table: 32, spares: 60, lastPage: false };
  if (version === 6) return { table: 56, spares: 80, lastPage: false };
  return { table: 72, spares: 96, lastPage: version > 7 };
}

function tableOf(bytes: Uint8Array, errors: ErrorCollector): Table {
  if (bytes.length < 512) throw new SyntaxError(`a Berkeley DB file of ${bytes.length} bytes is truncated`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isBdbHash(bytes))
    throw new SyntaxError(`no Berkeley DB hash table: magic ${shown(bytes.subarray(12, 16))}`);
  const little = view.getUint32(12, true) === HASH_MAGIC;
  const number = (at: number): number => view.getUint32(at, little);
  const version = number(16);
  const pageSize = number(20);
  if (version < 4 || version > 10) throw new SyntaxError(`hash version ${version} is not known`);
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) {
    throw new SyntaxError(`page size ${pageSize} is not possible`);
  }
  if (version > 6 && (view.getUint8(24) !== 0 || (view.getUint8(26) & 1) !== 0)) {
    throw new SyntaxError('encrypted and checksummed databases are not read');
  }
  const layout = layoutOf(version);
  const whole = Math.floor(bytes.length / pageSize);
  const table: Table = {
    bytes,
    view,
    little,
    version,
    pageSize,
    damage: errors,
    pages: layout.lastPage ? number(32) + 1 : whole,
    maxBucket: number(layout.table),
    keys: number(layout.table + 16),
    spares: sparesOf(version, number, layout.spares),
    seen: new Uint8Array(whole),
    pairs: 0,
    left: bytes.length,
  };
  checkSizes(table, whole, number(8));
  return table;
}

/** Up to version 5 a spare counted the extra pages before a doubling, and the first page was implied. */
function sparesOf(version: number, number: (at: number) => number, at: number): number[] {
  const stored = Array.from({ length: 32 }, (_, index) => number(at + 4 * index));
  return version < 6 ? [1, ...stored.slice(0, 31).map((extra) => 1 + extra)] : stored;
}

function checkSizes(table: Table, whole: number, firstPage: number): void {
  if (firstPage !== 0) table.damage.add(`the first page calls itself page ${firstPage}`);
  if (table.pages > whole || table.bytes.length % table.pageSize !== 0) {
    table.damage.add(`truncated: ${table.bytes.length} bytes of ${table.pages} pages of ${table.pageSize}`);
  }
  if (table.maxBucket >= whole) {
    throw new SyntaxError(`${table.maxBucket + 1} buckets do not fit into ${whole} pages`);
  }
}

function pageOf(table: Table, bucket: number): number {
  return bucket + (table.spares[32 - Math.clz32(bucket)] ?? 0);
}

/** The records of a bucket: those of one page and of the pages chained to it. */
function* recordsFrom(table: Table, first: number, bucket: number): Generator<BdbRecord> {
  for (let page = first; page !== 0; ) {
    const place = `page ${page} of bucket ${bucket}`;
    const at = reach(table, page, place);
    if (at === undefined) return;
    const type = table.view.getUint8(at + 25);
    if (type !== HASH && type !== HASH_UNSORTED) {
      // Version 5 and older made the pages of a doubling only when a key came
      if (!isBlank(table, at)) table.damage.add(`${place} has type ${type}, which is not a hash page`);
      return;
    }
    yield* recordsOn(table, page, at);
    page = table.view.getUint32(at + 16, table.little);
  }
}

function isBlank(table: Table, at: number): boolean {
  return table.bytes.subarray(at, at + table.pageSize).every((byte) => byte === 0);
}

/** The offset of a page that is in the file, says that it is this page, and was not read before. */
function reach(table: Table, page: number, place: string): number | undefined {
  if (page < 1 || page >= table.pages || page >= table.seen.length) {
    table.damage.add(`${place} is outside the file of ${table.seen.length} pages`);
    return undefined;
  }
  if (table.seen[page] === 1) {
    table.damage.add(`${place} is used twice`);
    return undefined;
  }
  table.seen[page] = 1;
  const at = page * table.pageSize;
  const own = table.view.getUint32(at + 8, table.little);
  if (own === page || (own === 0 && isBlank(table, at))) return at;
  table.damage.add(`${place} calls itself page ${own}`);
  return undefined;
}

function* recordsOn(table: Table, page: number, at: number): Generator<BdbRecord> {
  const items = table.view.getUint16(at + 20, table.little);
  if (items % 2 !== 0 || PAGE_HEADER + 2 * items > table.pageSize) {
    table.damage.add(`page ${page} counts ${items} items`);
    return;
  }
  let end = table.pageSize;
  for (let item = 0; item < items; item += 2) {
    const place = `page ${page}, item ${item}`;
    const key = itemOn(table, at, item, end);
    const value = key && itemOn(table, at, item + 1, key.start);
    if (key === undefined || value === undefined || value.start < PAGE_HEADER + 2 * items) {
      table.damage.add(`${place}: its offset is out of order`);
      return;
    }
    end = value.start;
    yield* pairOf(table, key.bytes, value.bytes, place);
  }
}

/** Items are laid down from the end of the page, each ending where the one before begins. */
function itemOn(
  table: Table,
  at: number,
  item: number,
  end: number,
): { start: number; bytes: Uint8Array } | undefined {
  const start = table.view.getUint16(at + PAGE_HEADER + 2 * item, table.little);
  if (start < PAGE_HEADER || start >= end) return undefined;
  return { start, bytes: table.bytes.subarray(at + start, at + end) };
}

function* pairOf(
  table: Table,
  keyItem: Uint8Array,
  valueItem: Uint8Array,
  place: string,
): Generator<BdbRecord> {
  table.pairs++;
  const key = contentOf(table, keyItem, place);
  if (key === undefined) return;
  const isMany = valueItem[0] === ITEM.duplicate;
  const values = isMany ? duplicatesIn(table, valueItem, place) : [contentOf(table, valueItem, place)];
  for (const value of values) if (value !== undefined) yield { key, value, place };
}

function contentOf(table: Table, item: Uint8Array, place: string): Uint8Array | undefined {
  if (item[0] === ITEM.keyData) return item.subarray(1);
  if (item[0] === ITEM.offPage && item.length === 12) {
    const view = new DataView(item.buffer, item.byteOffset, item.length);
    return chained(table, view.getUint32(4, table.little), view.getUint32(8, table.little), place);
  }
  table.damage.add(`${place}: an item begins with ${shown(item)}`);
  return undefined;
}

/** Several values of one key on one page: each between its length and its length again. */
function* duplicatesIn(table: Table, item: Uint8Array, place: string): Generator<Uint8Array> {
  const view = new DataView(item.buffer, item.byteOffset, item.length);
  for (let at = 1; at < item.length; ) {
    const length = at + 4 <= item.length ? view.getUint16(at, table.little) : item.length;
    const end = at + 2 + length;
    if (end + 2 > item.length || view.getUint16(end, table.little) !== length) {
      table.damage.add(`${place}: a duplicate of ${length} bytes does not fit`);
      return;
    }
    yield item.subarray(at + 2, end);
    at = end + 2;
  }
}

/** A value that lies on pages of its own. */
function chained(table: Table, first: number, length: number, place: string): Uint8Array | undefined {
  if (length > table.left) {
    table.damage.add(`${place}: ${length} bytes are more than the file has`);
    return undefined;
  }
  table.left -= length;
  const value = new Uint8Array(length);
  let filled = 0;
  for (let page = first; filled < length; ) {
    const at = reach(table, page, `${place}: overflow page ${page}`);
    if (at === undefined) return undefined;
    const part = table.view.getUint16(at + 22, table.little);
    const fits = part > 0 && part <= length - filled && PAGE_HEADER + part <= table.pageSize;
    if (table.view.getUint8(at + 25) !== OVERFLOW || !fits) {
      table.damage.add(`${place}: page ${page} does not continue it`);
      return undefined;
    }
    value.set(table.bytes.subarray(at + PAGE_HEADER, at + PAGE_HEADER + part), filled);
    filled += part;
    page = table.view.getUint32(at + 16, table.little);
    if (filled === length && page !== 0)
      table.damage.add(`${place}: goes on past its length on page ${page}`);
  }
  return value;
}

/** A page with records that no bucket leads to was cut off from its chain. */
function checkUnreached(table: Table): void {
  for (let page = 1; page < table.seen.length; page++) {
    if (table.seen[page] === 1) continue;
    const type = table.view.getUint8(page * table.pageSize + 25);
    const items = table.view.getUint16(page * table.pageSize + 20, table.little);
    if ((type === HASH || type === HASH_UNSORTED) && items > 0) {
      table.damage.add(`page ${page} has ${items} items and no bucket leads to it`);
    }
  }
}
