import type { OpenFile } from '../../open-files.ts';

/** The files, folders and links of an archive. */

/** The content of a file of an archive. */
export interface Content {
  readonly size: number;
  /** From the front; all of it, or at most so many bytes. Throws when it cannot be read. */
  read(most?: number): Uint8Array;
  /** For parts of it, where they can be reached without the others. */
  open?(path: string): OpenFile;
}

/** A file, folder or link of an archive that somebody may ask for. */
export interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  kind: 'folder' | 'file' | 'link' | 'other';
  /** Undefined for a file whose content was not kept, because nobody knew yet that it is wanted. */
  content: Content | undefined;
  target: string;
  /** The layer that wrote it last, from 0. */
  layer: number;
  children: ReadonlyMap<string, Node>;
}
