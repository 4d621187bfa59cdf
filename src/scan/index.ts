import { limits } from '../limits.ts';
import { order } from '../matching/compare-text.ts';
import type { DeepCoverage } from '../open-files.ts';
import { type ReaderCard, readerOf, recognise } from '../readers/load.ts';
import { HANDED } from '../sources/layout.ts';
import type {
  Manifest,
  Outcome,
  Passes,
  Program,
  Reader,
  Sighting,
  Source,
  SourceFile,
  Unread,
} from '../types.ts';
import { osOf, osPaths } from './detect-os.ts';
import { emptinessOf } from './empty-scan.ts';
import { addReference, takeAllPrograms, takeReferences, wholeFile } from './executables.ts';
import { PROGRAM_FILE } from './program-file-options.ts';
import { type Plan, planOf } from './read-plan.ts';
import { bySighting, fingerprintOf, leftOver, sightingOf, userOf } from './sighting.ts';

/** How a source is gathered. */
export interface ScanOptions {
  /** Ids of the readers to ask; default: all of the house. */
  readonly readers?: readonly string[];
  /** Read every handed file with this reader instead of recognising it. */
  readonly as?: Reader;
  /** Globs of files and folders that are fingerprints by themselves. */
  readonly fingerprints?: readonly string[];
  /** Whether manifests carry their SHA-256. */
  readonly digests?: boolean;
  /** Whether a program seen there is to be kept; the others are counted alone. Default: all are. */
  readonly keep?: (program: Program, place: Pick<Sighting, 'reader' | 'path'>) => boolean;
  /** What the names of packages begin with that may be kept, so that readers may pass over the others. */
  readonly beginnings?: Passes['beginnings'];
  /** Whether all files are looked through for programs, by what the files say of themselves. */
  readonly deep?: boolean;
  /** Whether a rule asks for the digest of program files, so that each has to be read whole. */
  readonly fileDigests?: boolean;
  /** Told from time to time how far a search through all files is. */
  readonly onProgress?: (coverage: DeepCoverage) => void;
  /** A source that lists nothing is told as unread, unless this is set. */
  readonly allowEmpty?: boolean;
}

/** Beside the folders of a root file system somebody may have laid a manifest. */
const TOP = '*';

interface Gathering {
  readonly source: Source;
  readonly options: ScanOptions;
  readonly plan: Plan;
  /** The glob whose files are recognised by content. */
  readonly handed: string | undefined;
  readonly seen: Set<string>;
  readonly release: Map<string, Uint8Array>;
  readonly sightings: Sighting[];
  readonly manifests: Manifest[];
  readonly unread: Unread[];
  /** What layers of an image held that layers above replaced or removed, the lowest first. */
  readonly removed: Sighting[];
  /** Handed files that no reader recognised: whether they belong to another, the end of the walk tells. */
  readonly unknown: string[];
  /** Paths of what belongs to a manifest that was read, in small letters: logs of hives change the case. */
  readonly companions: Set<string>;
  /** Program files that traces name. */
  readonly references: Set<string>;
  inventoried: boolean;
  deep?: DeepCoverage;
  /** Whether any manifest gave anything. */
  listed: boolean;
}

