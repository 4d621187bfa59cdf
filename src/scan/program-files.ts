import { limits } from '../limits.ts';
import type { DeepCoverage, OpenFile } from '../open-files.ts';
import type { programsOfFile } from '../readers/programs/describe.ts';
import type { fileDigest, signatureMark } from '../readers/programs/signature-mark.ts';
import type { CoverageGap, Program, Sighting, Source } from '../types.ts';
import { PROGRAM_FILE, type ProgramFileOptions } from './program-file-options.ts';
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
  for (const file of source.everyFile?.() ?? []) {
    if ('problem' in file) {
      search.gaps.push({ path: file.path === '' ? '.' : file.path, reason: file.problem });
      continue;
    }
    search.files++;
    if (search.files > limits.entries) {
      search.gaps.push({ path: file.path, reason: tooMany(limits.entries, 'entries') });
      break;
    }
    if (search.files % PROGRESS_EVERY === 0) await pause(search);
    if (!PROGRAM.test(file.path)) continue;
    if (search.opened >= limits.opened) {
      search.gaps.push({ path: file.path, reason: tooMany(limits.opened, 'opened') });
      break;
    }
    look(search, file.path, file.open);
  }
  return resultOf(search);
}

/** Looks at the files that traces name, each once. */
export async function openReferences(
  source: Source,
  paths: ReadonlySet<string>,
  options: ProgramFileOptions,
): Promise<ProgramFiles> {
  const search = newSearch(options, await decoders());
  for (const path of paths) {
    const name = path.replace(/^\/+/u, '');
    look(search, name, () => source.open?.(name));
  }
  return resultOf(search);
}

/** Adds what only the whole file tells: its digest, if a rule asks for it, and whether its signature is of it. */
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
}

function newSearch(options: ProgramFileOptions, decoders: Decoders): Search {
  return { options, decoders, products: new Map(), gaps: [], faults: 0, files: 0, opened: 0, programs: 0 };
}

async function pause(search: Search): Promise<void> {
  search.options.onProgress?.(coverageOf(search));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function look(search: Search, path: string, open: () => OpenFile | undefined): void {
  let file: OpenFile | undefined;
  try {
    file = open();
    if (file === undefined) return;
    search.opened++;
    for (const program of search.decoders.programsOfFile(path, file.size, file.read)) {
      search.programs++;
      add(search, file, path, program);
    }
  } catch (error) {
    search.faults++;
    if (search.faults <= MAX_FAULTS)
      search.gaps.push({ path, reader: PROGRAM_FILE, reason: (error as Error).message.slice(0, 500) });
  } finally {
    file?.close();
  }
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
