import { isEntryName } from '../../file-system.ts';
import { uint64, utf16, viewOf } from '../../little-endian.ts';
import { digestAt } from './lookup-table.ts';
import type { Resource } from './resource.ts';

/** A file or folder of an image. */
export interface Dentry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isReparsePoint: boolean;
  readonly isEncrypted: boolean;
  readonly reparseTag: number;
  /** Its links with a drive letter are as they were, not made to lead into the image. */
  readonly hasOwnLinks: boolean;
  /** Where in the tree its entries begin; 0 when it has none. */
  readonly children: number;
  /** Of the content without a name; undefined when it is empty. */
  readonly digest: string | undefined;
  /** Other contents by their names. */
  readonly streams: ReadonlyMap<string, string | undefined>;
}

const FIXED = 102;
const STREAM = 38;
const ATTRIBUTE = { folder: 0x10, reparse: 0x400, encrypted: 0x4000 };
/** The longest entry: three names of 64 KiB are more than anybody has. */
const MAX_ENTRY = 256 * 1024;
/** Names in one folder, and contents of one file. */
const MAX_NAMES = 1_000_000;
const MAX_STREAMS = 1000;

/** The tree of one image: entries of each folder stand one after another. */
export class ImageTree {
  private readonly metadata: Resource;
  readonly root: Dentry;

  /** @throws SyntaxError when the tree has no root */
  constructor(metadata: Resource) {
    this.metadata = metadata;
    const security = this.bytes(0, 8);
    const at = Math.ceil(Math.max(8, viewOf(security).getUint32(0, true)) / 8) * 8;
    const root = this.entry(at);
    if (root === undefined || !root.entry.isFolder) throw new SyntaxError('the tree of an image has no root');
    this.root = root.entry;
  }

  /** The entries of a folder. Throws SyntaxError when they are damaged. */
  *children({ children }: Dentry): Generator<Dentry> {
    if (children === 0) return;
    let at = children;
    for (let count = 0; ; count++) {
      if (count > MAX_NAMES) throw new SyntaxError('a folder of an image is damaged: it has no end');
      const found = this.entry(at);
      if (found === undefined) return;
      if (!isEntryName(found.entry.name))
        throw new SyntaxError(
          `a folder of an image is damaged: the name ${JSON.stringify(found.entry.name)}`,
        );
      yield found.entry;
      at = found.end;
    }
  }

  private entry(at: number): { readonly entry: Dentry; readonly end: number } | undefined {
    const length = uint64(viewOf(this.bytes(at, 8)), 0);
    if (length <= 8) return undefined;
    if (length < FIXED || length > MAX_ENTRY)
      throw new SyntaxError(`the tree of an image is damaged: an entry of ${length} bytes`);
    const bytes = this.bytes(at, length);
    const view = viewOf(bytes);
    const attributes = view.getUint32(8, true);
    const nameEnd = FIXED + view.getUint16(100, true);
    if (nameEnd > length) throw new SyntaxError('the tree of an image is damaged: a name leaves its entry');
    const isReparsePoint = (attributes & ATTRIBUTE.reparse) !== 0;
    const extra = this.streams(at + Math.ceil(length / 8) * 8, view.getUint16(96, true));
    return {
      entry: {
        name: utf16(bytes.subarray(FIXED, nameEnd)),
        isFolder: (attributes & ATTRIBUTE.folder) !== 0,
        isReparsePoint,
        isEncrypted: (attributes & ATTRIBUTE.encrypted) !== 0,
        reparseTag: isReparsePoint ? view.getUint32(88, true) : 0,
        hasOwnLinks: isReparsePoint && (view.getUint16(94, true) & 1) !== 0,
        children: uint64(view, 16),
        digest: digestAt(bytes, 64) ?? extra.streams.get(''),
        streams: extra.streams,
      },
      end: extra.end,
    };
  }

  private streams(start: number, count: number) {
    const streams = new Map<string, string | undefined>();
    if (count > MAX_STREAMS) throw new SyntaxError(`a file of an image has ${count} streams`);
    let at = start;
    for (let left = count; left > 0; left--) {
      const length = uint64(viewOf(this.bytes(at, 8)), 0);
      if (length < STREAM || length > MAX_ENTRY)
        throw new SyntaxError(`the tree of an image is damaged: a stream of ${length} bytes`);
      const bytes = this.bytes(at, length);
      const nameEnd = STREAM + viewOf(bytes).getUint16(36, true);
      if (nameEnd > length)
        throw new SyntaxError('the tree of an image is damaged: a name leaves its stream');
      const name = utf16(bytes.subarray(STREAM, nameEnd));
      if (name !== '' || streams.get('') === undefined) streams.set(name, digestAt(bytes, 16));
      at += Math.ceil(length / 8) * 8;
    }
    return { streams, end: at };
  }

  private bytes(at: number, length: number): Uint8Array {
    if (at + length > this.metadata.size)
      throw new SyntaxError(`the tree of an image is damaged: it ends at ${this.metadata.size}`);
    return this.metadata.read(at, length);
  }
}
