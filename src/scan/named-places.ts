import { withoutGroups } from '../sources/globs.ts';
import type { CoverageGap, Source, SourceFile, SourceResult } from '../types.ts';
import { DOMAINS, disksOfDomain } from './guest-disks.ts';
import { addDisk, addGuest, coverageOf, type Guest, isGuestGlob } from './guests.ts';
import { placeFiles } from './place-files.ts';
import { HOMES, type NamedPlace } from './place-paths.ts';
import { messageOf } from './reason.ts';

/** Folders that hold homes on many machines, beside `home`. */
const HOME_FOLDERS = [
  'var/home',
  'export/home',
  'data/home',
  'srv/home',
  'usr/home',
  'usr/local/home',
  'opt/home',
  'mnt/home',
  'nfs/home',
  'net/home',
  'home2',
  'homes',
  'users',
];

/** What shows that a folder is somebody's home. */
const HOME_MARKS = [
  '.profile',
  '.bashrc',
  '.bash_history',
  '.zshrc',
  '.config',
  '.local',
  '.cache',
  '.mozilla',
  '.ssh',
];
const OWN_MARKS = `${HOMES}/{${HOME_MARKS.join(',')}}`;
const INNER_MARKS = `${HOMES}/*/{${HOME_MARKS.join(',')}}`;

/** More homes than this in one folder are that folder's; more places than that are reported instead of followed. */
const CROWD = 4;
const MOST = 200;

const parsers = new Map(
  placeFiles.flatMap(({ globs, places }) => globs.map((glob) => [glob, places] as const)),
);

/** Globs of all that names places or shows them. */
export const placeGlobs: readonly string[] = [
  ...parsers.keys(),
  ...HOME_FOLDERS,
  'home',
  DOMAINS,
  OWN_MARKS,
  INNER_MARKS,
];

const own = new Set(placeGlobs);

/** The places that files of a machine name, gathered on the walk. */
export interface NamedPlaces {
  /** Whether a file may name places, or be another system. */
  wants(file: SourceFile): boolean;
  /** Keeps what a file of {@link placeGlobs} names. */
  add(file: SourceFile): Promise<void>;
  /** The files in those places, under the globs of the places where they usually lie. */
  files(source: Source, globs: readonly string[]): AsyncGenerator<SourceFile>;
  /** Places that are named and could not be followed. */
  readonly gaps: readonly CoverageGap[];
  /** Systems inside this one, by path. */
  readonly guests: ReadonlyMap<string, Guest>;
  /** What the verdict does not cover; `onGuest` is reported of each system inside. */
  coverage(onGuest?: (guest: Guest) => void): Pick<SourceResult, 'coverage'>;
}

interface Found extends NamedPlace {
  /** The file that names it. */
  readonly by: string;
}

/** Gathers the places of one source. */
export function namedPlaces(): NamedPlaces {
  const found: Found[] = [];
  const gaps: CoverageGap[] = [];
  const absentHomes: string[] = [];
  const guests = new Map<string, Guest>();
  const homes = { marked: new Set<string>(), nested: new Set<string>(), real: 'home' };
  return {
    gaps,
    guests,
    wants: ({ globs }) => globs.some((glob) => own.has(glob) || isGuestGlob(glob)),
    coverage(onGuest = () => {}) {
      for (const guest of guests.values()) onGuest(guest);
      return coverageOf(guests.values(), absentHomes);
    },
    async add(file) {
      addGuest(guests, file);
      for (const glob of file.globs) {
        if (!own.has(glob) || file.problem !== undefined) continue;
        if (glob === 'home') homes.real = file.real ?? file.path;
        else if (glob === OWN_MARKS) homes.marked.add(parentOf(file.path));
        else if (glob === INNER_MARKS) homes.nested.add(parentOf(parentOf(file.path)));
        else if (HOME_FOLDERS.includes(glob))
          found.push({ usual: HOMES, place: `${file.path}/*`, by: file.path, optional: true });
        else if (glob === DOMAINS) await addDomain(file, guests, gaps);
        else if (!file.folder) await parse(file, glob, found, gaps);
      }
    },
    async *files(source, globs) {
      // A folder of homes that has none of its own is a domain, a group or the like.
      for (const folder of homes.nested) {
        if (!homes.marked.has(folder))
          found.push({ usual: HOMES, place: `${folder}/*`, by: folder, optional: true });
      }
      for (const { by, place, problem } of found)
        if (problem) gaps.push({ path: by, reason: `${problem}: ${place}` });
      const present = found.filter(
        (one) => !one.problem && !isCovered(one, globs, homes.real) && isWanted(one, source, absentHomes),
      );
      const chosen = together(present);
      for (const { by, place } of chosen.slice(MOST))
        gaps.push({ path: by, reason: `names more than ${MOST} places (limit: places): /${place}` });
      if (chosen.length > 0) yield* walkPlaces(source, globs, chosen.slice(0, MOST), gaps);
    },
  };
}

/** The disks of a virtual machine; one that is surely gone holds no system. */
async function addDomain(file: SourceFile, guests: Map<string, Guest>, gaps: CoverageGap[]): Promise<void> {
  if (file.folder) return;
  const { resolver } = file;
  try {
    for (const path of await disksOfDomain(await file.bytes()))
      if (resolver.readRange === undefined || resolver.exists(`/${path}`)) addDisk(guests, path);
  } catch (error) {
    gaps.push({ path: file.path, reason: messageOf(error) });
  }
}

