import { isUtf8 } from 'node:buffer';
import { isArchive } from '../archive-head.ts';
import { mayBeDisk } from '../disk/signature.ts';

/** Bytes that {@link mayBeNested} wants to see of a file that is not text. */
export const NESTED_HEAD = 66 * 1024;
/** Bytes that show whether it is text. */
export const FIRST_LOOK = 512;

const TEXT_BEGINNINGS = ['# Disk DescriptorFile', '070701', '070702'].map((text) => Buffer.from(text));

/** Whether the first bytes are those of text, which no archive and no disk is but those that begin as text. */
export function isText(first: Uint8Array): boolean {
  if (TEXT_BEGINNINGS.some((text) => text.equals(first.subarray(0, text.length)))) return false;
  if (!first.every((byte) => byte >= 9)) return false;
  // A letter of several bytes may be cut.
  return [0, 1, 2, 3].some((cut) => isUtf8(first.subarray(0, first.length - cut)));
}

/** Whether a file that begins so may be an archive, an image or a disk. */
export function mayBeNested(head: Uint8Array): boolean {
  return isArchive(head) || mayBeDisk(head);
}

/** Descriptions by which a folder in a source shows that it is an image of containers. */
const LAYOUT = /^(?<folder>.+)\/(?:oci-layout|manifest\.json)$/u;

/** The folders that may be images, by the paths of a source. */
export function layoutFolders(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const folder = LAYOUT.exec(path)?.groups?.['folder'];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders];
}

/** Extents that a description of a VMDK names: they are parts of that disk. */
const EXTENT = /^(?:RW|RDONLY)\s+\d+\s+[A-Z]+\s+"(?<name>[^"\n]+)"/gmu;

/** The files beside it that a description of a VMDK names. */
export function extentsIn(head: Uint8Array): string[] {
  const text = Buffer.from(head).toString('latin1');
  if (!text.startsWith('# Disk DescriptorFile')) return [];
  return [...text.matchAll(EXTENT)].map((match) => match.groups?.['name'] ?? '');
}
