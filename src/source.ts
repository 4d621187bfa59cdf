/** Where manifests come from, as whoever walks over them sees it. */

import type { FileResolver, OpenFiles } from './open-files.ts';

/** What is scanned: this machine, a folder, an archive, a container image, a disk image, or one passed file. */
export type SourceKind = 'host' | 'folder' | 'archive' | 'image' | 'disk' | 'file';

/** A place that manifests come from; every kind gives the same tree of files. */
export interface Source extends OpenFiles {
  /** The path as the caller gave it, for this machine its own name, the host's name in a sweep. */
  readonly name: string;
  readonly kind: SourceKind;
  /**
   * `root` when this is the root of a file system (it has `etc`, `usr`, `Windows`, `Applications`, …),
   * `handed` when it is a folder of manifests that somebody collected or a single file. What is passed is
   * recognised by content, and what is not recognised there is reported.
   */
  readonly layout: 'root' | 'handed';
  /**
   * One walk over the source that gives every file and folder named by a glob, each once, with the globs
   * that named it. Globs are relative to the root, `/` separated; `*` and `?` stay within a name, `**` spans
   * folders. What is named and cannot be opened or listed is given too: its `bytes` throws.
   */
  files(globs: readonly string[]): AsyncIterable<SourceFile>;
  /**
   * Where one disk holds several systems: each of them as a source of its own, and what of the disk was not read as
   * another. Whoever takes the parts does not ask for `files`, and closes the whole when all are done.
   */
  readonly parts?: readonly Source[];
  /** Where one archive holds several systems: what stands before the paths of each. */
  readonly labels?: readonly string[];
  /**
   * All that is in a folder. Undefined where that is more than so many names, or anything else than files and folders,
   * or where some of it cannot be listed.
   */
  smallTree?(most: number): SmallTree | undefined;
  /** Ends what the source holds open or keeps on disk for itself. */
  close?(): Promise<void>;
}

/** A folder with few names in it, all of them plain files and folders. */
export interface SmallTree {
  /** Every path in it, that of a folder with a slash at its end; in the same order for the same names. */
  readonly names: readonly string[];
  /**
   * One of its files, of 16 MB at most: whatever asks for the bytes of a larger one fails.
   *
   * @param path as {@link names} has it
   * @param use what is given the file, whose bytes are gone when it ends
   */
  read<Value>(path: string, use: (file: SourceFile) => Promise<Value>): Promise<Value>;
}

/** One file or folder of a source. */
export interface SourceFile {
  /** From the root of the source, `/` separated, without a leading slash. */
  readonly path: string;
  readonly folder: boolean;
  /** The path after all links, where it differs: what two globs reach by two ways is read once. */
  readonly real?: string;
  /** Where it would lie in the usual place of its kind, if a file of the machine names another: `home/u/.config/x`. */
  readonly usual?: string;
  /** The globs, as given to {@link Source.files}, that named this file. */
  readonly globs: readonly string[];
  /** Why it cannot be opened or listed: no permission, a link that leads nowhere, a limit. */
  readonly problem?: string;
  /** The problem is a link that leads nowhere: there is no content that could be missed. */
  readonly dangling?: true;
  /** The digest of the layer that held it, where a layer above replaced or removed it. */
  readonly layer?: string;
  /** Size in bytes, where it is known without reading. */
  readonly size?: number;
  /** The first bytes, at most {@link Limits.head}, for recognition. Throws like `bytes`. */
  head(): Promise<Uint8Array>;
  /**
   * The whole content, which may be gone when the next file is asked for. Throws when it cannot be read or is larger
   * than the limit allows.
   */
  bytes(): Promise<Uint8Array>;
  /** What a reader may look up around this file. */
  readonly resolver: FileResolver;
}
