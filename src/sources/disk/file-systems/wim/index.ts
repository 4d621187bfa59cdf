import { createHash } from 'node:crypto';
import type { BlockDevice } from '../../device.ts';
import type { DirectoryEntry, FileKind, FileNode, FileSystem, NamedTree } from '../../file-system.ts';
import { utf16 } from '../../little-endian.ts';
import { parseReparse } from '../ntfs/reparse.ts';
import { readHeader, type WimHeader } from './header.ts';
import { type Blobs, readTable } from './lookup-table.ts';
import { Resources } from './resource.ts';
import { type Dentry, ImageTree } from './tree.ts';

interface WimNode extends FileNode {
  readonly tree: ImageTree;
  /** The number of the image. */
  readonly image: number;
  readonly entry: Dentry;
  readonly digest: string | undefined;
}

/** Images that one file may hold. */
const MAX_IMAGES = 1000;
/** Bytes of the description in XML that are looked at. */
const MAX_XML = 4 * 1024 * 1024;
/** Tags of links; the content of all other reparse points is elsewhere. */
const MAX_REPARSE = 65_536;
/** Folders whose names are kept. */
const KEPT_FOLDERS = 16;

/** WIM and ESD files: each image in them is a tree of its own. */
export function openWim(device: BlockDevice): FileSystem | undefined {
  const header = readHeader(device);
  if (header === undefined) return undefined;
  const resources = new Resources(device, header);
  const blobs = joinedBlobs(readTable(resources, header.table), device.parts?.slice(1) ?? []);
  if (blobs.metadata.length === 0) throw new Error(withoutImages(header));
  if (blobs.metadata.length > MAX_IMAGES)
    throw new Error(`the WIM file holds ${blobs.metadata.length} images (at most ${MAX_IMAGES} are read)`);
  const wim = new Wim(header, blobs, device.parts !== undefined);
  const names = imageNames(resources, header);
  const trees = blobs.metadata.map((metadata, index): NamedTree => {
    const tree = new ImageTree(resources.open(metadata));
    const name = names.get(index + 1);
    return {
      name: name === undefined ? String(index + 1) : `${index + 1} ${name}`,
      id: index + 1,
      root: wim.node(tree, tree.root, index + 1),
    };
  });
  return wim.fileSystem(trees);
}

/** The content of all parts of a split file: each has a table of its own. */
function joinedBlobs(first: Blobs, others: readonly BlockDevice[]): Blobs {
  if (others.length === 0) return first;
  const tables = others.map((device) => {
    const header = readHeader(device);
    if (header === undefined) throw new SyntaxError('a part of the split WIM file is damaged');
    return readTable(new Resources(device, header), header.table);
  });
  const all = [first, ...tables];
  const holder = (digest: string) => all.find((table) => table.size(digest) !== undefined) ?? first;
  return {
    metadata: first.metadata,
    size: (digest) => holder(digest).size(digest),
    open: (digest) => holder(digest).open(digest),
  };
}

function withoutImages({ part, parts }: WimHeader): string {
  return parts > 1
    ? `this is part ${part} of ${parts} of a split WIM file, and the images are in another part`
    : 'the WIM file holds no image';
}

class Wim {
  private readonly header: WimHeader;
  private readonly blobs: Blobs;
  /** Whether all parts of a split file are here. */
  private readonly isWhole: boolean;
  private readonly folders = new Map<Dentry, Map<string, Dentry>>();

  constructor(header: WimHeader, blobs: Blobs, isWhole: boolean) {
    this.header = header;
    this.isWhole = isWhole;
    this.blobs = blobs;
  }

  fileSystem(trees: readonly NamedTree[]): FileSystem {
    const [first] = trees;
    if (first === undefined) throw new Error('the WIM file holds no image');
    return {
      type: 'wim',
      uuid: this.header.guid,
      caseInsensitive: true,
      root: first.root,
      trees,
      gaps: this.gaps(trees.length),
      list: (folder) => this.list(folder as WimNode),
      lookup: (folder, name) => this.lookup(folder as WimNode, name),
      readLink: (link) => this.readLink(link as WimNode),
      read: (file, offset, length) => this.read(file as WimNode, offset, length),
    };
  }

  private gaps(images: number): string[] {
    const { parts, part, isUnfinished, images: counted } = this.header;
    const gaps: string[] = [];
    if (parts > 1 && !this.isWhole)
      gaps.push(`this is part ${part} of ${parts} of a split WIM file; the others are not read`);
    if (isUnfinished) gaps.push('the WIM file was not written to its end');
    if (images !== counted) gaps.push(`the WIM file counts ${counted} images and has ${images}`);
    return gaps;
  }