/** A file that cannot be read may name places. */
async function parse(file: SourceFile, glob: string, found: Found[], gaps: CoverageGap[]): Promise<void> {
  try {
    const content = Buffer.from(await file.bytes()).toString();
    for (const place of parsers.get(glob)?.(content, file.path) ?? [])
      found.push({ ...place, by: file.path });
  } catch (error) {
    gaps.push({ path: file.path, reason: messageOf(error) });
  }
}

/** Whether the readers look there anyhow. */
function isCovered({ usual, place }: Found, globs: readonly string[], realHome: string): boolean {
  if (usual !== HOMES) {
    const below = globs.filter((glob) => glob.startsWith(`${usual}/`));
    return place === usual || below.some((glob) => globs.includes(place + glob.slice(usual.length)));
  }
  const parent = parentOf(place);
  return place === 'root' || place === HOMES || parent === 'home' || (parent === realHome && parent !== '');
}

/** Homes that nobody made are left out; so are those of services, unless somebody worked in them. */
function isWanted({ account, place }: Found, source: Source, absent: string[]): boolean {
  if (account === undefined) return true;
  const { has } = source;
  if (has === undefined) return account.login && place !== '';
  // Most services have no home, and asking for each mark in it takes nine times as long.
  const marked = () =>
    place === ''
      ? HOME_MARKS.some((mark) => isThere(has, mark))
      : isThere(has, place) && HOME_MARKS.some((mark) => isThere(has, `${place}/${mark}`));
  if (place === '' || account.service || !account.login) return marked();
  const there = isThere(has, place);
  if (!there) absent.push(place);
  return there;
}

/** What may not be looked into counts as there, so that the walk reports it. */
function isThere(has: (path: string) => boolean, path: string): boolean {
  try {
    return has(path);
  } catch {
    return true;
  }
}

/** Homes in one folder are looked for together, and each place once. */
function together(found: readonly Found[]): Found[] {
  const crowds = new Map<string, number>();
  for (const { account, place } of found) {
    if (account) crowds.set(parentOf(place), (crowds.get(parentOf(place)) ?? 0) + 1);
  }
  const chosen = new Map<string, Found>();
  for (const one of found) {
    const parent = parentOf(one.place);
    const isCrowd = one.account !== undefined && parent !== '' && (crowds.get(parent) ?? 0) > CROWD;
    const place = isCrowd ? `${parent}/*` : one.place;
    const key = `${one.usual}\0${place}`;
    if (!chosen.has(key)) chosen.set(key, isCrowd ? { ...one, place, optional: true } : one);
  }
  return [...chosen.values()];
}

async function* walkPlaces(
  source: Source,
  globs: readonly string[],
  places: readonly Found[],
  gaps: CoverageGap[],
): AsyncGenerator<SourceFile> {
  // Two globs may say the same of a place: a group of one has what the other spells out.
  const meanings = new Map<string, { readonly glob?: string; readonly found: Found }[]>();
  const mean = (path: string, found: Found, glob?: string) =>
    meanings.set(path, [...(meanings.get(path) ?? []), { ...(glob !== undefined && { glob }), found }]);
  for (const found of places) {
    if (found.place !== '') mean(found.place, found);
    for (const glob of globs) {
      for (const rest of restsOf(glob, found.usual))
        mean(found.place === '' ? rest : `${found.place}/${rest}`, found, glob);
    }
  }
  const met = new Set<Found>();
  for await (const file of source.files([...meanings.keys()])) {
    const own = file.globs.flatMap((glob) => meanings.get(glob) ?? []);
    for (const { found } of own) met.add(found);
    const meant = own.flatMap(({ glob }) => glob ?? []);
    const [first] = own;
    if (meant.length > 0 && first) yield { ...file, globs: meant, usual: usualPath(file.path, first.found) };
    else if (file.problem !== undefined && !file.dangling) yield { ...file, globs: [] };
  }
  for (const found of places) {
    const isMissed = found.account === undefined && !found.optional && !met.has(found);
    if (isMissed) gaps.push({ path: found.by, reason: `names /${found.place}, which is not there` });
  }
}

/** What of a glob lies below a usual place; where a group stands before that, of each of its names. */
function restsOf(glob: string, usual: string): string[] {
  const below = `${usual}/`;
  if (glob.startsWith(below)) return [glob.slice(below.length)];
  const group = glob.indexOf('{');
  // Globs for homes begin with them.
  if (usual === HOMES || group < 0 || !below.startsWith(glob.slice(0, group))) return [];
  return withoutGroups(glob).flatMap((one) => (one.startsWith(below) ? [one.slice(below.length)] : []));
}

/** Where the file would lie if the place were the usual one: rules name that. */
function usualPath(path: string, { usual, place }: Found): string {
  const names = path.split('/');
  const depth = place === '' ? 0 : place.split('/').length;
  const name = names[depth - 1] ?? 'root';
  return [usual.replace('*', name), ...names.slice(depth)].join('/');
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
