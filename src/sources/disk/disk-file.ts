import { basename } from 'node:path';
import { noSiblings, type Siblings, siblingsOf } from './containers/siblings.ts';
import { type FileDevice, fileDevice } from './file-device.ts';

/** A file that holds a disk: one of this machine, or a member of an archive. */
export interface DiskFile {
  /** What it is called in messages. */
  readonly name: string;
  /** Opens it, each time anew. */
  open(): FileDevice;
  /** The files that may be parts of it. */
  readonly siblings: Siblings;
}

/** A file of this machine, with the files beside it. */
export function diskFile(path: string): DiskFile {
  const name = basename(path);
  return { name, open: () => fileDevice(path, name), siblings: siblingsOf(path) };
}

/** A file that a packed one was unpacked to: nothing beside it belongs to it. */
export function unpackedDisk(path: string, name: string): DiskFile {
  return { name, open: () => fileDevice(path, name), siblings: noSiblings() };
}
