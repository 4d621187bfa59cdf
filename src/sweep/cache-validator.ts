import { createHash, hash as digestOf } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import type { FileResolver, Source, SourceFile } from '../types.ts';
import { keepsFolderTimes } from './folder-times.ts';
import type { Host } from './host-list.ts';

/** What an outcome was made from, so that it can be reported whether it still holds. */
export interface CacheValidator {
  /** The paths of the host, joined by NUL: reports name them. */
  readonly at: string;
  /**
   * Sizes, times and places of all files. Empty when one of them had just been written: a second change in the
   * same moment would not show.
   */
  readonly stat: string;
  /** SHA-256 over names and contents. */
  readonly content: string;
  /** {@link timesIn} of {@link names}, where they are kept. */
  readonly times?: string;
  /**
   * Of a folder with little in it the paths of all files and folders below, joined by NUL. While the times of the folders
   * are the same, so are the names in them, and nothing need be listed.
   */
  readonly names?: string;
  /** Paths outside the host that a reader looked for in vain, beside a passed file. */
  readonly absent: readonly string[];
}

/** Files and folders of a host beyond which it is checked each time: looking is no cheaper. */
const MAX_ENTRIES = 20_000;
/** Bytes of a host beyond which it is checked each time when its times do not show. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** Milliseconds in which a clock of a file system may stand still, with room for network drives. */
const RACE = 3000;

interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

/** Files and folders beyond which their names are not kept: of so many the list takes more memory than it saves time. */
const MAX_NAMES = 64;

/** The stat part of a mark as it is now; undefined when something is missing or there is too much. */
export function statOf(host: Host): string | undefined {
  const entries = entriesOf(host);
  return entries && statIn(entries);
}

/**
 * The mark of a host whose stat part was taken before it was checked.
 *
 * @returns undefined when it changed meanwhile, or is too large to be remembered
 */
export function validatorOf(
  host: Host,
  before: string | undefined,
  absent: readonly string[],
): CacheValidator | undefined {
  const entries = before === undefined ? undefined : entriesOf(host);
  if (!entries || statIn(entries) !== before) return undefined;
  const content = contentIn(entries);
  if (content === undefined || statOf(host) !== before) return undefined;
  const newest = Math.max(...entries.map(({ stats }) => Math.max(stats.mtimeMs, stats.ctimeMs)));
  const isFresh = newest > Date.now() - RACE;
  const tree = isFresh ? undefined : treeOf(host, entries);
  return { at: host.paths.join('\0'), stat: isFresh ? '' : before, content, ...tree, absent };
}

/** Undefined where the times of a folder may stay when a name in it changes, or a record could not show the names. */
function treeOf(
  { paths }: Host,
  entries: readonly Entry[],
): Pick<CacheValidator, 'names' | 'times'> | undefined {
  const [root, ...below] = entries;
  const [path = ''] = paths;
  if (paths.length !== 1 || !root?.stats.isDirectory() || below.length > MAX_NAMES) return undefined;
  const { dev } = root.stats;
  if (below.some(({ stats }) => stats.dev !== dev) || !keepsFolderTimes(path, dev)) return undefined;
  const prefix = join(path, sep);
  const names = below.map((entry) => entry.path.slice(prefix.length));
  if (below.some((entry) => !entry.path.startsWith(prefix)) || /[{}]/u.test(names.join(''))) return undefined;
  return { names: names.join('\0'), times: timesOf(entries.map(({ stats }) => stats)) };
}

/**
 * The times of a folder and of some files and folders below it.
 *
 * @returns undefined when one of them is missing
 */
export function timesIn(folder: string, names: readonly string[]): string | undefined {
  try {
    return timesOf([folder, ...names.map((name) => join(folder, name))].map((path) => lstatSync(path)));
  } catch {
    return undefined;
  }
}

function timesOf(all: readonly Stats[]): string {
  return digestOf('sha256', all.map(signature).join('\0'), 'base64');
}

function entriesOf(host: Host): Entry[] | undefined {
  const found: Entry[] = [];
  const todo = [...host.paths].reverse();
  try {
    for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
      const stats = lstatSync(path);
      found.push({ path, stats });
      if (found.length > MAX_ENTRIES) return undefined;
      if (stats.isDirectory())
        todo.push(
          ...readdirSync(path)
            .sort()
            .reverse()
            .map((name) => join(path, name)),
        );
      // Where a link leads outside the host, nothing here shows what changes there.
      else if (!stats.isFile()) return undefined;
    }
  } catch {
    return undefined;
  }
  return found;
}

function statIn(entries: readonly Entry[]): string {
  const [only] = entries;
  if (entries.length === 1 && only) return signature(only.stats);
  const hash = createHash('sha256');
  for (const { path, stats } of entries) {
    hash.update(stats.isDirectory() ? `${path}\0` : `${path}\0${signature(stats)}\0`);
  }
  return hash.digest('base64');
}

function signature({ size, mtimeMs, ctimeMs, ino, dev, mode }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino} ${dev} ${mode}`;
}

function contentIn(entries: readonly Entry[]): string | undefined {
  if (entries.reduce((sum, { stats }) => sum + stats.size, 0) > MAX_BYTES) return undefined;
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 18);
  try {
    for (const { path, stats } of entries) {
      hash.update(`${path}\0${stats.isDirectory() ? 'folder' : stats.size}\0`);
      if (!stats.isDirectory()) feed(path, chunk, (bytes) => hash.update(bytes));
    }
  } catch {
    return undefined;
  }
  return hash.digest('base64');
}

function feed(path: string, chunk: Buffer, take: (bytes: Buffer) => void): void {
  const file = openSync(path, 'r');
  try {
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) take(chunk.subarray(0, got));
  } finally {
    closeSync(file);
  }
}

/** A source of one passed file that shows what is looked for around it; `found` when something is there. */
export interface Watched {
  readonly source: Source;
  readonly absent: ReadonlySet<string>;
  readonly found: boolean;
}

/** Watches what readers look up beside a passed file: it lies outside the host. */
export function watched(source: Source, folder: string): Watched {
  const absent = new Set<string>();
  let found = false;
  const see = <Value>(asked: string, value: Value, isThere: boolean): Value => {
    if (isThere) found = true;
    else absent.add(join(folder, asked));
    return value;
  };
  const treeOf = (resolver: FileResolver): FileResolver => ({
    path: resolver.path,
    read: (asked) => {
      const bytes = resolver.read(asked);
      return see(asked, bytes, bytes !== undefined);
    },
    ...(resolver.readRange && {
      readRange: (asked: string, offset: number, length: number) => {
        const bytes = resolver.readRange?.(asked, offset, length);
        return see(asked, bytes, bytes !== undefined);
      },
    }),
    exists: (asked) => {
      const isThere = resolver.exists(asked);
      return see(asked, isThere, isThere);
    },
    list: (asked) => {
      const names = resolver.list(asked);
      return see(asked, names, names.length > 0);
    },
  });
  return {
    source: {
      ...source,
      async *files(globs): AsyncGenerator<SourceFile> {
        for await (const file of source.files(globs)) yield { ...file, resolver: treeOf(file.resolver) };
      },
    },
    absent,
    get found() {
      return found;
    },
  };
}
