import { seenOf, signsOf } from '../completeness/signs.ts';
import { order } from '../matching/compare-text.ts';
import { countFile } from '../own-process/optimising.ts';
import type { Source, SourceFile, SourceResult } from '../types.ts';
import { withPagesJoined } from './answer-pages.ts';
import { osOf, osPaths, systemsOf } from './detect-os.ts';
import { emptyReason } from './empty-scan.ts';
import { takeAllPrograms, takeReferences } from './executables.ts';
import { withKind } from './gap-kind.ts';
import { identityOf, identityPaths } from './identity.ts';
import { readInputFile } from './input-file.ts';
import { extentOf, isOnDataVolume, isTwin } from './mac-extent.ts';
import type { ScanOptions } from './options.ts';
import { takeOwnInventory } from './own-inventory.ts';
import { isFingerprint, takeFingerprint } from './place-contents.ts';
import { profileHives } from './profile-hives.ts';
import { readOnce } from './read-once.ts';
import type { KnownReader } from './read-plan.ts';
import { bySighting, residueOf } from './sighting.ts';
import { beginScan, type ScanState } from './state.ts';
import { isHarmless } from './supplementary.ts';

export type { ScanOptions } from './options.ts';

/** Small files that say which system and which machine it is. */
const IDENTITY: ReadonlySet<string> = new Set([...osPaths, ...identityPaths]);

/**
 * One source → all that is in it, not yet checked. The error of a reader becomes a gap, and the programs that were read
 * before it count.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<SourceResult> {
  const state = beginScan(source, options);
  let systems: readonly string[];
  try {
    const extent = extentOf(source);
    const globs = await state.plan.globs(state.handed, extent);
    for await (const file of source.files(globs)) {
      if (options.signal) await pauseFor(options.signal);
      await visitFile(state, file);
    }
    for await (const file of state.places.files(source, globs)) await visitFile(state, file);
    for await (const file of profileHives(source, state.signs.facts)) await visitFile(state, file);
    state.gaps.push(...state.places.gaps);
    await takeReferences(state);
    if (options.deep) await takeAllPrograms(state);
    systems = systemsIn(state);
    if (!extent.onePass) await takeLaterSigns(state, systems);
  } finally {
    await source.close?.();
  }
  return resultOf(state, systems);
}

/** Looks for what is left of a package database, if there is none. */
async function takeLaterSigns(state: ScanState, systems: readonly string[]): Promise<void> {
  if (!isWhole(state)) return;
  const { source, signs, manifests, gaps } = state;
  const globs = signs.neededLater(seenOf(source, systems, manifests, gaps));
  if (globs.length === 0) return;
  // A source that is asked again gives what it could not read again, too.
  const known = new Set(gaps.map(({ path, reason }) => `${path}\0${reason}`));
  for await (const file of source.files(globs)) {
    if (!known.has(`${file.path}\0${file.problem}`)) await visitFile(state, file);
  }
}