  /** A file or folder of an image. */
  node(tree: ImageTree, entry: Dentry, image: number): WimNode {
    const kind = kindOf(entry);
    const { digest } = entry;
    const size = kind === 'file' && digest !== undefined ? (this.blobs.size(digest) ?? 0) : 0;
    // A folder that holds itself has its own entries again.
    const id = `${image}/${kind === 'folder' ? entry.children : (digest ?? entry.name)}`;
    return { kind, size, id, tree, image, entry, digest };
  }

  private *list(folder: WimNode): Generator<DirectoryEntry> {
    for (const entry of folder.tree.children(folder.entry))
      yield {
        name: entry.name,
        kind: kindOf(entry),
        node: () => this.node(folder.tree, entry, folder.image),
      };
  }

  /** A name with a colon is one of an alternate data stream. */
  private lookup(folder: WimNode, name: string): WimNode | undefined {
    const colon = name.indexOf(':');
    if (colon > 0) return this.lookupStream(folder, name.slice(0, colon), name.slice(colon + 1));
    const entry = this.names(folder).get(name.toUpperCase());
    return entry && this.node(folder.tree, entry, folder.image);
  }

  private lookupStream(folder: WimNode, name: string, stream: string): WimNode | undefined {
    const file = this.lookup(folder, name);
    const found = [...(file?.entry.streams ?? [])].find(
      ([own]) => own !== '' && own.toUpperCase() === stream.toUpperCase(),
    );
    if (file === undefined || found === undefined) return undefined;
    const [, digest] = found;
    const size = digest === undefined ? 0 : (this.blobs.size(digest) ?? 0);
    const entry = { ...file.entry, isReparsePoint: false, isFolder: false };
    return { ...file, entry, kind: 'file', size, digest };
  }

  private names({ tree, entry }: WimNode): Map<string, Dentry> {
    let names = this.folders.get(entry);
    if (names === undefined) {
      names = new Map();
      for (const child of tree.children(entry)) names.set(child.name.toUpperCase(), child);
      this.folders.set(entry, names);
      if (this.folders.size > KEPT_FOLDERS) this.folders.delete(this.folders.keys().next().value ?? entry);
    }
    return names;
  }

  private readLink({ entry, digest, id }: WimNode): string {
    const content = digest === undefined ? undefined : this.blobs.open(digest);
    if (content === undefined || content.size > MAX_REPARSE)
      throw new SyntaxError(`the link ${id} is damaged: it has no target`);
    // The tag stands in the entry, and what follows it in the content.
    const point = Buffer.alloc(8 + content.size);
    point.writeUInt32LE(entry.reparseTag, 0);
    point.set(content.read(0, content.size), 8);
    const isFixed = this.header.hasFixedLinks && !entry.hasOwnLinks;
    const reparse = parseReparse(point, `the link ${id}`, isFixed);
    if (reparse.kind === 'link') return reparse.target;
    throw new SyntaxError(`${id} is not a link`);
  }

  private read({ entry, digest, size }: WimNode, offset: number, length: number): Uint8Array {
    if (entry.isEncrypted) throw new Error('its content is encrypted (EFS)');
    if (entry.isReparsePoint)
      throw new Error(
        `its content is not in the image: it has the reparse tag 0x${entry.reparseTag.toString(16)}`,
      );
    if (digest === undefined) return new Uint8Array();
    const bytes = this.blobs.open(digest).read(offset, length);
    const isWhole = offset === 0 && bytes.length === size;
    if (isWhole && createHash('sha1').update(bytes).digest('hex') !== digest)
      throw new SyntaxError(`its content is damaged: its SHA-1 is not ${digest}`);
    return bytes;
  }
}

const LINK_TAGS = new Set([0xa0000003, 0xa000000c, 0xa000001d]);

function kindOf({ isFolder, isReparsePoint, reparseTag }: Dentry): FileKind {
  if (isReparsePoint && LINK_TAGS.has(reparseTag)) return 'link';
  return isFolder ? 'folder' : 'file';
}

/** Names of images by their numbers, for people. */
function imageNames(resources: Resources, { xml }: WimHeader): Map<number, string> {
  const names = new Map<number, string>();
  if (xml.size === 0 || xml.size > MAX_XML) return names;
  let text: string;
  try {
    text = utf16(resources.open(xml).read(0, xml.size));
  } catch {
    // Nothing but names is lost, and a number stands in for each.
    return names;
  }
  for (const part of text.split(/<IMAGE\s/iu).slice(1)) {
    const index = /^[^>]*\bINDEX="(?<index>\d{1,4})"/iu.exec(part)?.groups?.index;
    const name = /<NAME>(?<name>[^<]*)<\/NAME>/iu.exec(part)?.groups?.name;
    if (index !== undefined && name) names.set(Number(index), withoutEntities(name));
  }
  return names;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function withoutEntities(text: string): string {
  return text.replace(/&(?<name>lt|gt|quot|apos|amp);/gu, (_, name: string) => ENTITIES[name] ?? '');
}
