import { limits } from '../limits.ts';
import type { DeepCoverage, OpenFile, WalkedFile } from '../open-files.ts';
import type { programsOfFile } from '../readers/programs/describe.ts';
import type { fileDigest, signatureMark } from '../readers/programs/signature-mark.ts';
import type { CoverageGap, Program, Sighting, Source } from '../types.ts';
import { PROGRAM_FILE, type ProgramFileOptions } from './program-file-options.ts';
import type { NamedFile } from './second-look.ts';
import { userOf } from './sighting.ts';

/** What program files gave. */
export interface ProgramFiles {
  readonly sightings: readonly Sighting[];
  readonly gaps: readonly CoverageGap[];
  readonly coverage: DeepCoverage;
}

/** Names of program files; a file without an ending may be one too. */
const PROGRAM =
  /(?:\.(?:exe|dll|sys|ocx|scr|cpl|com|efi|node|msi|msp|jar|war|ear|asar|appimage|dylib|bundle|so|ko|bin|run|elf|out)|\.so[.\d]+|(?:^|\/)[^./]*)$/iu;
/** Damaged files to name; of the rest only the count is given. */
const MAX_FAULTS = 50;
const PROGRESS_EVERY = 2000;

/**
 * Looks through all files of a source for programs, by the parts of each that say who made it. Files are opened where
 * their names may be those of programs. Links are not followed.
 */
export async function searchPrograms(source: Source, options: ProgramFileOptions): Promise<ProgramFiles> {
  const search = newSearch(options, await decoders());
  await source.everyFile?.({
    wanted: (path) => PROGRAM.test(path),
    visit: (file) => visit(search, file),
  });
  return resultOf(search);
}

/** Takes in what the walk met; false when a limit is reached. */
function visit(search: Search, file: WalkedFile): boolean | Promise<boolean> {
  if ('problem' in file) {
    search.gaps.push({ path: file.path === '' ? '.' : file.path, reason: file.problem });
    return true;
  }
  search.files += 'passed' in file ? file.passed : 1;
  const place = 'passed' in file ? '.' : file.path;
  if (search.files > limits.entries) return stop(search, place, tooMany(limits.entries, 'entries'));
  if ('passed' in file) return goOn(search);
  if (search.opened >= limits.opened) return stop(search, place, tooMany(limits.opened, 'opened'));
  const waiting = look(search, file.path, file.open);
  return waiting ? waiting.then(() => goOn(search)) : goOn(search);
}

function stop(search: Search, path: string, reason: string): false {
  search.gaps.push({ path, reason });
  return false;
}

/** Lets progress and signals through from time to time. */
function goOn(search: Search): true | Promise<true> {
  if (search.files < search.pauseAt) return true;
  search.pauseAt = search.files + PROGRESS_EVERY;
  search.options.onProgress?.(coverageOf(search));
  return new Promise((resolve) => {
    setImmediate(resolve, true);
  });
}

/** Looks at these files. */
export async function describeFiles(
  files: readonly NamedFile[],
  options: ProgramFileOptions,
): Promise<ProgramFiles> {
  const search = newSearch(options, await decoders());
  for (const { path, open } of files) await look(search, path, open);
  return resultOf(search);
}

/** Adds what only the whole file shows: its digest, if a rule asks for it, and whether its signature is of it. */
export async function withWholeFile(
  program: Program,
  bytes: Uint8Array,
  { fileDigests }: ProgramFileOptions,
): Promise<Program> {
  const whole = await decoders();
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const mark = whole.signatureMark(bytes.length, read);
  const digest = fileDigests ? [`sha256:${whole.fileDigest(bytes.length, read)}`] : [];
  return { ...program, ids: [...(program.ids ?? []), ...digest], ...(mark ? { marks: [mark] } : {}) };
}

/** The decoders are loaded when there is a program file to be read: most scans have none. */
async function decoders(): Promise<Decoders> {
  const [describe, signature] = await Promise.all([
    import('../readers/programs/describe.ts'),
    import('../readers/programs/signature-mark.ts'),
  ]);
  return { ...describe, ...signature };
}