/** Lets timers and others have their turn where a caller may end the scan, since files are read without waiting. */
async function pauseFor(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

async function visitFile(state: ScanState, file: SourceFile): Promise<void> {
  countFile();
  if (file.layer !== undefined) return visitDeleted(state, file, file.layer);
  // Most files concern none of these, and to wait for nothing takes longer than to ask.
  if (isOnDataVolume(file) && (await isTwin(state.source, file))) return;
  if (state.signs.wants(file)) await state.signs.add(file);
  if (state.places.wants(file)) await state.places.add(file);
  if (isFingerprint(state, file)) await takeFingerprint(state, file);
  const readers = [...new Set(file.globs.flatMap((glob) => state.plan.readersOf(glob)))];
  if (file.problem !== undefined) return visitProblem(state, file, file.problem, readers);
  const isMeant = ({ pathOnly }: KnownReader) => (pathOnly === 'folder') === file.folder;
  for (const metadata of readers.filter(isMeant)) await readOnce(state, file, metadata);
  if (file.folder) {
    if (isInPlaceOfFile(state, file))
      state.gaps.push({ path: file.path, reason: 'a folder in the place of a file' });
    return;
  }
  if (file.globs.some((glob) => IDENTITY.has(glob))) await takeRelease(state, file);
  const isHanded = state.handed !== undefined && file.globs.includes(state.handed);
  if (readers.length === 0 && isHanded) await readInputFile(state, file);
}

/** A glob that ends with a name, and not with a wildcard or a group, is of that one file. */
const NAMED = /(?:^|\/)[^/*?{},]+$/u;

function isInPlaceOfFile({ plan }: ScanState, { globs }: SourceFile): boolean {
  const readers = globs.filter((glob) => NAMED.test(glob)).flatMap((glob) => plan.readersOf(glob));
  return readers.some(({ pathOnly }) => pathOnly === undefined);
}

/** What a layer held is read like everything else; what of it is left over, the end of the walk shows. */
async function visitDeleted(state: ScanState, file: SourceFile, layer: string): Promise<void> {
  const { layer: _, ...plain } = file;
  const below: ScanState = {
    ...state,
    seen: new Set(),
    release: new Map(),
    sightings: [],
    manifests: [],
    signs: signsOf([]),
  };
  await visitFile(below, plain);
  for (const one of below.sightings) {
    const place = one.entry === undefined ? '' : `${one.entry}, `;
    state.removed.push({ ...one, state: 'residue', entry: `${place}layer ${layer}` });
  }
}

/**
 * A reader of names does not mind that a link leads nowhere, and a corner of a machine that is not there was
 * not missed; the place of a package database that leads nowhere was meant to hold one.
 */
async function visitProblem(
  state: ScanState,
  file: SourceFile,
  reason: string,
  readers: readonly KnownReader[],
): Promise<void> {
  const named = readers.filter((metadata) => metadata.pathOnly === true);
  for (const card of named) await readOnce(state, file, card);
  if (!isHarmless(state.source, file, readers)) state.gaps.push({ path: file.path, reason });
}

async function takeRelease(state: ScanState, file: SourceFile): Promise<void> {
  try {
    // Copied, because the room of a file is the next one's.
    state.release.set(file.path, Uint8Array.from(await file.bytes()));
  } catch {
    // Which system it is decides nothing; reports leave it out.
  }
}

function systemsIn({ release }: ScanState): readonly string[] {
  return systemsOf((path) => release.get(path));
}

/** Whether everything was asked for, so that what was not found is missing. */
function isWhole({ source, options }: ScanState): boolean {
  return options.readers === undefined && (options.as === undefined || source.layout === 'handed');
}

function resultOf(state: ScanState, systems: readonly string[]): SourceResult {
  const { source, options, release, sightings, manifests } = state;
  state.pages.forEach((page) => options.onPage?.(page));
  const gaps = [...withPagesJoined(state.gaps, state.pages)];
  const os = osOf((path) => release.get(path));
  const { problem, ...identity } = identityOf((path) => release.get(path));
  if (problem) gaps.push(problem);
  for (const [path, reason] of state.unknown)
    if (!state.sidecars.has(path.toLowerCase())) gaps.push({ path, reason });
  takeOwnInventory(state, systems);
  if (isWhole(state)) gaps.push(...state.signs.find(seenOf(source, systems, manifests, gaps)));
  const emptiness = options.allowEmpty
    ? undefined
    : emptyReason({ ...state, gaps }, source.layout, state.places.guests);
  if (emptiness !== undefined) gaps.push({ path: '.', reason: emptiness });
  return {
    name: source.name,
    kind: source.kind,
    ...(os ? { os } : {}),
    ...identity,
    ...(options.filter ? { programs: manifests.reduce((sum, { programs }) => sum + programs, 0) } : {}),
    sightings: [...sightings, ...residueOf(sightings, state.removed)].sort(bySighting),
    manifests: manifests.sort((a, b) => order(a.path, b.path) || order(a.reader, b.reader)),
    findings: [],
    ...state.places.coverage(options.onGuest),
    ...(state.deep ? { deep: state.deep } : {}),
    gaps: gaps.map(withKind).sort((a, b) => order(a.path, b.path) || order(a.reason, b.reason)),
  };
}
