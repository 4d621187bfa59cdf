import type { BlockDevice } from '../../device.ts';
import type { DirectoryEntry, FileKind, FileNode, FileSystem } from '../../file-system.ts';
import { utf16 } from '../../little-endian.ts';
import { ATTRIBUTE } from './attribute.ts';
import { COMPACT_STREAM, compactStream } from './compact.ts';
import { type FolderIndex, type IndexEntry, openIndex } from './folder-index.ts';
import { type FileRecord, type Mft, openMft } from './mft.ts';
import { parseReparse, type Reparse } from './reparse.ts';
import { stateGaps } from './state.ts';
import { type Clusters, type Stream, streamOf } from './stream.ts';
import { compareNames, plainUpcase, type Upcase, upcaseTable } from './upcase.ts';
import { readBoot } from './volume.ts';

/** Records that every volume has, by number. */
const RECORD = { volume: 3, root: 5, upcase: 10, firstOwn: 16 };

interface NtfsNode extends FileNode {
  readonly record: FileRecord;
  readonly reparse: Reparse | undefined;
  /** Name of an alternate data stream; empty for the main one. */
  readonly stream: string;
}

/**
 * NTFS, as Windows 2000 and later write it.
 *
 * @see https://flatcap.github.io/linux-ntfs/
 */
export function openNtfs(device: BlockDevice): FileSystem | undefined {
  const geometry = readBoot(device);
  if (geometry === undefined) return undefined;
  const clusters = { device, clusterSize: geometry.clusterSize };
  const volume = new Ntfs(openMft(clusters, geometry), clusters);
  return volume.fileSystem(geometry.serial);
}

class Ntfs {
  private readonly gaps: string[] = [];
  private readonly upcase: Upcase;
  private readonly mft: Mft;
  private readonly clusters: Clusters;
  /** The folder that was asked last: its names are looked up one after another. */
  private lastIndex: { readonly folder: FileNode; readonly index: FolderIndex } | undefined;

  constructor(mft: Mft, clusters: Clusters) {
    this.mft = mft;
    this.clusters = clusters;
    this.upcase = this.readUpcase();
  }

  fileSystem(serial: string): FileSystem {
    const label = this.readLabel();
    const root = this.node(RECORD.root);
    const fileSystem: FileSystem = {
      type: 'ntfs',
      ...(label === undefined ? {} : { label }),
      uuid: serial,
      caseInsensitive: true,
      root,
      gaps: this.gaps,
      list: (folder) => this.list(folder as NtfsNode),
      lookup: (folder, name) => this.lookup(folder as NtfsNode, name),
      readLink: (link) => this.readLink(link as NtfsNode),
      read: (file, offset, length) => this.content(file as NtfsNode).read(offset, length),
    };
    this.gaps.push(...stateGaps(this.mft, fileSystem));
    return fileSystem;
  }

  private readUpcase(): Upcase {
    try {
      const record = this.mft.record(RECORD.upcase);
      const stream = this.stream(record, '');
      const table = upcaseTable(stream.read(0, Math.min(stream.size, 131_073)));
      if (table) return table;
      this.gaps.push('the table of upper case letters is damaged; names are compared without it');
    } catch (error) {
      this.gaps.push(`the table of upper case letters cannot be read: ${messageOf(error)}`);
    }
    return plainUpcase();
  }

  private readLabel(): string | undefined {
    const { attributes } = this.mft.record(RECORD.volume);
    const name = attributes.find(({ type }) => type === ATTRIBUTE.volumeName)?.resident;
    return name && name.length > 0 ? utf16(name) : undefined;
  }

