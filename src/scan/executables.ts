import { limits } from '../limits.ts';
import type { DeepCoverage, OpenFile } from '../open-files.ts';
import type { CoverageGap, Program, Sighting, Source } from '../types.ts';
import { canMiss, fileOfProgram } from './missing-program.ts';
import { PROGRAM_FILE, type ProgramFileOptions } from './program-file-options.ts';
import type { NamedFile } from './second-look.ts';

/** What of a scan has to do with program files. */
export interface ProgramFileScan {
  readonly source: Source;
  readonly options: ProgramFileOptions;
  /** Program files that traces name. */
  readonly references: Set<string>;
  readonly sightings: Sighting[];
  readonly gaps: CoverageGap[];
  hasInventory: boolean;
  listed: boolean;
  deep?: DeepCoverage;
}

/** Traces name the program files that they start: whether one is there, and whose it is, says whether a trace is alive. */
export async function takeReferences({
  source,
  options,
  references,
  sightings,
  gaps,
}: ProgramFileScan): Promise<void> {
  if (source.layout !== 'root') return;
  if (source.has === undefined) return takeUnpacked({ source, options, references, sightings, gaps });
  if (sightings.some(({ reader }) => reader === 'systemd-unit' || reader === 'init-script')) {
    const { readStartFiles } = await import('./start-files.ts');
    await readStartFiles(source, sightings);
  }
  for (const [index, sighting] of sightings.entries()) {
    const found = sighting.executable === undefined ? undefined : isThere(source, sighting.executable);
    if (found !== undefined) sightings[index] = { ...sighting, executableFound: found };
  }
  if (references.size === 0) return;
  const files = [...references].map((path) => {
    const name = path.replace(/^\/+/u, '');
    return { path: name, open: () => source.open?.(name) };
  });
  await describeAll(files, options, sightings, gaps);
}

/** Where files cannot be reached by themselves, the source is read again for them. */
async function takeUnpacked(
  scan: Pick<ProgramFileScan, 'source' | 'options' | 'references' | 'sightings' | 'gaps'>,
): Promise<void> {
  const { source, sightings, references, options, gaps } = scan;
  const isOpen = sightings.some(
    ({ executable, executableFound, reader }) =>
      executableFound === undefined && (executable !== undefined || reader === 'path'),
  );
  if (source.kind === 'file' || (references.size === 0 && !isOpen)) return;
  const { lookAgain } = await import('./second-look.ts');
  await describeAll(await lookAgain(scan), options, sightings, gaps);
}

async function describeAll(
  files: readonly NamedFile[],
  options: ProgramFileOptions,
  sightings: Sighting[],
  gaps: CoverageGap[],
): Promise<void> {
  if (files.length === 0) return;
  const { describeFiles } = await import('./program-files.ts');
  const result = await describeFiles(files, options);
  sightings.push(...result.sightings);
  gaps.push(...result.gaps);
}

/** Undefined when that cannot be said: the folder of programs may not have been copied, or may not be entered. */
function isThere(source: Source, path: string): boolean | undefined {
  const { has } = source;
  try {
    if (isProgramThere(source, path)) return true;
    return canMiss(path, (place) => has?.(place) === true) ? false : undefined;
  } catch {
    return undefined;
  }
}

/** A folder of that name is no program, and neither is an empty file; one that may not be opened is there. */
function isProgramThere({ has, open }: Source, program: string): boolean {
  const path = fileOfProgram(program);
  if (has?.(path) !== true) return false;
  let file: OpenFile | undefined;
  try {
    file = open?.(path);
    return open === undefined || (file !== undefined && file.size > 0);
  } catch {
    return true;
  } finally {
    file?.close();
  }
}

/** Program files are an answer by themselves: they were looked at, and say who made them. */
export async function takeAllPrograms(state: ProgramFileScan): Promise<void> {
  const { source, options, sightings, gaps } = state;
  // The file was read already.
  if (source.kind === 'file') return;
  if (source.everyFile === undefined) {
    gaps.push({ path: '.', reason: NO_SEARCH });
    return;
  }
  const reported = new Set(gaps.map(({ path, reason }) => `${path}\0${reason}`));
  const { searchPrograms } = await import('./program-files.ts');
  const result = await searchPrograms(source, options);
  const known = new Set(sightings.filter(({ reader }) => reader === PROGRAM_FILE).map(({ path }) => path));
  sightings.push(...result.sightings.filter(({ path }) => !known.has(path)));
  // What is broken was met when the lists were read.
  gaps.push(...result.gaps.filter(({ path, reason }) => !reported.has(`${path}\0${reason}`)));
  state.deep = result.coverage;
  if (result.coverage.programs === 0) return;
  state.hasInventory = true;
  state.listed = true;
}

const NO_SEARCH = '--deep does not look into this kind of source';

/** What lies there belongs to packages, whose database describes it. */
const PACKAGED = /^\/(?:usr\/(?!local\/)|bin\/|sbin\/|lib\/)/u;

/** Remembers the program file that a trace names, within the limit. */
export function addReference({ references, source, gaps }: ProgramFileScan, { executable }: Program): void {
  if (executable === undefined || source.layout !== 'root' || PACKAGED.test(executable)) return;
  if (references.size < limits.references) references.add(executable);
  else if (references.size === limits.references && !references.has(executable)) {
    references.add('');
    const reason = `more than ${limits.references} program files are named (limit: references); the rest was not looked at`;
    gaps.push({ path: '.', reason });
  }
}

/** A program file that was read whole, with what only that shows. */
export async function wholeFile(
  program: Program,
  bytes: Uint8Array,
  options: ProgramFileOptions,
): Promise<Program> {
  const { withWholeFile } = await import('./program-files.ts');
  return withWholeFile(program, bytes, options);
}
