import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** First bytes of packed blocks, in one of which most disk images of macOS begin: zlib, bzip2, LZFSE, xz, zeros. */
const BEGINNINGS: readonly number[] = [0x78, 0x42, 0x62, 0xfd, 0];
const TRAILER = 512;

/**
 * Whether a file ends like a disk image of macOS, which shows itself only there. Most files are text or begin
 * otherwise, and are not opened for this.
 */
export function mayBeUdif(path: string, head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  if (head.length < TRAILER || (first < 0x80 && !BEGINNINGS.includes(first))) return false;
  const file = openSync(path, 'r');
  try {
    const magic = Buffer.alloc(4);
    readSync(file, magic, 0, 4, fstatSync(file).size - TRAILER);
    return magic.toString('latin1') === 'koly';
  } finally {
    closeSync(file);
  }
}
