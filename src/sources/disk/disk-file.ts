import { basename } from 'node:path';
import { noSiblings, type Siblings, siblingsOf } from './containers/siblings.ts';
import { sliceDevice } from './device.ts';
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

/** A part of a file of this machine, or what a packed one was unpacked to: nothing beside it belongs to it. */
export function rangeDisk({ file, start, size }: FileRange, name: string): DiskFile {
  const open = (): FileDevice => {
    const whole = fileDevice(file, name);
    return { ...sliceDevice(whole, start, size, name), close: () => whole.close() };
  };
  return { name, open, siblings: noSiblings() };
}

/** Where a disk lies in a file, in bytes. */
export interface FileRange {
  readonly file: string;
  readonly start: number;
  readonly size: number;
}