  private node(number: number, sequence?: number): NtfsNode {
    const record = this.mft.record(number, sequence);
    const what = `record ${number}`;
    const parts = record.attributes.filter(({ type }) => type === ATTRIBUTE.reparse);
    let reparse: Reparse | undefined;
    if (parts.length > 0) {
      const stream = streamOf(parts, this.clusters, what);
      reparse = parseReparse(stream.read(0, Math.min(stream.size, 65_536)), what);
    }
    return {
      kind: kindOf(record, reparse),
      size: record.isFolder ? 0 : sizeOf(record, ''),
      id: number,
      record,
      reparse,
      stream: '',
    };
  }

  private index(folder: NtfsNode): FolderIndex {
    if (this.lastIndex?.folder !== folder)
      this.lastIndex = { folder, index: openIndex(folder.record, this.clusters) };
    return this.lastIndex.index;
  }

  private *list(folder: NtfsNode): Generator<DirectoryEntry> {
    for (const entry of this.index(folder).all()) {
      if (entry.isShort || isOwn(entry)) continue;
      const kind: { kind?: FileKind } = entry.isReparsePoint
        ? {}
        : { kind: entry.isFolder ? 'folder' : 'file' };
      yield { name: entry.name, ...kind, node: () => this.node(entry.record, entry.sequence) };
    }
  }

  /** A name with a colon is one of an alternate data stream: `file.txt:Zone.Identifier`. */
  private lookup(folder: NtfsNode, name: string): NtfsNode | undefined {
    const colon = name.indexOf(':');
    if (colon > 0) return this.lookupStream(folder, name.slice(0, colon), name.slice(colon + 1));
    const entry = this.index(folder).find((other) => compareNames(this.upcase, name, other));
    return entry && this.node(entry.record, entry.sequence);
  }

  private lookupStream(folder: NtfsNode, name: string, stream: string): NtfsNode | undefined {
    const file = this.lookup(folder, name);
    const found = file?.record.attributes.find(
      (each) => each.type === ATTRIBUTE.data && compareNames(this.upcase, each.name, stream) === 0,
    )?.name;
    if (file === undefined || found === undefined || found === '') return undefined;
    return { ...file, kind: 'file', size: sizeOf(file.record, found), reparse: undefined, stream: found };
  }

  private readLink({ reparse, id }: NtfsNode): string {
    if (reparse?.kind === 'link') return reparse.target;
    throw new SyntaxError(`record ${id} is not a link`);
  }

  /** The content of a file; that of the file before is kept, being read piece by piece. */
  private content(file: NtfsNode): Stream {
    if (this.lastContent?.file !== file) this.lastContent = { file, stream: this.openContent(file) };
    return this.lastContent.stream;
  }
  private lastContent: { readonly file: NtfsNode; readonly stream: Stream } | undefined;

  private openContent({ record, reparse, stream }: NtfsNode): Stream {
    const what = `record ${record.number}`;
    if (reparse?.kind === 'elsewhere')
      throw new Error(`its content is not on the disk: it ${reparse.reason}`);
    if (reparse?.kind !== 'compressed') return this.stream(record, stream);
    return compactStream(this.stream(record, COMPACT_STREAM), sizeOf(record, ''), reparse.algorithm, what);
  }

  private stream(record: FileRecord, name: string): Stream {
    const parts = record.attributes.filter((each) => each.type === ATTRIBUTE.data && each.name === name);
    return streamOf(parts, this.clusters, `record ${record.number}`);
  }
}

function kindOf({ isFolder }: FileRecord, reparse: Reparse | undefined): FileKind {
  if (reparse?.kind === 'link') return 'link';
  return isFolder ? 'folder' : 'file';
}

function sizeOf({ attributes }: FileRecord, stream: string): number {
  for (const { type, name, resident, extent } of attributes) {
    if (type !== ATTRIBUTE.data || name !== stream) continue;
    if (resident) return resident.length;
    if (extent?.first === 0) return extent.size;
  }
  return 0;
}

/** The root lists itself, and the files of the file system itself. */
function isOwn({ record, name }: IndexEntry): boolean {
  return name === '.' || (record < RECORD.firstOwn && name.startsWith('$'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
