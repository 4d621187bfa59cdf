/** Files that lie open: on this machine or in a folder, where parts of each can be read by themselves. */

/** A regular file that is open for parts of it. */
export interface OpenFile {
  /** From the root of its source. */
  readonly path: string;
  readonly size: number;
  /** Bytes from an offset; fewer at its end. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** A file that a walk over everything meets, or a folder that it could not list. */
export type WalkedFile =
  | { readonly path: string; open(): OpenFile | undefined }
  | { readonly path: string; readonly problem: string };

/** What a search through all files of a source covered. */
export interface DeepCoverage {
  /** Files that the walk met. */
  readonly files: number;
  /** Files that were opened, because their names or their first bytes may be those of a program. */
  readonly opened: number;
  /** Program files among them. */
  readonly programs: number;
}

/** What a source gives of files that lie open. */
export interface OpenFiles {
  /**
   * Opens a regular file by a path from the root, links resolved inside it; undefined when there is none. Absent where
   * files do not lie open.
   */
  open?(path: string): OpenFile | undefined;
  /** Whether a file or folder is there; like `open` in all else. */
  has?(path: string): boolean;
  /** Every file, in any order, links not followed. Absent where files do not lie open. */
  everyFile?(): Iterable<WalkedFile>;
}
