import type { FileKind } from '../../file-system.ts';
import { type BTree, recordsFrom } from './tree.ts';
import { type Fork, forkAt } from './volume.ts';

/** A file or folder of the catalog. */
export interface CatalogEntry {
  /** As macOS shows it: a slash of the volume is a colon. */
  readonly name: string;
  readonly id: number;
  readonly kind: FileKind;
  /** Where its content is: in the data fork, compressed, or in a file that several names share. */
  readonly content: 'plain' | 'compressed' | 'hard link';
  readonly data: Fork;
  readonly resource: Fork;
  /** Of a hard link: the number in the name of the file that it shares. */
  readonly shared: number;
}

/** The number of the root, and of what stands above it. */
export const ROOT = 2;
const ABOVE_ROOT = 1;
const RECORD = { folder: 1, file: 2, folderThread: 3 } as const;
const TYPE = { mask: 0o170000, file: 0o100000, link: 0o120000, folder: 0o040000 } as const;
const COMPRESSED = 0x20;
const NO_FORK: Fork = { size: 0, blocks: 0, extents: [] };

/** What a folder holds, in the order of the catalog. Throws SyntaxError when the catalog is damaged. */
export function* entriesIn(catalog: BTree, folder: number): Generator<CatalogEntry> {
  for (const { key, data } of recordsFrom(catalog, (own) => own.readUInt32BE(0) < folder)) {
    if (key.readUInt32BE(0) !== folder) return;
    const entry = entryOf(nameOf(key, 4), data);
    if (entry) yield entry;
  }
}

/** The name of the volume, which is that of its root. */
export function volumeName(catalog: BTree): string | undefined {
  const [root] = entriesIn(catalog, ABOVE_ROOT);
  return root?.name;
}

/** A name in UTF-16, after its number of letters. Throws RangeError when it does not fit. */
export function nameOf(key: Buffer, at: number): string {
  const length = key.readUInt16BE(at) * 2;
  if (at + 2 + length > key.length) throw new SyntaxError('a name of the catalog is damaged');
  return Buffer.from(key.subarray(at + 2, at + 2 + length))
    .swap16()
    .toString('utf16le');
}

function entryOf(stored: string, data: Buffer): CatalogEntry | undefined {
  const record = data.readUInt16BE(0);
  const name = stored.replaceAll('/', ':');
  const id = data.readUInt32BE(8);
  if (record === RECORD.folder)
    return { name, id, kind: 'folder', content: 'plain', data: NO_FORK, resource: NO_FORK, shared: 0 };
  if (record !== RECORD.file) return undefined;
  const creator = data.toString('latin1', 48, 56);
  const isHardLink = creator === 'hlnkhfs+' || creator === 'fdrpMACS';
  const fork = forkAt(data, 88);
  const isCompressed = ((data[41] ?? 0) & COMPRESSED) !== 0 && fork.size === 0;
  return {
    name,
    id,
    kind: kindOf(data.readUInt16BE(42)),
    content: isHardLink ? 'hard link' : isCompressed ? 'compressed' : 'plain',
    data: fork,
    resource: forkAt(data, 168),
    shared: data.readUInt32BE(44),
  };
}

function kindOf(mode: number): FileKind {
  const type = mode & TYPE.mask;
  // Systems before macOS left the mode empty.
  if (type === 0 || type === TYPE.file) return 'file';
  if (type === TYPE.link) return 'link';
  return type === TYPE.folder ? 'folder' : 'other';
}
