import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  type FileKind,
  type FileNode,
  type FileSystem,
  isEntryName,
  lookupByList,
} from '../../file-system.ts';
import { viewOf } from '../../little-endian.ts';
import { type DirectoryRecord, parseRecord, records, SECTOR } from './record.ts';
import { rockRidge, susp } from './rock-ridge.ts';
import { type PackedFile, zisofs } from './zisofs.ts';

interface Part {
  readonly sector: number;
  readonly size: number;
}

interface IsoNode extends FileNode {
  /** A file of 4 GiB and more has several. */
  readonly parts: readonly Part[];
  readonly target?: string | undefined;
  readonly packed?: PackedFile | undefined;
}

/** How names are stored. */
type Names = 'rock-ridge' | 'joliet' | 'plain';

const FIRST_DESCRIPTOR = 16;
const MAX_DESCRIPTORS = 64;
const TYPE = { primary: 1, supplementary: 2, end: 255 };
const JOLIET = new Set(['%/@', '%/C', '%/E']);
const MODE = { mask: 0xf000, file: 0x8000, folder: 0x4000, link: 0xa000 };

/** An ISO 9660 image, and whether its names are whole. */
export interface IsoImage {
  readonly names: Names;
  open(): FileSystem;
}

/**
 * Finds out whether a device holds ISO 9660: with Rock Ridge, else with Joliet, else with names of 8 and 3 letters.
 *
 * @throws SyntaxError when it does and is damaged
 * @see ECMA-119, IEEE P1282 (Rock Ridge) and Microsoft's "Joliet Specification"
 */
export function findIso(device: BlockDevice): IsoImage | undefined {
  const descriptors = readDescriptors(device);
  const primary = descriptors.find(([type]) => type === TYPE.primary);
  if (primary === undefined) return undefined;
  if (viewOf(primary).getUint16(128, true) !== SECTOR)
    throw new Error(`ISO 9660 with blocks of ${viewOf(primary).getUint16(128, true)} bytes is not read`);
  const root = parseRecord(primary.subarray(156, 190));
  const [self] = records(device, root.sector, root.size);
  const skip = self && susp(self.systemUse);
  if (skip !== undefined) return imageOf(device, primary, root, 'rock-ridge', skip);
  const joliet = descriptors.find(isJoliet);
  if (joliet) return imageOf(device, primary, parseRecord(joliet.subarray(156, 190)), 'joliet', 0);
  return imageOf(device, primary, root, 'plain', 0);
}

function readDescriptors(device: BlockDevice): Uint8Array[] {
  const descriptors: Uint8Array[] = [];
  for (let index = FIRST_DESCRIPTOR; index < FIRST_DESCRIPTOR + MAX_DESCRIPTORS; index++) {
    if ((index + 1) * SECTOR > device.size) break;
    const bytes = device.read(index * SECTOR, SECTOR);
    if (Buffer.from(bytes.subarray(1, 6)).toString('latin1') !== 'CD001' || bytes[0] === TYPE.end) break;
    descriptors.push(bytes);
  }
  return descriptors;
}

function isJoliet(bytes: Uint8Array): boolean {
  const escape = Buffer.from(bytes.subarray(88, 91)).toString('latin1');
  return bytes[0] === TYPE.supplementary && JOLIET.has(escape);
}

function imageOf(
  device: BlockDevice,
  primary: Uint8Array,
  root: DirectoryRecord,
  names: Names,
  skip: number,
): IsoImage {
  const text = (start: number, end: number): string =>
    Buffer.from(primary.subarray(start, end))
      .toString('latin1')
      .replace(/[ \0]+$/u, '');
  const label = text(40, 72);
  // As blkid has it: when the image was changed last, else when it was made.
  const uuid = [text(830, 846), text(813, 829)]
    .find((date) => /^\d{16}$/u.test(date) && !/^0+$/u.test(date))
    ?.replace(/^(.{4})(..)(..)(..)(..)(..)(..)$/u, '$1-$2-$3-$4-$5-$6-$7');
  return {
    names,
    open() {
      const iso = new Iso(device, names, skip);
      const list = (folder: FileNode) => iso.list(folder as IsoNode);
      const caseInsensitive = names !== 'rock-ridge';
      return {
        type: 'iso9660',
        ...(label === '' ? {} : { label }),
        ...(uuid === undefined ? {} : { uuid }),
        caseInsensitive,
        root: folderNode(root),
        gaps: [],
        list,
        lookup: (folder, name) => lookupByList({ caseInsensitive, list }, folder, name),
        readLink: (link) => (link as IsoNode).target ?? '',
        read: (file, offset, length) => iso.read(file as IsoNode, offset, length),
      };
    },
  };
}

