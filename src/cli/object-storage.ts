import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { folderPrefix, type Mirror, mirrorOf, objectAddress, openBucket } from '../object-storage/index.ts';
import { temporaryFolder } from '../own-process/temporary-folder.ts';
import type { StoredPlace } from '../store/index.ts';

/** Writes a file by `write` and puts it at an address. */
export async function uploadText(address: string, write: (file: string) => Promise<void>): Promise<void> {
  const { bucket, key } = objectAddress(address);
  if (key === '' || key.endsWith('/'))
    throw new Error(`${address}: give the name of an object after the bucket`);
  await inFolder(async (folder) => {
    const file = join(folder, basename(key));
    await write(file);
    await openBucket({ bucket }).upload(file, key);
  });
}

/**
 * Stores a sweep by `store` in a folder, and puts its files at an address: the digests last, without which nobody takes
 * the others for a sweep.
 */
export async function uploadStored(
  address: string,
  store: (folder: string) => Promise<StoredPlace>,
): Promise<StoredPlace> {
  const { bucket: name, key } = objectAddress(address);
  const bucket = openBucket({ bucket: name });
  return inFolder(async (root) => {
    const { folder } = await store(root);
    const place = folder.replaceAll('\\', '/');
    const day = `${folderPrefix(key)}${place.split('/', 1)[0]}/`;
    const there = await bucket.list(day);
    const others = new Set(there.map((object) => object.key.slice(day.length).split('/', 1)[0])).size;
    // SHA256SUMS sorts before the names of the tables, which are in small letters.
    for (const file of readdirSync(join(root, folder)).sort().reverse())
      await bucket.upload(join(root, folder, file), `${folderPrefix(key)}${place}/${file}`);
    return { folder: place, others };
  });
}

/** Reads a store into a folder. Of a sweep that cannot be read there is a folder without its digests, which is reported. */
export function downloadStore(address: string): Promise<Mirror> {
  return mirrorOf(address, { groupOf: (path) => path.split('/').slice(0, 2).join('/') });
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const { path, remove } = temporaryFolder();
  try {
    return await work(path);
  } finally {
    remove();
  }
}
