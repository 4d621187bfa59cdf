/** Files of which parts can be read by themselves: on this machine, in a folder, on a disk, and in archives. */

/** A regular file that is open for parts of it. */
export interface OpenFile {
  /** From the root of its source. */
  readonly path: string;
  readonly size: number;
  /** Bytes from an offset; fewer at its end. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/**
 * What a walk over everything meets: a file, a place that it could not look at, or a number of files whose names nobody
 * asked for. What is opened holds until the walk goes on.
 */
export type WalkedFile =
  | { readonly path: string; open(): OpenFile | undefined | Promise<OpenFile | undefined> }
  | { readonly path: string; readonly problem: string }
  | { readonly passed: number };

/** What somebody wants of a walk over everything. */
export interface FileSearch {
  /** Whether a file of this path, from the root of its source, is to be visited. */
  wanted(path: string): boolean;
  /** Looks at what was met; false ends the walk. */
  visit(file: WalkedFile): boolean | Promise<boolean>;
}

/** What a search through all files of a source covered. */
export interface DeepCoverage {
  /** Files that the walk met. */
  readonly files: number;
  /** Files that were opened, because their names or their first bytes may be those of a program. */
  readonly opened: number;
  /** Program files among them. */
  readonly programs: number;
}

/** What a source gives of files that can be read in parts. */
export interface OpenFiles {
  /**
   * Opens a regular file by a path from the root, links resolved inside it; undefined when there is none. Absent where
   * files cannot be reached by themselves: archives and images.
   */
  open?(path: string): OpenFile | undefined;
  /** Whether a file or folder is there; like `open` in all else. */
  has?(path: string): boolean;
  /**
   * Walks over every file, in any order, links not followed. Of an archive, those that an unpacker would leave: what a
   * later member or layer replaced or took away is not visited.
   */
  everyFile?(search: FileSearch): Promise<void>;
}

/** The surroundings of a manifest, for the few meanings that need a sibling file. */
export interface FileResolver {
  /** The manifest's own path from the root of the source. */
  readonly path: string;
  /**
   * The content of another file: from the root when `path` begins with `/`, else beside the manifest.
   * Undefined when there is none; throws when there is one that cannot be read.
   */
  read(path: string): Uint8Array | undefined;
  /**
   * Some bytes of another file, fewer at its end, for what lies in the midst of a large one; paths and
   * throws as with `bytes`. Absent where files do not lie open: archives, standard input.
   */
  readRange?(path: string, offset: number, length: number): Uint8Array | undefined;
  /** The size of another file in bytes, as {@link readRange}. */
  size?(path: string): number | undefined;
  /** Whether a file or folder is there. */
  exists(path: string): boolean;
  /** The names in a folder, sorted; empty when there is none. */
  list(path: string): readonly string[];
}
