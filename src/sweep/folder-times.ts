import { statfsSync } from 'node:fs';
import { attempt } from '../formats/try.ts';

/**
 * Kinds of file systems that write the times of a folder whenever a name in it comes, goes or is replaced, by the number that
 * Linux gives them. What is made of objects in a bucket, or lies on another computer, need not.
 *
 * @see https://man7.org/linux/man-pages/man2/statfs.2.html
 */
const KEEPING: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
  0x01021994, // tmpfs
  0x794c7630, // overlay
]);

const known = new Map<number, boolean>();

/**
 * Whether the times of a folder show each change of the names in it, which only Linux says of a file system.
 *
 * @param dev number of the file system, which is asked once
 */
export function keepsFolderTimes(path: string, dev: number): boolean {
  let keeps = known.get(dev);
  if (keeps === undefined) {
    // Where the call is refused or the folder has just gone, nobody knows.
    const { value } = attempt(() => statfsSync(path));
    keeps = process.platform === 'linux' && value !== undefined && KEEPING.has(value.type);
    known.set(dev, keeps);
  }
  return keeps;
}
