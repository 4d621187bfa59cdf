/** Nodes, keys and extents of volumes of HFS+. */

/** Bytes of a node. */
export const NODE = 4096;

/** Blocks that follow one another. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}
/** What stands in a node. */
export type TreeRecord = readonly [key: Buffer, data: Buffer];

export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function compareNames(one: Buffer, other: Buffer): number {
  const difference = one.readUInt32BE(0) - other.readUInt32BE(0);
  const fold = (key: Buffer) => Buffer.from(key.subarray(6)).swap16().toString('utf16le').toLowerCase();
  return difference || (fold(one) < fold(other) ? -1 : fold(one) > fold(other) ? 1 : 0);
}

export function compareKeys(one: Buffer, other: Buffer, maxKey: number): number {
  const order = (key: Buffer) =>
    maxKey === 10 ? [key.subarray(2, 6), key.subarray(0, 1), key.subarray(6)] : [key.subarray(2)];
  return Buffer.compare(Buffer.concat(order(one)), Buffer.concat(order(other)));
}

export function chunked(records: readonly TreeRecord[]): TreeRecord[][] {
  const leaves: TreeRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const size = 2 + record[0].length + record[1].length + 2;
    if (leaves.length === 0 || size > room) {
      leaves.push([]);
      room = NODE - 16;
    }
    leaves.at(-1)?.push(record);
    room -= size;
  }
  return leaves;
}

export function nodeOf(records: readonly TreeRecord[], kind: number, next: number, height: number): Buffer {
  const node = Buffer.alloc(NODE);
  node.writeUInt32BE(next, 0);
  node[8] = kind;
  node[9] = height;
  node.writeUInt16BE(records.length, 10);
  let at = 14;
  for (const [index, [key, data]] of records.entries()) {
    node.writeUInt16BE(at, NODE - 2 * (index + 1));
    node.writeUInt16BE(key.length, at);
    key.copy(node, at + 2);
    data.copy(node, at + 2 + key.length);
    at += 2 + key.length + data.length;
  }
  node.writeUInt16BE(at, NODE - 2 * (records.length + 1));
  return node;
}

function utf16(name: string): Buffer {
  const bytes = Buffer.from(name, 'utf16le').swap16();
  const length = Buffer.alloc(2);
  length.writeUInt16BE(name.length);
  return Buffer.concat([length, bytes]);
}

export function catalogKey(parent: number, name: string): Buffer {
  return Buffer.concat([number(parent), utf16(name)]);
}

export function attributeKey(id: number): Buffer {
  return Buffer.concat([Buffer.alloc(2), number(id), number(0), utf16('com.apple.decmpfs')]);
}

export function thread(type: number, parent: number, name: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  return Buffer.concat([head, number(parent), utf16(name)]);
}

export function fork(bytes: Buffer, at: number, size: number, extents: readonly Extent[]): void {
  bytes.writeBigUInt64BE(BigInt(size), at);
  bytes.writeUInt32BE(
    extents.reduce((sum, { count }) => sum + count, 0),
    at + 12,
  );
  writeExtents(bytes, at + 16, extents.slice(0, 8));
}

export function writeExtents(bytes: Buffer, at: number, extents: readonly Extent[]): void {
  for (const [index, { start, count }] of extents.entries()) {
    bytes.writeUInt32BE(start, at + index * 8);
    bytes.writeUInt32BE(count, at + index * 8 + 4);
  }
}
