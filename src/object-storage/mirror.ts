import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isOutOfRoom } from '../own-process/out-of-room.ts';
import { temporaryFolder } from '../own-process/temporary-folder.ts';
import { folderPrefix, objectAddress } from './address.ts';
import { type Bucket, INTERRUPTED, openBucket, type StoredObject } from './transfer.ts';

/** The objects below a prefix as files of a folder. */
export interface Mirror {
  readonly folder: string;
  /** Group → why it could not be read: of such a group there is a folder with a file that says so. */
  readonly failures: ReadonlyMap<string, string>;
  /** Removes the folder. */
  remove(): void;
}

/** What of the objects is wanted, and how they belong together. */
export interface MirrorOptions {
  /**
   * What an object belongs to, by its path below the prefix: undefined for those that are not wanted. A group of which
   * an object cannot be read is not there at all, since what is missing of it might be what matters.
   */
  readonly groupOf: (path: string) => string | undefined;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
  /** Keeps contents by their ETag, so that the next mirror reads only what changed. */
  readonly cache?: string | undefined;
}

/** Reads at once: over a network, most of each is waiting. */
const AT_ONCE = 16;
/** Days after which a content that no mirror wanted is thrown away. */
const STALE = 60;

/**
 * Reads the objects below an address into a folder of its own.
 *
 * @param address `s3://bucket/prefix`
 * @throws Error when they cannot be listed, or the reading is ended
 */
export async function mirrorOf(address: string, { groupOf, cache, signal }: MirrorOptions): Promise<Mirror> {
  const { bucket: name, key } = objectAddress(address);
  const bucket = openBucket({ bucket: name }, undefined, signal);
  const prefix = folderPrefix(key);
  const groups = new Map<string, StoredObject[]>();
  for (const object of await bucket.list(prefix)) {
    const path = object.key.slice(prefix.length);
    // Consoles mark an empty folder by an object with its name.
    const group = path.endsWith('/') && object.size === 0 ? undefined : groupOf(path);
    if (group === undefined) continue;
    const others = groups.get(group);
    if (others) others.push(object);
    else groups.set(group, [object]);
  }
  const { path: folder, remove } = temporaryFolder();
  const fetch = cache === undefined ? direct(bucket) : cached(bucket, join(cache, 'objects'), name);
  try {
    const read = (objects: readonly StoredObject[]) =>
      signal?.aborted ? Promise.resolve(INTERRUPTED) : groupRead(folder, prefix, objects, fetch);
    const failures = await failuresOf(groups, read);
    // A folder for each of a million hosts that were not read would hold up the end.
    if (signal?.aborted) throw new Error(`${address}: ${INTERRUPTED}`);
    for (const [group, reason] of failures) {
      mkdirSync(join(folder, group), { recursive: true });
      // An empty folder might be accepted as one.
      writeFileSync(join(folder, group, NOT_READ), `${reason}\n`);
    }
    return { folder, failures, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Reads groups, some at once. */
async function failuresOf(
  groups: ReadonlyMap<string, readonly StoredObject[]>,
  read: (objects: readonly StoredObject[]) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const waiting = groups.entries();
  const worker = async (): Promise<void> => {
    for (const [group, objects] of waiting) {
      const reason = await read(objects);
      if (reason !== undefined) failures.set(standIn(group), reason);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failures;
}

/** What is in the folder of a group in place of its objects: no format of any reader. */
const NOT_READ = 'object-not-read';

/** The folder of a group that could not be read: a key may have what no folder can be called. */
function standIn(group: string): string {
  if (isFilePath(group)) return group;
  return `key-${createHash('sha256').update(group).digest('hex').slice(0, 16)}`;
}

type Fetch = (object: StoredObject, path: string) => Promise<void>;

/** @returns why a group could not be read; then nothing of it is there */
async function groupRead(
  folder: string,
  prefix: string,
  objects: readonly StoredObject[],
  fetch: Fetch,
): Promise<string | undefined> {
  const tops = new Set<string>();
  try {
    for (const object of objects) {
      const path = object.key.slice(prefix.length);
      if (!isFilePath(path)) throw new Error(`the key ${JSON.stringify(object.key)} cannot be a file`);
      tops.add(path.split('/', 1)[0] ?? '');
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      await fetch(object, join(folder, path));
    }
    return undefined;
  } catch (error) {
    for (const top of tops) rmSync(join(folder, top), { recursive: true, force: true });
    return (error as Error).message;
  }
}

/** Whether a key stays below its folder as the path of a file. */
function isFilePath(path: string): boolean {
  const isOther = (name: string) => name === '' || name === '.' || name === '..' || name.includes('\0');
  const isName = (name: string) => !isOther(name) && Buffer.byteLength(name) <= MAX_LENGTH;
  const isPlain = process.platform !== 'win32' || !/[\\:*?"<>|]/u.test(path);
  return isPlain && path.split('/').every(isName);
}

/** Bytes of the longest name of a file on common systems. */
const MAX_LENGTH = 255;

function direct(bucket: Bucket): Fetch {
  return (object, path) => bucket.download(object, path);
}

/** Contents by bucket, key, ETag and size: two mirrors at once write the same, and a killed one leaves no part. */
function cached(bucket: Bucket, store: string, name: string): Fetch {
  mkdirSync(store, { recursive: true });
  throwAway(store);
  return async (object, path) => {
    const { key, etag, size } = object;
    const digest = createHash('sha256')
      .update(JSON.stringify([name, key, etag, size]))
      .digest('hex');
    const kept = join(store, digest);
    if (etag === '' || statSync(kept, { throwIfNoEntry: false })?.size !== size) {
      const draft = `${kept}.${process.pid}-${randomBytes(4).toString('hex')}`;
      try {
        await bucket.download(object, draft);
      } catch (error) {
        // The cache costs no answer.
        if (isOutOfRoom(error)) return bucket.download(object, path);
        throw error;
      }
      renameSync(draft, kept);
    } else utimesSync(kept, new Date(), statSync(kept).mtime);
    place(kept, path);
  };
}

/** A link costs no room; where the folders are on two file systems it has to be a copy. */
function place(kept: string, path: string): void {
  try {
    linkSync(kept, path);
  } catch (error) {
    if (existsSync(path)) throw error;
    copyFileSync(kept, path);
  }
}

function throwAway(store: string): void {
  for (const name of readdirSync(store)) {
    const used = statSync(join(store, name), { throwIfNoEntry: false })?.atimeMs ?? Date.now();
    if (Date.now() - used > STALE * 86_400_000) rmSync(join(store, name), { force: true });
  }
}