interface Decoders {
  readonly programsOfFile: typeof programsOfFile;
  readonly signatureMark: typeof signatureMark;
  readonly fileDigest: typeof fileDigest;
}

interface Search {
  readonly options: ProgramFileOptions;
  readonly decoders: Decoders;
  /** One of each product in each folder, with the count of its files. */
  readonly products: Map<string, { sighting: Sighting; count: number }>;
  readonly gaps: CoverageGap[];
  faults: number;
  files: number;
  opened: number;
  programs: number;
  /** How many files are seen when progress is reported next. */
  pauseAt: number;
}

function newSearch(options: ProgramFileOptions, decoders: Decoders): Search {
  const counts = { faults: 0, files: 0, opened: 0, programs: 0, pauseAt: PROGRESS_EVERY };
  return { options, decoders, products: new Map(), gaps: [], ...counts };
}

/** Opens a file and describes it; only what has to be unpacked is waited for. */
function look(
  search: Search,
  path: string,
  open: () => OpenFile | undefined | Promise<OpenFile | undefined>,
): Promise<void> | undefined {
  try {
    const file = open();
    if (!(file instanceof Promise)) return describe(search, path, file);
    return file.then(
      (opened) => describe(search, path, opened),
      (error: unknown) => noteFault(search, path, error),
    );
  } catch (error) {
    noteFault(search, path, error);
    return undefined;
  }
}

function describe(search: Search, path: string, file: OpenFile | undefined): undefined {
  if (file === undefined) return;
  try {
    search.opened++;
    for (const program of search.decoders.programsOfFile(path, file.size, file.read)) {
      search.programs++;
      add(search, file, path, program);
    }
  } catch (error) {
    noteFault(search, path, error);
  } finally {
    file.close();
  }
}

function noteFault(search: Search, path: string, error: unknown): void {
  search.faults++;
  if (search.faults <= MAX_FAULTS)
    search.gaps.push({ path, reader: PROGRAM_FILE, reason: (error as Error).message.slice(0, 500) });
}

function add(search: Search, { size, read }: OpenFile, path: string, found: Program): void {
  const { decoders, options, products } = search;
  const digest = options.fileDigests ? [`sha256:${decoders.fileDigest(size, read)}`] : [];
  const program = digest.length > 0 ? { ...found, ids: [...(found.ids ?? []), ...digest] } : found;
  const place = { reader: PROGRAM_FILE, path };
  if (!(options.keep?.(program, place) ?? true)) return;
  const { name, publisher, version, folder, state, user = userOf(path) } = program;
  const key = JSON.stringify([name, publisher, version, folder, state, ...digest]);
  const known = products.get(key);
  if (known) {
    known.count++;
    return;
  }
  const mark = decoders.signatureMark(size, read);
  const marks = mark ? { marks: [...(program.marks ?? []), mark] } : {};
  const sighting = { ...(user === undefined ? {} : { user }), ...program, ...marks, ...place };
  products.set(key, { sighting, count: 1 });
}

function resultOf(search: Search): ProgramFiles {
  const more = search.faults - MAX_FAULTS;
  if (more > 0)
    search.gaps.push({ path: '.', reader: PROGRAM_FILE, reason: `${more} more damaged program files` });
  return {
    sightings: [...search.products.values()].map(({ sighting, count }) => counted(sighting, count)),
    gaps: search.gaps,
    coverage: coverageOf(search),
  };
}

/** The other files of a product in the same folder say the same. */
function counted(sighting: Sighting, count: number): Sighting {
  if (count === 1) return sighting;
  const entry = `${sighting.entry === undefined ? '' : `${sighting.entry}, `}one of ${count} files`;
  return { ...sighting, entry };
}

function coverageOf({ files, opened, programs }: Search): DeepCoverage {
  return { files, opened, programs };
}

function tooMany(limit: number, name: string): string {
  return `more than ${limit} files (limit: ${name}); the rest was not looked at`;
}