/**
 * One source → all that is in it, not yet judged. The only place that catches a reader's error: it becomes
 * an unread, and the programs that were read before it count.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<Outcome> {
  const gathering = begin(source, options);
  const onePass = source.kind === 'archive' || source.kind === 'image';
  try {
    const globs = await gathering.plan.globs(gathering.handed, onePass);
    for await (const file of source.files(globs)) await take(gathering, file);
    await takeReferences(gathering);
    if (options.deep) await takeAllPrograms(gathering);
  } finally {
    await source.close?.();
  }
  return outcomeOf(gathering);
}

function begin(source: Source, options: ScanOptions): Gathering {
  return {
    source,
    options,
    plan: planOf(options),
    handed: source.kind === 'host' ? undefined : source.layout === 'root' ? TOP : HANDED,
    seen: new Set(),
    release: new Map(),
    sightings: [],
    manifests: [],
    unread: [],
    removed: [],
    unknown: [],
    companions: new Set(),
    references: new Set(),
    inventoried: false,
    listed: false,
  };
}

async function take(gathering: Gathering, file: SourceFile): Promise<void> {
  if (file.layer !== undefined) return takeRemoved(gathering, file, file.layer);
  if (file.globs.some((glob) => gathering.plan.fingerprints.has(glob)))
    gathering.sightings.push(fingerprintOf(file));
  const readers = [...new Set(file.globs.flatMap((glob) => gathering.plan.wanted.get(glob) ?? []))];
  if (file.problem !== undefined) return takeProblem(gathering, file, file.problem, readers);
  if (file.folder) return;
  if (file.globs.some((glob) => osPaths.includes(glob))) await takeRelease(gathering, file);
  for (const card of readers) await takeOnce(gathering, file, card);
  const isHanded = gathering.handed !== undefined && file.globs.includes(gathering.handed);
  if (readers.length === 0 && isHanded) await takeHanded(gathering, file);
}

/** What a layer held is read like everything else; what of it is left over, the end of the walk tells. */
async function takeRemoved(gathering: Gathering, file: SourceFile, layer: string): Promise<void> {
  const { layer: _, ...plain } = file;
  const below: Gathering = {
    ...gathering,
    seen: new Set(),
    release: new Map(),
    sightings: [],
    manifests: [],
  };
  await take(below, plain);
  for (const one of below.sightings) {
    const place = one.entry === undefined ? '' : `${one.entry}, `;
    gathering.removed.push({ ...one, state: 'residue', entry: `${place}layer ${layer}` });
  }
}

/**
 * A reader of names does not mind that a link leads nowhere, and a corner of a machine that is not there was
 * not missed; the place of a package database that leads nowhere was meant to hold one.
 */
async function takeProblem(
  gathering: Gathering,
  file: SourceFile,
  reason: string,
  readers: readonly ReaderCard[],
): Promise<void> {
  const named = readers.filter((card) => card.namesOnly);
  for (const card of named) await takeOnce(gathering, file, card);
  if (!isHarmless(gathering.source, file, readers)) gathering.unread.push({ path: file.path, reason });
}

function isHarmless(source: Source, file: SourceFile, readers: readonly ReaderCard[]): boolean {
  if (!file.dangling) return readers.length > 0 && readers.every((card) => card.namesOnly);
  return readers.length > 0 ? readers.every((card) => isCorner(card, file)) : source.layout === 'root';
}

/** What was recognised by content alone was handed over for what it lists. */
function isCorner({ corner, paths }: ReaderCard | Reader, { globs }: SourceFile): boolean {
  if (corner === undefined || corner === true) return corner === true;
  const own = globs.filter((glob) => paths.includes(glob));
  return own.length > 0 && own.every((glob) => corner.includes(glob));
}

/** Lists of services, extensions and the like that a tool exported: beside an inventory they count, alone they are none. */
function isEvidence({ id, corner, paths }: Reader): boolean {
  // A program file that was passed is what was asked about.
  return id !== PROGRAM_FILE && corner === true && paths.length === 0;
}

async function takeRelease(gathering: Gathering, file: SourceFile): Promise<void> {
  try {
    // Copied, because the room of a file is the next one's.
    gathering.release.set(file.path, Uint8Array.from(await file.bytes()));
  } catch {
    // Which system it is decides nothing; reports leave it out.
  }
}

/** By its name alone an alias is another thing than what it leads to, though a folder may have two paths. */
function nameInPlace({ path, real = path }: SourceFile): string {
  return baseName(real) === baseName(path) ? real : path;
}

/** Two globs, or a folder and a link to it, may lead to one manifest. */
async function takeOnce(gathering: Gathering, file: SourceFile, reader: ReaderCard | Reader): Promise<void> {
  const key = `${reader.id}\0${reader.namesOnly ? nameInPlace(file) : (file.real ?? file.path)}`;
  if (gathering.seen.has(key)) return;
  gathering.seen.add(key);
  await read(gathering, file, 'read' in reader ? reader : await readerOf(reader.id));
}

