import { type Dirent, existsSync, opendirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sourcePaths } from '../sources/index.ts';
import { duplicateNames } from './duplicate-names.ts';
import { type HostCollector, type Hosts, hostCollector } from './host-list.ts';
import { isInShard, type Shard } from './shard.ts';

/** The hosts of a sweep, and what the operator should know of them. */
export interface HostList {
  readonly hosts: Hosts;
  readonly notices: readonly string[];
  /** Whether nothing can have come or gone since, so that listing again would give the same. */
  isUnchanged(): boolean;
}

/**
 * What stands behind a host's name in the name of a file. A host may have dots in its name, so only endings
 * that say what a file is are taken off.
 */
const EXTENSIONS = new Set(
  `txt list lst log out json ndjson jsonl xml csv tsv yaml yml reg hive dat plist status db sqlite tar tgz tzst gz zst
  zip oci docker image rootfs spdx cdx bom sbom dpkg rpm apk pacman snap flatpak brew winget choco wmic powershell appx
  apps programs packages software system ntuser osquery glpi ocs fleet wazuh inventory installed extensions services`
    .split(/\s+/u)
    .filter((ending) => ending !== ''),
);

/**
 * Each folder or file directly below the given folders is a host; so is each file that is given itself, and
 * everything that a pattern names. Of a shard the hosts of others are left out while listing.
 *
 * @param signal ends the listing, which takes seconds for a million hosts
 * @throws Error when an argument names nothing, or the signal ended it
 */
export async function hostsOf(
  args: readonly string[],
  shard?: Shard,
  signal?: AbortSignal,
): Promise<HostList> {
  const times = args.map(changedAt);
  const latest = Date.now() - SETTLED;
  const collector = hostCollector();
  const unnamed: string[] = [];
  let listed = 0;
  for (const arg of args) {
    for (const { name: file, folder, isFolder, isUtf8 = true } of await entriesOf(arg, shard)) {
      // A signal is heard only where this thread has nothing to do.
      if (signal && ++listed % AT_ONCE === 0) await nextTurn(signal);
      const name = hostName(file, isFolder);
      if (shard && !isInShard(name, shard)) continue;
      if (isUtf8) collector.add(name, file, folder);
      else unnamed.push(name);
    }
  }
  addUnnamed(unnamed, collector);
  const hosts = collector.hosts();
  const isStill = () =>
    times.every((time, at) => time !== undefined && time < latest && time === changedAt(args[at] ?? ''));
  return { hosts, notices: duplicateNames(hosts.names), isUnchanged: isStill };
}

async function nextTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new Error('interrupted while the hosts were listed');
}

/** Milliseconds after which a change of a folder has another time than the one before, on every file system. */
const SETTLED = 3000;

/** When something came into a folder or went; undefined where the time does not show. */
function changedAt(arg: string): number | undefined {
  const stats = statSync(arg, { throwIfNoEntry: false });
  return stats?.isDirectory() ? stats.mtimeMs : undefined;
}

/** Hosts by names that no path can have, each by one that no other host has. */
function addUnnamed(names: readonly string[], collector: HostCollector): void {
  const problem = 'its name is not UTF-8: rename it';
  for (const first of names) {
    let name = first;
    while (collector.has(name)) name += '?';
    collector.addHost({ name, paths: [], problem });
  }
}

/** What stands for a host, or for a part of one. */
interface Entry {
  /** In its folder, else the whole path. */
  readonly name: string;
  readonly folder?: string;
  readonly isFolder: boolean;
  /** False where the name shows bytes that are no text, and leads nowhere. */
  readonly isUtf8?: boolean;
}

/** A pattern names hosts themselves; a folder holds them. */
async function entriesOf(arg: string, shard: Shard | undefined): Promise<Iterable<Entry>> {
  const paths = await sourcePaths([arg]);
  if (paths.length !== 1 || paths[0] !== arg)
    return paths.map((name) => ({ name, isFolder: isFolder(name) }));
  const stats = statSync(arg, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${arg}: no such file or folder`);
  return stats.isDirectory() ? entriesIn(arg, shard) : [{ name: arg, isFolder: false }];
}

/** Entries of a folder that are asked for at once. */
const AT_ONCE = 1024;

/** What a folder holds, piece by piece: of a shard, a two hundredth of a million names may be kept. */
function* entriesIn(folder: string, shard: Shard | undefined): Generator<Entry> {
  const listing = opendirSync(folder, { bufferSize: AT_ONCE });
  let isDoubtful = false;
  try {
    for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
      const { name } = entry;
      if (name.startsWith('.')) continue;
      const isText = !name.includes(REPLACED);
      isDoubtful ||= !isText;
      if (shard && !mayBeIn(name, shard)) continue;
      if (isText || existsSync(join(folder, name)))
        yield { name, folder, isFolder: isFolderEntry(entry, folder) };
    }
  } finally {
    listing.closeSync();
  }
  if (isDoubtful) yield* notUtf8(folder);
}

/** What a name has in place of bytes that are no UTF-8. */
const REPLACED = '\uFFFD';

/** Names in a folder that are not UTF-8, with these bytes as `\\xff`: read as text, several of them are one name. */
function notUtf8(folder: string): Entry[] {
  return readdirSync(folder, { encoding: 'buffer' }).flatMap((bytes) => {
    if (Buffer.from(bytes.toString()).equals(bytes)) return [];
    const name = bytes
      .toString('latin1')
      .replace(/[\x80-\xff]/gu, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
    return name.startsWith('.') ? [] : [{ name, folder, isFolder: true, isUtf8: false }];
  });
}

/** Whether the host of a file or folder may be in a shard: of most in others the name alone shows that they are not. */
function mayBeIn(name: string, shard: Shard): boolean {
  return isInShard(name, shard) || (name.includes('.') && isInShard(hostName(name, false), shard));
}

/** The listing describes most what they are, which saves a look at each of ten thousand. */
function isFolderEntry(entry: Dirent, folder: string): boolean {
  return entry.isFile() || entry.isDirectory() ? entry.isDirectory() : isFolder(join(folder, entry.name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The name of the host that a file or folder is of. */
export function hostName(path: string, isFolder: boolean): string {
  const name = basename(path);
  if (isFolder) return name;
  const parts = name.split('.');
  while (parts.length > 1 && EXTENSIONS.has((parts.at(-1) ?? '').toLowerCase())) parts.pop();
  return parts.join('.') || name;
}
