import type { TarEntry } from '../../formats/archive/tar.ts';
import { limits } from '../../limits.ts';
import type { FileSearch, WalkedFile } from '../../open-files.ts';
import type { Target } from './apply-layer.ts';
import type { Range } from './bytes.ts';
import type { ArchiveError } from './image-manifest.ts';
import { newScratch, openMember, type Scratch } from './open-member.ts';
import type { PathFilter } from './path-filter.ts';
import type { Spool } from './spool.ts';
import { type Content, filesOf, newTree, pathOf } from './tree.ts';

/** How every file of a tar archive or of the layers of an image is walked. */
export interface MemberWalk {
  readonly ignoreCase: boolean;
  readonly handed?: boolean;
  /** The folders that are roots by themselves, or `''`. */
  readonly prefixes: readonly string[];
  /** Before every path of a root. */
  readonly labelOf: (prefix: string) => string;
  readonly spool: Spool;
  /** Reads the archive once into the targets, its members always in the same order. */
  readonly pass: (targets: readonly Target[]) => Promise<void>;
}

/** Hard links may be to names that nobody asked for, and those to others. */
const MAX_PASSES = 4;

/**
 * Walks over the files that an unpacker would leave. One pass finds which these are, another opens them as they go by:
 * what is packed cannot be reached at any place, and what is kept of all would fill a disk.
 *
 * @returns whether the walk is to go on
 */
export async function everyMember(walk: MemberWalk, search: FileSearch): Promise<boolean> {
  const { places, asked, faults } = await survivorsOf(walk, search.wanted);
  for (const { path, reason } of faults) if (!(await search.visit({ path, problem: reason }))) return false;
  const scratch = newScratch(walk.spool);
  const visit: Visit = { search, scratch, places, isOver: false };
  const visitors = walk.prefixes.map((prefix, root) => visitor(walk, prefix, root, asked(root), visit));
  try {
    await walk.pass(visitors);
  } finally {
    scratch.close();
  }
  for (const { passed } of visitors) visit.isOver ||= !(await search.visit({ passed: passed() }));
  return !visit.isOver;
}

interface Visit {
  readonly search: FileSearch;
  readonly scratch: Scratch;
  readonly places: Places;
  isOver: boolean;
}

type Asked = (path: string) => boolean;

/** Where the members that are left stand, by root and by their place in the order of the archive. */
type Places = ReadonlyMap<string, readonly string[]>;

interface Survivors {
  readonly places: Places;
  /** Which members of a root are looked at, by their paths. */
  readonly asked: (root: number) => Asked;
  readonly faults: readonly ArchiveError[];
}

/** What is kept of a member before anybody wants to see it. */
interface Token extends Content {
  readonly ordinal: number;
}

async function survivorsOf(walk: MemberWalk, wanted: Asked): Promise<Survivors> {
  const linked = walk.prefixes.map(() => new Set<string>());
  const asked =
    (root: number): Asked =>
    (path) =>
      wanted(path) || linked[root]?.has(path) === true;
  for (let pass = 1; ; pass++) {
    const faults: ArchiveError[] = [];
    const targets = walk.prefixes.map((prefix, root) => surveyor(walk, prefix, asked(root), faults));
    await walk.pass(targets);
    const more = targets.map(({ missed }, root) => [...missed].filter((path) => !linked[root]?.has(path)));
    if (pass === MAX_PASSES || more.every((paths) => paths.length === 0))
      return { places: placesOf(walk, targets, wanted), asked, faults };
    for (const [root, paths] of more.entries())
      for (const path of paths.slice(0, limits.linked)) linked[root]?.add(path);
  }
}

function surveyor(walk: MemberWalk, prefix: string, asked: Asked, faults: ArchiveError[]): Target {
  let ordinal = 0;
  const keep = ({ size }: TarEntry): Token => ({ size, ordinal: ordinal++, read: notKept });
  return newTarget(walk, prefix, asked, keep, (path, reason) => {
    if (faults.length < MAX_FAULTS) faults.push({ path: walk.labelOf(prefix) + path, reason });
  });
}

/** A broken archive may be broken in every member; the reading of its lists describes all. */
const MAX_FAULTS = 100;

function placesOf(walk: MemberWalk, targets: readonly Target[], wanted: Asked): Places {
  const places = new Map<string, string[]>();
  for (const [root, { tree }] of targets.entries()) {
    const label = walk.labelOf(walk.prefixes[root] ?? '');
    for (const node of filesOf(tree.root)) {
      const path = pathOf(node);
      if (!wanted(path)) continue;
      const key = `${root} ${(node.content as Token).ordinal}`;
      places.set(key, [...(places.get(key) ?? []), label + path]);
    }
  }
  return places;
}

/** Meets the same members as the surveyor did, so their places in the order are the same. */
function visitor(walk: MemberWalk, prefix: string, root: number, asked: Asked, visit: Visit): NamedTarget {
  let ordinal = 0;
  const see = async (file: WalkedFile) => {
    visit.isOver ||= !(await visit.search.visit(file));
    if (visit.isOver) throw new Error('the walk was ended');
  };
  const keep = async (entry: TarEntry, range: Range | undefined): Promise<Token> => {
    const token = { size: entry.size, ordinal: ordinal++, read: notKept };
    const places = visit.places.get(`${root} ${token.ordinal}`) ?? [];
    const passed = visiting.passed();
    if (passed > 0 || visit.isOver) await see({ passed });
    const open = openMember(entry, range, visit.scratch);
    for (const path of places) await see({ path, open: () => open(path) });
    return token;
  };
  const visiting = newTarget(walk, prefix, asked, keep);
  return visiting;
}

function notKept(): never {
  throw new Error('its content was not kept');
}

/** Where members go whose names were asked for. */
export interface NamedTarget extends Target {
  /** How many members were not asked for since this was called last. */
  passed(): number;
}

/** A target that takes in what `wants` asks for by its path. */
export function newTarget(
  { ignoreCase, handed, spool }: Pick<MemberWalk, 'ignoreCase' | 'handed' | 'spool'>,
  prefix: string,
  wants: Asked,
  keep?: Target['keep'],
  fault: Target['fault'] = () => {},
): NamedTarget {
  const tree = newTree({ ignoreCase, ...(handed ? { handed } : {}) }, () => {});
  let others = 0;
  const counted: Asked = (path) => {
    const isAsked = wants(path);
    if (!isAsked) others++;
    return isAsked;
  };
  const interest: PathFilter = { globs: [], wants: counted, folders: () => [], forget() {} };
  const passed = () => {
    const count = others;
    others = 0;
    return count;
  };
  return { prefix, tree, interest, spool, missed: new Set(), fault, ...(keep ? { keep } : {}), passed };
}
