import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  type FileNode,
  type FileSystem,
  isEntryName,
  lookupByList,
} from '../../file-system.ts';
import { type CatalogEntry, entriesIn, nameOf, ROOT, volumeName } from './catalog.ts';
import { ATTRIBUTE, type Compressed, compressedFile } from './compressed.ts';
import { FORK, type ForkReader, forkReader } from './fork.ts';
import { type BTree, openTree, recordsFrom } from './tree.ts';
import { type Fork, forkAt, openVolume, type Volume } from './volume.ts';

interface HfsNode extends FileNode {
  readonly id: number;
  readonly entry?: CatalogEntry;
  readonly compressed?: Compressed;
}

interface Hfs {
  readonly volume: Volume;
  readonly catalog: BTree;
  readonly overflow: () => BTree | undefined;
  readonly attributes: () => BTree | undefined;
  readonly readers: Map<string, ForkReader>;
  /** Files and folders that several names share, by the number in their names. */
  shared: ReadonlyMap<string, CatalogEntry> | undefined;
}

/** The numbers of the files that the file system has for itself. */
const FILE = { extents: 3, catalog: 4, attributes: 8 } as const;
/** Where files and folders lie that several names share. Both names stand first in no list. */
const PRIVATE = ['\0\0\0\0HFS+ Private Data', '.HFS+ Private Directory Data\r'] as const;
const CASE_COUNTS = 0xbc;
const MAX_LINK = 4096;
const MAX_CACHED = 256;

/**
 * HFS+ and HFSX, with the compression of macOS.
 *
 * @throws SyntaxError when it is damaged, Error for HFS without the plus
 * @see https://developer.apple.com/library/archive/technotes/tn/tn1150.html
 */
export function openHfsPlus(device: BlockDevice): FileSystem | undefined {
  const volume = openVolume(device);
  if (!volume) return undefined;
  const hfs = hfsOf(volume);
  const caseInsensitive = volume.type === 'hfs+' || hfs.catalog.comparison !== CASE_COUNTS;
  const label = volumeName(hfs.catalog);
  const root: HfsNode = { kind: 'folder', size: 0, id: ROOT };
  const list = (folder: FileNode) => listOf(hfs, folder as HfsNode);
  return {
    type: volume.type,
    ...(label === undefined ? {} : { label }),
    caseInsensitive,
    root,
    gaps: volume.gaps,
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive, list }, folder, name),
    readLink: (link) => Buffer.from(readFile(hfs, link as HfsNode, 0, MAX_LINK)).toString('utf8'),
    read: (file, offset, length) => readFile(hfs, file as HfsNode, offset, length),
  };
}

function hfsOf(volume: Volume): Hfs {
  const open = (fork: Fork, id: number, what: string, overflow: () => BTree | undefined) =>
    openTree(fork.size, forkReader(volume, fork, { id, fork: FORK.data }, overflow), what);
  const once = <Value>(make: () => Value) => {
    let made: { readonly value: Value } | undefined;
    return () => (made ??= { value: make() }).value;
  };
  const overflow = once(() =>
    volume.extentsFile.size === 0
      ? undefined
      : open(volume.extentsFile, FILE.extents, 'tree of extents', () => undefined),
  );
  return {
    volume,
    catalog: open(volume.catalogFile, FILE.catalog, 'catalog', overflow),
    overflow,
    attributes: once(() =>
      volume.attributesFile.size === 0
        ? undefined
        : open(volume.attributesFile, FILE.attributes, 'tree of attributes', overflow),
    ),
    readers: new Map(),
    shared: undefined,
  };
}

function* listOf(hfs: Hfs, { id }: HfsNode): Generator<DirectoryEntry> {
  for (const entry of entriesIn(hfs.catalog, id)) {
    const { name, kind, content } = entry;
    if (id === ROOT && PRIVATE.some((own) => own === name)) continue;
    if (!isEntryName(name)) throw new SyntaxError('a name of the catalog is damaged');
    // A second name of a folder looks like a file.
    yield { name, ...(content === 'hard link' ? {} : { kind }), node: () => nodeOf(hfs, entry) };
  }
}

function nodeOf(hfs: Hfs, entry: CatalogEntry): HfsNode {
  if (entry.content === 'hard link') return nodeOf(hfs, sharedBy(hfs, entry));
  const { id, kind, data, content } = entry;
  if (content !== 'compressed') return { kind, size: data.size, id, entry };
  const compressed = compressedFile(attributeOf(hfs, id), () => ({
    size: entry.resource.size,
    read: readerOf(hfs, entry.resource, id, FORK.resource),
  }));
  return { kind, size: compressed.size, id, entry, compressed };
}

function sharedBy(hfs: Hfs, { shared }: CatalogEntry): CatalogEntry {
  hfs.shared ??= allShared(hfs.catalog);
  const found = hfs.shared.get(`iNode${shared}`) ?? hfs.shared.get(`dir_${shared}`);
  if (!found || found.content === 'hard link')
    throw new SyntaxError(`what it shares with other names (number ${shared}) is not there`);
  return found;
}

function allShared(catalog: BTree): Map<string, CatalogEntry> {
  const shared = new Map<string, CatalogEntry>();
  for (const folder of entriesIn(catalog, ROOT)) {
    if (!PRIVATE.some((name) => name === folder.name)) continue;
    for (const entry of entriesIn(catalog, folder.id)) shared.set(entry.name, entry);
  }
  return shared;
}

function readerOf({ volume, overflow, readers }: Hfs, fork: Fork, id: number, number: number): ForkReader {
  const key = `${id} ${number}`;
  const known = readers.get(key);
  if (known) return known;
  const fresh = forkReader(volume, fork, { id, fork: number }, overflow);
  if (readers.size >= MAX_CACHED) readers.clear();
  readers.set(key, fresh);
  return fresh;
}

function readFile(hfs: Hfs, node: HfsNode, offset: number, length: number): Uint8Array {
  const { entry, compressed, size, id } = node;
  const wanted = Math.min(length, size - offset);
  if (wanted <= 0 || !entry) return new Uint8Array();
  if (compressed) return compressed.read(offset, wanted);
  return readerOf(hfs, entry.data, id, FORK.data)(offset, wanted);
}

const INLINE = 0x10;
const IN_FORK = 0x20;
const MAX_ATTRIBUTE = 1024 * 1024;

/** How a compressed file is compressed. Throws SyntaxError when nothing says so. */
function attributeOf({ attributes, volume, overflow }: Hfs, id: number): Uint8Array {
  const tree = attributes();
  for (const { key, data } of tree ? recordsFrom(tree, (own) => own.readUInt32BE(2) < id) : []) {
    if (key.readUInt32BE(2) !== id) break;
    if (nameOf(key, 10) !== ATTRIBUTE) continue;
    const kind = data.readUInt32BE(0);
    if (kind === INLINE) {
      const size = data.readUInt32BE(12);
      if (16 + size <= data.length) return data.subarray(16, 16 + size);
    } else if (kind === IN_FORK) {
      const fork = forkAt(data, 8);
      if (fork.size <= MAX_ATTRIBUTE)
        return forkReader(volume, fork, { id, fork: FORK.data }, overflow)(0, fork.size);
    }
    throw new SyntaxError(`its attribute ${ATTRIBUTE} is damaged`);
  }
  throw new SyntaxError(`it is compressed, and its attribute ${ATTRIBUTE} is missing`);
}