async function takeHanded(gathering: Gathering, file: SourceFile): Promise<void> {
  const { options, source, unread } = gathering;
  if (options.as) return takeOnce(gathering, file, options.as);
  try {
    const reader = await recognise(await file.head(), baseName(file.path), file.tree.path);
    if (reader) return await takeOnce(gathering, file, reader);
    const ignored = baseName(file.path).startsWith('.') || gathering.release.has(file.path);
    if (source.layout === 'handed' && !ignored) gathering.unknown.push(file.path);
  } catch (error) {
    // At the top of a root file system lie swap files and kernels that may well be unreadable.
    if (source.layout === 'handed') unread.push({ path: file.path, reason: messageOf(error) });
  }
}

async function read(gathering: Gathering, file: SourceFile, reader: Reader): Promise<void> {
  const { options, sightings, manifests, unread, companions } = gathering;
  const user = userOf(file.path);
  const place = { reader: reader.id, path: file.path };
  let programs = 0;
  let given = 0;
  const count = (isProgram: boolean, more = 1) => {
    given += more;
    if (given > limits.programs)
      throw new Error(`more than ${limits.programs} programs and traces (limit: programs)`);
    if (isProgram) programs += more;
  };
  const { beginnings } = options;
  const passes = beginnings && { beginnings, passed: (more: number) => count(true, more) };
  let bytes: Uint8Array | undefined;
  try {
    bytes = reader.namesOnly ? new Uint8Array() : await file.bytes();
    for (const ending of reader.companions ?? []) companions.add(`${file.path}${ending}`.toLowerCase());
    for (const program of reader.read(bytes, file.tree, passes)) {
      count(program.kind !== 'trace');
      addReference(gathering, program);
      const whole = reader.id === PROGRAM_FILE ? await wholeFile(program, bytes, options) : program;
      if (options.keep?.(whole, place) ?? true) sightings.push(sightingOf(whole, reader, file, user));
    }
  } catch (error) {
    unread.push({ path: file.path, reader: reader.id, reason: messageOf(error) });
  }
  const sha256 = options.digests && bytes && !reader.namesOnly ? await sha256Of(bytes) : undefined;
  manifests.push({ path: file.path, reader: reader.id, programs, ...(sha256 ? { sha256 } : {}) });
  gathering.listed ||= given > 0;
  gathering.inventoried ||=
    !isCorner(reader, file) || (gathering.source.layout === 'handed' && !isEvidence(reader));
}

function outcomeOf(gathering: Gathering): Outcome {
  const { source, options, release, sightings, manifests, unread } = gathering;
  const os = osOf((path) => release.get(path));
  for (const path of gathering.unknown.filter((one) => !gathering.companions.has(one.toLowerCase()))) {
    unread.push({ path, reason: 'no reader recognises it; --as names one' });
  }
  const emptiness = options.allowEmpty ? undefined : emptinessOf(gathering, source.layout);
  if (emptiness !== undefined) unread.push({ path: '.', reason: emptiness });
  return {
    name: source.name,
    kind: source.kind,
    ...(os ? { os } : {}),
    ...(options.keep ? { programs: manifests.reduce((sum, { programs }) => sum + programs, 0) } : {}),
    sightings: [...sightings, ...leftOver(sightings, gathering.removed)].sort(bySighting),
    manifests: manifests.sort((a, b) => order(a.path, b.path) || order(a.reader, b.reader)),
    findings: [],
    ...(gathering.deep ? { deep: gathering.deep } : {}),
    unread: unread.sort((a, b) => order(a.path, b.path) || order(a.reason, b.reason)),
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The package of digests takes longer to load than a small machine to scan, so it is loaded when it is used. */
async function sha256Of(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}

/** In the words of a report, and cut: a manifest decides what stands in it. */
function messageOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'it vanished while it was being read';
  const message = error instanceof Error ? error.message : String(error);
  return message.length > 500 ? `${message.slice(0, 500)}…` : message;
}