function folderNode({ sector, size }: Part): IsoNode {
  return { kind: 'folder', size: 0, id: sector, parts: [{ sector, size }] };
}

class Iso {
  private readonly device: BlockDevice;
  private readonly names: Names;
  private readonly skip: number;

  constructor(device: BlockDevice, names: Names, skip: number) {
    this.device = device;
    this.names = names;
    this.skip = skip;
  }

  *list({ parts: [part] }: IsoNode): Generator<DirectoryEntry> {
    if (part === undefined) return;
    let parts: Part[] = [];
    for (const record of records(this.device, part.sector, part.size)) {
      const [first] = record.name;
      if (record.name.length === 1 && (first === 0 || first === 1)) continue;
      parts.push({ sector: record.sector, size: record.size });
      if (record.hasMore) continue;
      const entry = this.entry(record, parts);
      parts = [];
      if (entry) yield entry;
    }
    if (parts.length > 0) throw new SyntaxError('a folder is damaged: a file goes on after its end');
  }

  private entry(record: DirectoryRecord, parts: readonly Part[]): DirectoryEntry | undefined {
    if (this.names !== 'rock-ridge') {
      const name = this.names === 'joliet' ? jolietName(record.name) : plainName(record.name);
      checkName(name);
      const kind = record.isFolder ? 'folder' : 'file';
      return { name, kind, node: () => (record.isFolder ? folderNode(record) : fileNode(parts)) };
    }
    const extra = rockRidge(this.device, record.systemUse.subarray(this.skip));
    if (extra.isMoved) return undefined;
    const name = extra.name ? Buffer.from(extra.name).toString('utf8') : plainName(record.name);
    checkName(name);
    const { child, target } = extra;
    if (child !== undefined) return { name, kind: 'folder', node: () => this.moved(child) };
    const kind = kindOf(extra.mode, record.isFolder);
    return {
      name,
      kind,
      node: () => {
        if (kind === 'folder') return folderNode(record);
        if (kind === 'file') return extra.isPacked ? this.packed(fileNode(parts)) : fileNode(parts);
        return { ...fileNode(parts), kind, target };
      },
    };
  }

  /** A folder that lies deeper than the format allows is kept elsewhere, and says itself how long it is. */
  private moved(sector: number): IsoNode {
    const [self] = records(this.device, sector, SECTOR);
    if (self === undefined) throw new SyntaxError('a folder is damaged: it was moved to where there is none');
    return folderNode({ sector, size: self.size });
  }

  private packed(file: IsoNode): IsoNode {
    const packed = zisofs((offset, length) => this.readParts(file, offset, length), file.size);
    return packed ? { ...file, size: packed.size, packed } : file;
  }

  read(file: IsoNode, offset: number, length: number): Uint8Array {
    if (file.packed) return file.packed.read(offset, length);
    return this.readParts(file, offset, length);
  }

  private readParts({ parts, size }: IsoNode, offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let start = 0;
    let done = 0;
    for (const part of parts) {
      const inside = offset + done - start;
      start += part.size;
      if (inside >= part.size || done === bytes.length) continue;
      const count = Math.min(part.size - inside, bytes.length - done);
      bytes.set(this.device.read(part.sector * SECTOR + inside, count), done);
      done += count;
    }
    return bytes;
  }
}

function fileNode(parts: readonly Part[]): IsoNode {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return { kind: 'file', size, id: `${parts[0]?.sector}/${size}`, parts };
}

function kindOf(mode: number | undefined, isFolder: boolean): FileKind {
  if (mode === undefined) return isFolder ? 'folder' : 'file';
  const type = mode & MODE.mask;
  if (type === MODE.folder) return 'folder';
  if (type === MODE.link) return 'link';
  return type === MODE.file ? 'file' : 'other';
}

function jolietName(bytes: Uint8Array): string {
  return withoutVersion(
    Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le'),
  );
}

function plainName(bytes: Uint8Array): string {
  return withoutVersion(Buffer.from(bytes).toString('latin1')).replace(/\.$/u, '');
}

function withoutVersion(name: string): string {
  return name.replace(/;\d+$/u, '');
}

function checkName(name: string): void {
  if (!isEntryName(name)) throw new SyntaxError(`a folder is damaged: the name ${JSON.stringify(name)}`);
}
