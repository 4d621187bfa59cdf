import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { order } from '../matching/compare-text.ts';
import { sourcePaths } from '../sources/index.ts';
import { isInShard, type Shard } from './shard.ts';

/** One host of a sweep and everything that was passed of it. */
export interface Host {
  readonly name: string;
  /** Folders and files, sorted: `web-01.dpkg.txt` and `web-01.reg` are one host. */
  readonly paths: readonly string[];
  /** The content for which a cache has an outcome. */
  readonly known?: string;
  /** Why nothing of it can be opened. */
  readonly problem?: string;
}

/** The hosts of a sweep, sorted by name, and what the operator should know of them. */
export interface HostList {
  readonly hosts: readonly Host[];
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
 * @throws Error when an argument names nothing
 */
export async function hostsOf(args: readonly string[], shard?: Shard): Promise<HostList> {
  const times = args.map(changedAt);
  const latest = Date.now() - SETTLED;
  const byName = new Map<string, string[]>();
  const unnamed: string[] = [];
  for (const arg of args) {
    for (const { path, isFolder, isUtf8 = true } of await entriesOf(arg, shard)) {
      const name = hostName(path, isFolder);
      if (shard && !isInShard(name, shard)) continue;
      const paths = byName.get(name);
      if (!isUtf8) unnamed.push(path);
      else if (paths) paths.push(path);
      else byName.set(name, [path]);
    }
  }
  const hosts: Host[] = [...byName].map(([name, paths]) => ({ name, paths: [...new Set(paths)].sort() }));
  hosts.push(...withoutPaths(unnamed, byName));
  hosts.sort((a, b) => order(a.name, b.name));
  const isStill = () =>
    times.every((time, at) => time !== undefined && time < latest && time === changedAt(args[at] ?? ''));
  return { hosts, notices: duplicateNames(hosts), isUnchanged: isStill };
}

/** Milliseconds after which a change of a folder has another time than the one before, on every file system. */
const SETTLED = 3000;

/** When something came into a folder or went; undefined where the time does not show. */
function changedAt(arg: string): number | undefined {
  const stats = statSync(arg, { throwIfNoEntry: false });
  return stats?.isDirectory() ? stats.mtimeMs : undefined;
}

/** Hosts by names that no path can have, each by one that no other host has. */
function withoutPaths(names: readonly string[], others: ReadonlyMap<string, unknown>): Host[] {
  const problem = 'its name is not UTF-8: rename it';
  const taken = new Set<string>();
  return names.map((path) => {
    let name = basename(path);
    while (others.has(name) || taken.has(name)) name += '?';
    taken.add(name);
    return { name, paths: [], problem };
  });
}

/** What stands for a host, or for a part of one. */
interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
  /** False where the path shows bytes that are no text, and leads nowhere. */
  readonly isUtf8?: boolean;
}

/** A pattern names hosts themselves; a folder holds them. */
async function entriesOf(arg: string, shard: Shard | undefined): Promise<Entry[]> {
  const paths = await sourcePaths([arg]);
  if (paths.length !== 1 || paths[0] !== arg) return paths.map(entryAt);
  const stats = statSync(arg, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${arg}: no such file or folder`);
  if (!stats.isDirectory()) return [{ path: arg, isFolder: false }];
  if (shard) return entriesOfShard(arg, shard);
  const entries = readdirSync(arg, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  const others = notUtf8(
    arg,
    entries.map(({ name }) => name),
  );
  // The listing describes most what they are, which saves a look at each of ten thousand.
  const found = entries.map((entry) => {
    const path = join(arg, entry.name);
    return entry.isFile() || entry.isDirectory() ? { path, isFolder: entry.isDirectory() } : entryAt(path);
  });
  return withOthers(arg, found, others);
}

/** What a name has in place of bytes that are no UTF-8. */
const REPLACED = '\uFFFD';

/** Names in a folder that are not UTF-8, with these bytes as `\xff`: read as text, several of them are one name. */
function notUtf8(folder: string, names: readonly string[]): string[] {
  if (!names.some((name) => name.includes(REPLACED))) return [];
  return readdirSync(folder, { encoding: 'buffer' }).flatMap((bytes) => {
    if (Buffer.from(bytes.toString()).equals(bytes)) return [];
    return [
      bytes.toString('latin1').replace(/[\x80-\xff]/gu, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`),
    ];
  });
}

/** What was listed, with each of the others in its own right. */
function withOthers(folder: string, entries: readonly Entry[], others: readonly string[]): Entry[] {
  if (others.length === 0) return [...entries];
  const named = entries.filter(({ path }) => !path.includes(REPLACED) || existsSync(path));
  const rest = others.filter((name) => !name.startsWith('.'));
  return [...named, ...rest.map((name) => ({ path: join(folder, name), isFolder: true, isUtf8: false }))];
}

/** A name alone shows of most hosts of other shards that they are such, as a folder or as a file. */
function entriesOfShard(arg: string, shard: Shard): Entry[] {
  const names = readdirSync(arg);
  const own = names.filter((name) => {
    const isOwn = isInShard(name, shard) || (name.includes('.') && isInShard(hostName(name, false), shard));
    return isOwn && !name.startsWith('.');
  });
  const found = own.map((name) => entryAt(join(arg, name)));
  return withOthers(arg, found, notUtf8(arg, names));
}

function entryAt(path: string): Entry {
  return { path, isFolder: statSync(path, { throwIfNoEntry: false })?.isDirectory() === true };
}

/** The name of the host that a file or folder is of. */
export function hostName(path: string, isFolder: boolean): string {
  const name = basename(path);
  if (isFolder) return name;
  const parts = name.split('.');
  while (parts.length > 1 && EXTENSIONS.has((parts.at(-1) ?? '').toLowerCase())) parts.pop();
  return parts.join('.') || name;
}

/** Names that differ in case or Unicode form only are most likely one machine that was collected twice. */
function duplicateNames(hosts: readonly Host[]): string[] {
  const notices: string[] = [];
  const seen = new Map<string, string>();
  for (const { name } of hosts) {
    const key = (isPlain(name) ? name : name.normalize('NFKC')).toLowerCase();
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, name);
    else
      notices.push(
        `hosts ${JSON.stringify(twin)} and ${JSON.stringify(name)} look like one host in two spellings`,
      );
  }
  return notices;
}

/** Of ASCII there is one form. */
function isPlain(name: string): boolean {
  return /^[ -~]*$/u.test(name);
}
