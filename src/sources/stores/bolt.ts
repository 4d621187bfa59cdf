import { openRange, type Range } from '../image/bytes.ts';

/** A bucket of a bolt database: values and further buckets by their keys. */
export interface Bucket {
  /** Undefined when there is none of this key. */
  bucket(key: string): Bucket | undefined;
  value(key: string): Buffer | undefined;
  /** The keys of the buckets in it. */
  buckets(): readonly string[];
}

const MAGIC = 0xed0cdaed;
const PAGE_HEADER = 16;
const FLAG = { branch: 1, leaf: 2 } as const;
const IS_BUCKET = 1;
const MAX_PAGE = 64 * 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_ITEMS = 1_000_000;

interface Item {
  readonly key: string;
  readonly value: Buffer;
  readonly isBucket: boolean;
}

interface Database {
  readonly pageSize: number;
  read(at: number, length: number): Buffer;
  items: number;
}

/**
 * The root of a bolt database, in which containerd keeps the names of its images. It is read as it lies: a daemon that
 * runs writes new pages and never those that are in use.
 *
 * @throws SyntaxError when it is damaged
 * @see https://github.com/etcd-io/bbolt/blob/main/internal/common/page.go
 */
export function boltRoot(range: Range): Bucket {
  const open = openRange(range);
  try {
    const bytes = Buffer.from(open.read(0, Math.min(range.size, MAX_FILE)));
    if (range.size > MAX_FILE)
      throw new SyntaxError(`a database of ${range.size} bytes; ${MAX_FILE} are the limit`);
    return boltBucket(bytes);
  } finally {
    open.close();
  }
}

/** A containerd with ten thousand images has some megabytes. */
const MAX_FILE = 256 * 1024 * 1024;

/** The same of a database in memory. Throws SyntaxError when it is damaged. */
export function boltBucket(bytes: Buffer): Bucket {
  const read = (at: number, length: number): Buffer => {
    if (!(at >= 0 && length >= 0 && at + length <= bytes.length)) throw damaged();
    return bytes.subarray(at, at + length);
  };
  const first = metaAt(bytes, 0);
  const pageSize = first?.pageSize ?? 4096;
  const newest = [first, metaAt(bytes, pageSize)]
    .filter((meta) => meta !== undefined)
    .sort((one, other) => Number(other.transaction - one.transaction))[0];
  if (!newest) throw damaged();
  return bucketOf({ pageSize, read, items: 0 }, newest.root);
}

function damaged(): SyntaxError {
  return new SyntaxError('the database of containerd is damaged');
}

interface Meta {
  readonly pageSize: number;
  readonly root: number;
  readonly transaction: bigint;
}

/** One of the two descriptions of the database; undefined when it is torn. */
function metaAt(bytes: Buffer, at: number): Meta | undefined {
  const meta = bytes.subarray(at + PAGE_HEADER, at + PAGE_HEADER + 64);
  if (meta.length < 64 || meta.readUInt32LE(0) !== MAGIC || meta.readUInt32LE(4) !== 2) return undefined;
  if (checksum(meta.subarray(0, 56)) !== meta.readBigUInt64LE(56)) return undefined;
  const pageSize = meta.readUInt32LE(8);
  if (pageSize < 512 || pageSize > 65_536) return undefined;
  return { pageSize, root: Number(meta.readBigUInt64LE(16)), transaction: meta.readBigUInt64LE(48) };
}

/** FNV-1a of 64 bits. */
function checksum(bytes: Buffer): bigint {
  let sum = 0xcbf29ce484222325n;
  for (const byte of bytes) sum = ((sum ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return sum;
}

function bucketOf(database: Database, root: number, inline?: Buffer): Bucket {
  let known: ReadonlyMap<string, Item> | undefined;
  const items = (): ReadonlyMap<string, Item> => {
    known ??= new Map(
      [...(inline ? itemsIn(database, inline, 0) : itemsOn(database, root, 0))].map((item) => [
        item.key,
        item,
      ]),
    );
    return known;
  };
  return {
    bucket(key) {
      const item = items().get(key);
      if (!item?.isBucket) return undefined;
      if (item.value.length < 16) throw damaged();
      const page = Number(item.value.readBigUInt64LE(0));
      return bucketOf(database, page, page === 0 ? item.value.subarray(16) : undefined);
    },
    value: (key) => items().get(key)?.value,
    buckets: () => [...items().values()].filter(({ isBucket }) => isBucket).map(({ key }) => key),
  };
}

function itemsOn(database: Database, number: number, depth: number): Generator<Item> {
  const { pageSize, read } = database;
  const at = number * pageSize;
  const overflow = read(at, PAGE_HEADER).readUInt32LE(12);
  const size = (overflow + 1) * pageSize;
  if (size > MAX_PAGE || depth > MAX_DEPTH) throw damaged();
  return itemsIn(database, read(at, size), depth);
}

function* itemsIn(database: Database, page: Buffer, depth: number): Generator<Item> {
  if (page.length < PAGE_HEADER) throw damaged();
  const flags = page.readUInt16LE(8);
  const count = page.readUInt16LE(10);
  if (PAGE_HEADER + count * 16 > page.length) throw damaged();
  for (let at = PAGE_HEADER; at < PAGE_HEADER + count * 16; at += 16) {
    if (++database.items > MAX_ITEMS) throw damaged();
    if (flags & FLAG.branch) yield* itemsOn(database, Number(page.readBigUInt64LE(at + 8)), depth + 1);
    else if (flags & FLAG.leaf) yield itemAt(page, at);
    else throw damaged();
  }
}

function itemAt(page: Buffer, at: number): Item {
  const start = at + page.readUInt32LE(at + 4);
  const keyEnd = start + page.readUInt32LE(at + 8);
  const end = keyEnd + page.readUInt32LE(at + 12);
  if (end > page.length) throw damaged();
  return {
    key: page.toString('utf8', start, keyEnd),
    value: page.subarray(keyEnd, end),
    isBucket: (page.readUInt32LE(at) & IS_BUCKET) !== 0,
  };
}
