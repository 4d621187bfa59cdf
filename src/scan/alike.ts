/**
 * Machines of a fleet that look alike: a few files under the same names, of which package databases are the only lists.
 * What a scan concludes from names and releases is the same for all of them. It is concluded once, and of each machine
 * that follows the files alone are read.
 */
import { globMatcher } from '../sources/globs.ts';
import type { Manifest, Sighting, SmallTree, Source, SourceFile, SourceResult } from '../types.ts';
import { osPaths } from './detect-os.ts';
import { type Identity, identityOf, identityPaths } from './identity.ts';
import { type ScanOptions, scan } from './index.ts';
import { readFile } from './read-file.ts';
import { type KnownReader, loadedReader, loadReader, readPlan } from './read-plan.ts';
import { bySighting } from './sighting.ts';
import { beginScan } from './state.ts';

/** Names that a machine may have, and bytes of its releases. */
const MOST_NAMES = 32;
const MOST_BYTES = 4096;
/** Machines to remember, where all are different. */
const MOST_KNOWN = 1000;

/** Package databases in one file, into which nothing but its reader looks. */
const DATABASES: ReadonlySet<string> = new Set(['var/lib/dpkg/status', 'lib/apk/db/installed']);
const RELEASES: ReadonlySet<string> = new Set(osPaths);
const NAMES: ReadonlySet<string> = new Set(identityPaths);
/** What says which machine it is and of when, and nothing else. */
const NAMED = /^(?:[\w.-]{1,253}\n?|name=[\w.-]{1,253}\ntime=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n)$/u;

/** What a machine has of its own. */
interface Own {
  /** What may decide anything. */
  readonly releases: readonly string[];
  readonly identity: Identity;
  readonly manifests: readonly Manifest[];
  readonly sightings: readonly Sighting[];
}

/** The files of machines with the same names, and who reads those of them that are lists. */
type Files = ReadonlyMap<string, KnownReader | undefined>;

/** Scans one of many sources; `hosts` counts the computers of this one. */
export type ScanOfMany = (source: Source, own: Pick<ScanOptions, 'hosts'>) => Promise<SourceResult>;

/** What {@link scan} gives of each of many sources, by the same options. */
export function scanOfMany(options: ScanOptions): ScanOfMany {
  const scanAlike = scanOfAlike(options);
  return async (source, own) => (await scanAlike(source, own)) ?? scan(source, withHosts(options, own));
}

/** Scans one of many sources, if it is a few small files of the usual kinds and no more; gives undefined of others. */
export type ScanOfAlike = (...of: Parameters<ScanOfMany>) => Promise<SourceResult | undefined>;

/** What {@link scan} gives of sources that are over in no time, whatever is in their files. */
export function scanOfAlike(options: ScanOptions): ScanOfAlike {
  const met = new Map<string, Files | undefined>();
  const concluded = new Map<string, SourceResult>();
  const ownOf = async (source: Source, tree: SmallTree, names: string): Promise<Own | undefined> => {
    if (!met.has(names)) remember(met, names, filesIn(tree, options));
    const files = met.get(names);
    return files && readOwn(source, tree, options, files);
  };
  return async (source, counted) => {
    const tree = mayBeAlike(source, options) ? source.smallTree?.(MOST_NAMES) : undefined;
    const names = tree?.names.join('\n') ?? '';
    const own = tree && (await ownOf(source, tree, names));
    if (own === undefined) return undefined;
    const key = [names, ...own.releases].join('\0');
    const known = concluded.get(key);
    if (known) return withOwn(known, own, source.name);
    const result = await scan(source, withHosts(options, counted));
    remember(concluded, key, result);
    return result;
  };
}

function withHosts(options: ScanOptions, { hosts }: Pick<ScanOptions, 'hosts'>): ScanOptions {
  return hosts ? { ...options, hosts } : options;
}

/** What searches all files, or is asked of some alone, is as the caller says. */
function mayBeAlike({ kind, layout }: Source, options: ScanOptions): boolean {
  const { deep, readers, as, ownReaders = [], filter } = options;
  const isUsual = !deep && !readers && !as && ownReaders.length === 0 && filter !== undefined;
  return isUsual && kind === 'folder' && layout === 'root';
}

/** Undefined where a name is there of which more may follow than from the names and these files. */
function filesIn({ names }: SmallTree, options: ScanOptions): Files | undefined {
  const marks = globMatcher(options.fingerprints ?? []);
  if (names.some((name) => marks(name.replace(/\/$/u, '')).length > 0)) return undefined;
  const plan = readPlan(options);
  const files = new Map<string, KnownReader | undefined>();
  for (const name of names.filter((one) => !one.endsWith('/'))) {
    const [reader] = DATABASES.has(name) ? plan.readersOf(name) : [];
    if (reader === undefined && !RELEASES.has(name) && !NAMES.has(name)) return undefined;
    files.set(name, reader);
  }
  return files;
}

/** Undefined where something is wrong with a file, or says more than usual. */
async function readOwn(
  source: Source,
  tree: SmallTree,
  options: ScanOptions,
  files: Files,
): Promise<Own | undefined> {
  const state = beginScan(source, options);
  const texts = new Map<string, string | undefined>();
  for (const [path, reader] of files)
    await tree.read(path, async (file) => {
      if (reader) await readFile(state, file, loadedReader(reader) ?? (await loadReader(reader)));
      else texts.set(path, await textOf(file));
    });
  const { manifests, sightings, gaps, pages, signs } = state;
  if (gaps.length + pages.length + signs.facts.length > 0) return undefined;
  if (manifests.length === 0 || manifests.some(({ programs }) => programs === 0)) return undefined;
  if ([...texts].some(([path, text = '']) => (NAMES.has(path) ? !NAMED.test(text) : text === '')))
    return undefined;
  const { problem, ...identity } = identityOf((path) => {
    const text = texts.get(path);
    return text === undefined ? undefined : Buffer.from(text);
  });
  const isNamed = [...NAMES].some((path) => texts.has(path));
  if (problem || (isNamed && identity.hostname === undefined)) return undefined;
  const releases = [...texts].flatMap(([path, text = '']) => (NAMES.has(path) ? [] : [text]));
  return { releases, identity, manifests, sightings };
}

/** Undefined where it cannot be read, or is longer than what says so little. */
async function textOf(file: SourceFile): Promise<string | undefined> {
  try {
    const bytes = await file.bytes();
    // Each byte is a letter, so that no two texts are the same.
    return bytes.length > MOST_BYTES ? undefined : Buffer.from(bytes).toString('latin1');
  } catch {
    return undefined;
  }
}

function withOwn(known: SourceResult, own: Own, name: string): SourceResult {
  const manifests = known.manifests.map((one) => own.manifests.find(({ path }) => path === one.path) ?? one);
  const isOthers = ({ path }: Sighting) => own.manifests.every((one) => one.path !== path);
  const sightings = [...known.sightings.filter(isOthers), ...own.sightings];
  return {
    ...known,
    name,
    ...own.identity,
    programs: manifests.reduce((sum, { programs }) => sum + programs, 0),
    sightings: sightings.length > 1 ? sightings.sort(bySighting) : sightings,
    manifests,
  };
}

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, value);
}
