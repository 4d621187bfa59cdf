/** Volumes of HFS+ with what no tool here can make: files in many pieces, compressed files, hard links, a journal. */
import {
  attributeKey,
  catalogKey,
  chunked,
  compareKeys,
  compareNames,
  type Extent,
  fork,
  NODE,
  nodeOf,
  number,
  type TreeRecord,
  thread,
  writeExtents,
} from './hfs-tree.ts';

/** One name of {@link hfsVolume}. */
export interface HfsFile {
  readonly path: string;
  readonly content?: Buffer;
  /** A link of the system, by its target. */
  readonly link?: string;
  /** Another path, whose content it shares. */
  readonly shares?: string;
  /** The method of the compression of macOS, and the packed content of an attribute or a resource fork. */
  readonly method?: number;
  readonly packed?: Buffer;
  /** The content lies in pieces of one block, in reverse. */
  readonly isScattered?: boolean;
}

/** How {@link hfsVolume} differs from a plain volume. */
export interface HfsOptions {
  readonly cased?: boolean;
  readonly journal?: 'empty' | 'full';
  readonly blocks?: number;
}

const BLOCK = 512;

/** A whole volume. */
export function hfsVolume(files: readonly HfsFile[], options: HfsOptions = {}): Buffer {
  return new HfsWriter(options).write(files);
}

class HfsWriter {
  private readonly bytes: Buffer;
  private readonly cased: boolean;
  private readonly journal: HfsOptions['journal'];
  private next = 8;
  private readonly catalog: TreeRecord[] = [];
  private readonly overflow: TreeRecord[] = [];
  private readonly attributes: TreeRecord[] = [];
  private readonly ids = new Map<string, number>([['', 2]]);
  private lastId = 16;

  constructor({ cased = false, journal, blocks = 8192 }: HfsOptions) {
    this.bytes = Buffer.alloc(blocks * BLOCK);
    this.cased = cased;
    this.journal = journal;
  }

  write(files: readonly HfsFile[]): Buffer {
    this.folder(1, 'RIG', 2);
    const shared = files.filter(({ shares }) => shares !== undefined).map(({ shares }) => shares);
    for (const file of files.filter(({ path }) => shared.includes(path))) this.privateFile(file);
    for (const file of files) if (file.shares === undefined && !shared.includes(file.path)) this.file(file);
    for (const { path, shares } of files)
      if (shares !== undefined || shared.includes(path)) this.hardLink(path, shares ?? path);
    const { bytes } = this;
    const header = bytes.subarray(1024, 1536);
    header.write(this.cased ? 'HX' : 'H+', 0, 'latin1');
    header.writeUInt16BE(this.cased ? 5 : 4, 2);
    header.writeUInt32BE(0x100 | (this.journal ? 0x2000 : 0), 4);
    header.writeUInt32BE(BLOCK, 40);
    header.writeUInt32BE(bytes.length / BLOCK, 44);
    header.writeUInt32BE(this.lastId + 1, 64);
    if (this.journal) header.writeUInt32BE(this.journalInfo(this.journal), 12);
    fork(header, 112, BLOCK, this.store(Buffer.alloc(BLOCK)));
    this.tree(header, 352, this.attributes, 266);
    this.tree(header, 272, this.catalog, 516, this.cased ? 0xbc : 0xcf);
    this.tree(header, 192, this.overflow, 10);
    header.copy(bytes, bytes.length - 1024);
    return bytes;
  }

  private parent(path: string): number {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const known = this.ids.get(folder);
    if (known !== undefined) return known;
    const id = ++this.lastId;
    this.ids.set(folder, id);
    this.folder(this.parent(folder), folder.slice(folder.lastIndexOf('/') + 1), id);
    return id;
  }

  private folder(parent: number, name: string, id: number): void {
    const data = Buffer.alloc(88);
    data.writeUInt16BE(1, 0);
    data.writeUInt32BE(id, 8);
    data.writeUInt16BE(0o40755, 42);
    this.catalog.push([catalogKey(parent, name), data]);
    this.catalog.push([catalogKey(id, ''), thread(3, parent, name)]);
  }

  private privateFile(file: HfsFile): void {
    const folder = '\0\0\0\0HFS+ Private Data';
    this.record(this.parent(`${folder}/x`), `iNode${this.numberOf(file.path)}`, file);
  }

  private numberOf(path: string): number {
    return 1000 + path.length;
  }

  private hardLink(path: string, shares: string): void {
    const data = this.fileData(++this.lastId, 0o100644);
    data.write('hlnkhfs+', 48, 'latin1');
    data.writeUInt32BE(this.numberOf(shares), 44);
    this.catalog.push([catalogKey(this.parent(path), path.slice(path.lastIndexOf('/') + 1)), data]);
  }

  private file(file: HfsFile): void {
    this.record(this.parent(file.path), file.path.slice(file.path.lastIndexOf('/') + 1), file);
  }

  private record(parent: number, name: string, file: HfsFile): void {
    const { link, method, packed = Buffer.alloc(0), isScattered } = file;
    const id = ++this.lastId;
    const data = this.fileData(id, link === undefined ? 0o100644 : 0o120755);
    const content = link === undefined ? (file.content ?? Buffer.alloc(0)) : Buffer.from(link);
    if (method === undefined) this.fork(data, 88, id, content, isScattered ?? false);
    else this.compressed(data, id, method, content, packed);
    this.catalog.push([catalogKey(parent, name), data]);
    this.catalog.push([catalogKey(id, ''), thread(4, parent, name)]);
  }

