import { rm } from 'node:fs/promises';

/** Removes folders with all that is in them, side by side: a file system may let each removal wait for the disk. */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
