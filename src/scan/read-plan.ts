import { everyCheck, signsOf } from '../completeness/signs.ts';
import { type ReaderMetadata, readerMetadata, readerOf } from '../readers/load.ts';
import type { Reader } from '../types.ts';
import { osPaths } from './detect-os.ts';
import { guestGlobs } from './guests.ts';
import { identityPaths } from './identity.ts';
import { licenceGlobs } from './licence-files.ts';
import { DATA_VOLUME, type Extent } from './mac-extent.ts';
import { placeGlobs } from './named-places.ts';

/** A reader whose code is loaded when it is needed, or one of a plugin. */
export type KnownReader = ReaderMetadata | Reader;

/** What is looked for in a source: the same for every source of a sweep. */
export interface ReadPlan {
  /** The readers that are asked about what a glob names. */
  readersOf(glob: string): readonly KnownReader[];
  readonly fingerprints: ReadonlySet<string>;
  /**
   * The globs of all files that matter, and with them `handed`, whose files are recognised by content. What is
   * read in one pass needs the globs of the files beside manifests too. The same list comes back
   * each time, so that a source can know it again.
   */
  globs(handed: string | undefined, extent: Extent): Promise<readonly string[]>;
}

/** What decides a plan. */
export interface PlanOptions {
  readonly readers?: readonly string[];
  readonly ownReaders?: readonly Reader[];
  readonly as?: unknown;
  readonly fingerprints?: readonly string[];
  readonly licences?: boolean;
}

/** What decided the last plan. A policy that is loaded again, or another source, mostly asks for the same. */
let last: { readonly options: PlanOptions; readonly plan: ReadPlan } | undefined;

/** The plan of these options: the last one again, if they say the same. */
export function readPlan(options: PlanOptions): ReadPlan {
  if (last?.options === options || (last && isSamePlan(last.options, options))) return last.plan;
  const plan = newPlan(options);
  last = { options, plan };
  return plan;
}

function isSamePlan(one: PlanOptions, other: PlanOptions): boolean {
  return (
    isSameList(one.readers, other.readers) &&
    isSameList(one.ownReaders, other.ownReaders) &&
    Boolean(one.as) === Boolean(other.as) &&
    Boolean(one.licences) === Boolean(other.licences) &&
    isSameList(one.fingerprints, other.fingerprints)
  );
}

function isSameList(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (one === other) return true;
  return one?.length === other?.length && one?.every((value, at) => value === other?.[at]) === true;
}

function newPlan(options: PlanOptions): ReadPlan {
  const asked = options.as
    ? []
    : [...readerMetadata, ...(options.ownReaders ?? [])].filter(
        (metadata) => options.readers?.includes(metadata.id) ?? true,
      );
  const known = new Map<string, readonly KnownReader[]>();
  const fingerprints = new Set(options.fingerprints);
  const made = new Map<string, Promise<readonly string[]>>();
  return {
    // A machine has few of the places that globs name, so who reads them is looked up when one is met.
    readersOf(glob) {
      const readers = known.get(glob) ?? asked.filter((reader) => reads(reader, glob));
      known.set(glob, readers);
      return readers;
    },
    fingerprints,
    globs(handed, extent) {
      const key = JSON.stringify([extent, handed]);
      const globs = made.get(key) ?? globsOf(asked, options, handed, extent);
      made.set(key, globs);
      return globs;
    },
  };
}

function reads({ paths, macPaths }: KnownReader, glob: string): boolean {
  if (paths.includes(glob) || macPaths?.includes(glob)) return true;
  if (!glob.startsWith(DATA_VOLUME)) return false;
  const linked = glob.slice(DATA_VOLUME.length);
  return ON_DATA_VOLUME.test(linked) && (paths.includes(linked) || macPaths?.includes(linked) === true);
}

async function globsOf(
  asked: readonly KnownReader[],
  { fingerprints = [], licences = false }: PlanOptions,
  handed: string | undefined,
  { onePass, searchesMac, hasDataVolume }: Extent,
): Promise<readonly string[]> {
  const own = asked.flatMap(({ paths, macPaths = [] }) => [...paths, ...(searchesMac ? macPaths : [])]);
  const loaded = onePass ? await Promise.all(asked.map(loadReader)) : [];
  const beside = loaded.flatMap((reader) => reader.siblings ?? []);
  const signs = signsOf(everyCheck);
  const volume = hasDataVolume ? onDataVolume([...own, ...beside]) : [];
  const around = [
    ...osPaths,
    ...identityPaths,
    ...signs.globs,
    ...(onePass ? signs.laterGlobs : []),
    ...placeGlobs,
    ...guestGlobs,
    ...beside,
    ...(onePass && licences ? licenceGlobs : []),
    ...volume,
    ...(handed ? [handed] : []),
  ];
  return [...new Set([...own, ...fingerprints, ...around])];
}

/** The reader itself, if it was loaded before: units and extensions are read by the hundred. */
export function loadedReader(reader: KnownReader): Reader | undefined {
  return 'read' in reader ? reader : loaded.get(reader.id);
}

/** The reader itself. */
export async function loadReader(reader: KnownReader): Promise<Reader> {
  if ('read' in reader) return reader;
  const own = await readerOf(reader.id);
  loaded.set(reader.id, own);
  return own;
}

const loaded = new Map<string, Reader>();

/** Of these globs those that lead to what is not sealed, by the path of the volume that holds it. */
function onDataVolume(globs: readonly string[]): string[] {
  return globs.filter((glob) => ON_DATA_VOLUME.test(glob)).map((glob) => DATA_VOLUME + glob);
}

const ON_DATA_VOLUME = /^(?:\{?(?:Applications|Library|Users|opt|private|usr\/local)[/,}]|\{|\*)/u;
