import type { BlockDevice } from './device.ts';

/** What stands at a name. `other` is a device, a pipe, a socket, or a reparse point that nobody here can follow. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

/**
 * One file, folder or link of a file system. A file system gives objects with more of its own in them; whoever walks
 * hands them back unchanged.
 */
export interface FileNode {
  readonly kind: FileKind;
  /** In bytes, as the file system shows it; not yet compared with what is there. */
  readonly size: number;
  /** The same for the same file of one file system (its inode number), to find folders that hold themselves. */
  readonly id: number | string;
}

/** One name in a folder. */
export interface DirectoryEntry {
  /** Never empty, `.`, `..`, and never with `/` or a zero byte in it. */
  readonly name: string;
  /** Where the folder shows it without a look at the file itself. */
  readonly kind?: FileKind;
  /** Looks at the file. Throws SyntaxError when what the folder leads to is damaged. */
  node(): FileNode;
}

/** One of several trees that a file system holds: a subvolume of Btrfs, an image of a WIM. */
export interface NamedTree {
  /** The path of a subvolume (`@`, `@/var`), or the number and name of an image. */
  readonly name: string;
  /** The number by which a mount may name it: `subvolid=` of Btrfs. */
  readonly id?: number;
  readonly root: FileNode;
  /** A snapshot that nobody can change: history, and not the system. */
  readonly readOnly?: boolean;
}

/**
 * A file system that is read and never changed. All methods are synchronous and may be called in any order; what
 * they throw of damage is a SyntaxError, of features that are not read an Error, both fit for a report.
 */
export interface FileSystem {
  /** `ext4`, `xfs`, `btrfs`, `ntfs`, `fat32`, `exfat`, `hfs+`, `hfsx`, `iso9660`, `udf`, `squashfs`, `erofs`, `wim`. */
  readonly type: string;
  readonly label?: string;
  /** As `blkid` prints it: what `UUID=` in an fstab names. */
  readonly uuid?: string;
  /** Whether names that differ by case are one name. */
  readonly caseInsensitive: boolean;
  /** The folder that a mount without options shows. */
  readonly root: FileNode;
  /** The trees that it holds, `root` among them; absent where there is only that one. */
  readonly trees?: readonly NamedTree[];
  /**
   * What keeps the file system from being read whole, found when it was opened or since: a journal that was not
   * replayed, checksums that are wrong, a feature that is not read. Whoever walked asks at the end, and each is a
   * coverage gap.
   */
  readonly gaps: readonly string[];
  /**
   * The names in a folder, in the order of the file system. What was listed before damage counts; the damage is thrown
   * afterwards, or is in `gaps` where the rest of the folder can still be read.
   *
   * @throws SyntaxError
   */
  list(folder: FileNode): Iterable<DirectoryEntry>;
  /** One name of a folder; undefined when there is none. Names are compared as {@link caseInsensitive} shows. */
  lookup(folder: FileNode, name: string): FileNode | undefined;
  /** Where a link leads, `/` separated: from the root of the system when it begins with `/`, else from its folder. */
  readLink(link: FileNode): string;
  /**
   * Bytes of a file; fewer only where its size ends. Holes are zeros. The size may be a lie, so callers ask for
   * pieces of what they are ready to hold.
   *
   * @throws SyntaxError when what the file lies on is damaged or beyond the device
   */
  read(file: FileNode, offset: number, length: number): Uint8Array;
}

/**
 * Opens a file system when a device holds one of this kind.
 *
 * @returns undefined when it is of another kind
 * @throws SyntaxError when it is of this kind and damaged, Error when a feature of it is not read
 */
export type Probe = (device: BlockDevice) => FileSystem | undefined;

/** {@link FileSystem.lookup} by a list of the folder, for file systems without an index. */
export function lookupByList(
  { caseInsensitive, list }: Pick<FileSystem, 'caseInsensitive' | 'list'>,
  folder: FileNode,
  name: string,
): FileNode | undefined {
  const wanted = caseInsensitive ? name.toUpperCase() : name;
  for (const entry of list(folder)) {
    const found = caseInsensitive ? entry.name.toUpperCase() : entry.name;
    if (found === wanted) return entry.node();
  }
  return undefined;
}

const utf8 = new TextDecoder();

/**
 * A name as it is stored, in UTF-8; what is not UTF-8 becomes U+FFFD, as with folders of this machine.
 *
 * @returns undefined for `.`, `..`, an empty name, and one that no system could have written (with `/` or a zero byte)
 */
export function entryName(bytes: Uint8Array): string | undefined {
  const name = utf8.decode(bytes);
  return isEntryName(name) ? name : undefined;
}

/** Whether a name may stand in a folder: see {@link DirectoryEntry.name}. */
export function isEntryName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}