  private fileData(id: number, mode: number): Buffer {
    const data = Buffer.alloc(248);
    data.writeUInt16BE(2, 0);
    data.writeUInt16BE(2, 2);
    data.writeUInt32BE(id, 8);
    data.writeUInt16BE(mode, 42);
    return data;
  }

  private compressed(data: Buffer, id: number, method: number, content: Buffer, packed: Buffer): void {
    const isInline = [1, 3, 7, 9, 11].includes(method);
    const head = Buffer.alloc(16);
    head.write('fpmc', 'latin1');
    head.writeUInt32LE(method, 4);
    head.writeUInt32LE(content.length, 8);
    const value = isInline ? Buffer.concat([head, packed]) : head;
    data[41] = 0x20;
    const record = Buffer.alloc(16);
    record.writeUInt32BE(0x10, 0);
    record.writeUInt32BE(value.length, 12);
    this.attributes.push([attributeKey(id), Buffer.concat([record, value, Buffer.alloc(value.length & 1)])]);
    if (!isInline) this.fork(data, 168, id, packed, false);
  }

  private fork(record: Buffer, at: number, id: number, content: Buffer, isScattered: boolean): void {
    const extents = isScattered ? this.scatter(content) : this.store(content);
    fork(record, at, content.length, extents);
    for (let first = 8; first < extents.length; first += 8) {
      const key = Buffer.alloc(10);
      key[0] = at === 88 ? 0 : 0xff;
      key.writeUInt32BE(id, 2);
      key.writeUInt32BE(first, 6);
      const data = Buffer.alloc(64);
      writeExtents(data, 0, extents.slice(first, first + 8));
      this.overflow.push([key, data]);
    }
  }

  private store(content: Buffer): Extent[] {
    const count = Math.ceil(content.length / BLOCK);
    const start = this.next;
    content.copy(this.bytes, start * BLOCK);
    this.next += count;
    return count === 0 ? [] : [{ start, count }];
  }

  private scatter(content: Buffer): Extent[] {
    const extents: Extent[] = [];
    const blocks = Math.ceil(content.length / BLOCK);
    for (let block = 0; block < blocks; block++) {
      const start = this.next + 2 * (blocks - 1 - block);
      content.copy(this.bytes, start * BLOCK, block * BLOCK, (block + 1) * BLOCK);
      extents.push({ start, count: 1 });
    }
    this.next += 2 * blocks;
    return extents;
  }

  private journalInfo(state: 'empty' | 'full'): number {
    const [journal] = this.store(Buffer.alloc(2 * BLOCK));
    const start = (journal?.start ?? 0) * BLOCK;
    this.bytes.writeUInt32LE(0x4a4e4c78, start);
    this.bytes.writeBigUInt64LE(512n, start + 8);
    this.bytes.writeBigUInt64LE(state === 'full' ? 1024n : 512n, start + 16);
    const info = Buffer.alloc(BLOCK);
    info.writeUInt32BE(1, 0);
    info.writeBigUInt64BE(BigInt(start), 36);
    info.writeBigUInt64BE(1024n, 44);
    return this.store(info)[0]?.start ?? 0;
  }

  /** A tree with one level of leaves below its root. */
  private tree(header: Buffer, at: number, records: TreeRecord[], maxKey: number, comparison = 0): void {
    records.sort(([one], [other]) =>
      maxKey === 516 ? compareNames(one, other) : compareKeys(one, other, maxKey),
    );
    const leaves = chunked(records);
    const hasRoot = leaves.length > 1;
    const nodes = [
      Buffer.alloc(NODE),
      ...leaves.map((leaf, index) => nodeOf(leaf, 0xff, index + 1 < leaves.length ? index + 2 : 0, 1)),
    ];
    if (hasRoot)
      nodes.push(
        nodeOf(
          leaves.map((leaf, index) => [leaf[0]?.[0] ?? Buffer.alloc(0), number(index + 1)]),
          0,
          0,
          2,
        ),
      );
    const head = nodes[0] as Buffer;
    head[8] = 1;
    head.writeUInt16BE(3, 10);
    const info = head.subarray(14);
    info.writeUInt16BE(records.length === 0 ? 0 : hasRoot ? 2 : 1, 0);
    info.writeUInt32BE(records.length === 0 ? 0 : hasRoot ? nodes.length - 1 : 1, 2);
    info.writeUInt32BE(records.length, 6);
    info.writeUInt32BE(records.length === 0 ? 0 : 1, 10);
    info.writeUInt32BE(leaves.length, 14);
    info.writeUInt16BE(NODE, 18);
    info.writeUInt16BE(maxKey, 20);
    info.writeUInt32BE(nodes.length, 22);
    info[37] = comparison;
    info.writeUInt32BE(6, 38);
    for (const [index, offset] of [14, 120, 248, NODE - 8].entries())
      head.writeUInt16BE(offset, NODE - 2 * (index + 1));
    head.fill(0xff, 248, 248 + 4);
    const bytes = Buffer.concat(nodes);
    fork(header, at, bytes.length, this.store(bytes));
  }
}
