import { compressionOf } from '../formats/archive/compression.ts';
import { isTar } from '../formats/archive/tar-header.ts';
import { isZip } from '../formats/archive/zip.ts';
import { isXz } from './disk/codecs/xz.ts';
import { unreadable } from './image/unreadable.ts';

/** Bytes that {@link isArchive} wants to see. */
export const ARCHIVE_HEAD = 66 * 1024;

/**
 * Whether a file that begins so is an archive, or something like one of which opening shows how to hand it over: an
 * archive in another format.
 */
export function isArchive(head: Uint8Array): boolean {
  if (isTar(head) || isZip(head) || isXz(head)) return true;
  return compressionOf(head) !== undefined || unreadable(head) !== undefined;
}
