import { limits } from '../../limits.ts';
import { compileGlobs, type GlobState, type Globs, matchesName, withoutGroups } from '../globs.ts';
import { type FileTree, type Node, pathOf } from './tree.ts';

/** Which paths of an archive somebody asks for. */
export interface PathFilter {
  readonly globs: readonly string[];
  wants(path: string): boolean;
  /** The wanted ones among a folder and the folders around it, once each until {@link PathFilter.forget}. */
  folders(path: string): readonly string[];
  /** Another layer begins: its folders are new. */
  forget(): void;
}

/** Folders whose state is remembered; a hostile archive has millions. */
const MAX_FOLDERS = 50_000;

/**
 * Where the folders of one machine are links to those of another: distributions merged `/bin` and its like into
 * `/usr`, and moved the rpm database. Asking for both places saves a second pass over the archive.
 */
const USR_MERGE: readonly (readonly [string, string])[] = [
  ['bin/', 'usr/bin/'],
  ['sbin/', 'usr/sbin/'],
  ['lib/', 'usr/lib/'],
  ['lib64/', 'usr/lib64/'],
  ['var/run/', 'run/'],
  ['var/lib/rpm/', 'usr/lib/sysimage/rpm/'],
  ['etc/os-release', 'usr/lib/os-release'],
];

/** The globs with others, and the places where well-known links lead to: one list for one list. */
export function withMoved(globs: readonly string[], others: readonly string[] = []): readonly string[] {
  const known = moved.get(globs);
  if (known?.others === others) return known.all;
  const asked = [...globs, ...others];
  const more = asked.flatMap((glob) =>
    USR_MERGE.filter(([from]) => glob.startsWith(from)).map(([from, to]) => to + glob.slice(from.length)),
  );
  const all = [...new Set([...asked, ...more])];
  moved.set(globs, { others, all });
  return all;
}

/** A sweep opens thousands of archives by one list, which is prepared once. */
const moved = new WeakMap<
  readonly string[],
  { readonly others: readonly string[]; readonly all: readonly string[] }
>();

/** What the globs name. */
export function newPathFilter(globs: readonly string[], ignoreCase: boolean): PathFilter {
  const compiled = compileGlobs(globs, { ignoreCase });
  const states = new Map<string, GlobState | undefined>();
  const seen = new Set<string>();
  const stateOf = (folder: string): GlobState | undefined => {
    if (folder === '') return compiled.start;
    const known = states.get(folder);
    if (known || states.has(folder)) return known;
    const [parent, name] = parted(folder);
    const above = stateOf(parent);
    const state = above && compiled.step(above, name);
    if (states.size >= MAX_FOLDERS) states.clear();
    states.set(folder, state);
    return state;
  };
  return {
    globs,
    wants(path) {
      const [folder, name] = parted(path);
      return isEnd(compiled, stateOf(folder), name);
    },
    folders(path) {
      const found: string[] = [];
      for (let folder = path; folder !== '' && !seen.has(folder); [folder] = parted(folder)) {
        if (seen.size >= MAX_FOLDERS) seen.clear();
        seen.add(folder);
        const [parent, name] = parted(folder);
        if (isEnd(compiled, stateOf(parent), name)) found.push(folder);
      }
      return found;
    },
    forget: () => seen.clear(),
  };
}

function isEnd(globs: Globs, state: GlobState | undefined, name: string): boolean {
  const next = state && globs.step(state, name);
  return next !== undefined && globs.ends(next).length > 0;
}

/** Folder and name; no folder at the top. */
function parted(path: string): readonly [string, string] {
  const cut = path.lastIndexOf('/');
  return [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)];
}

/**
 * The globs that links make of `globs`: where `var/lib/dpkg` is a link to `data/dpkg`, whoever asks for
 * `var/lib/dpkg/status` asks for `data/dpkg/status`. Where there are more
 * than the limit `linked`, the rest of the links was not looked at.
 */
export function globsThroughLinks(tree: FileTree, globs: readonly string[], ignoreCase: boolean): string[] {
  const fold = ignoreCase ? (name: string) => name.toLowerCase() : (name: string) => name;
  const compiled = compileGlobs(globs, { ignoreCase });
  const found = new Set<string>();
  // Most archives have no such link.
  let groups: GlobGroups | undefined;
  for (const { node, state } of links(tree, compiled)) {
    groups ??= groupsOf(globs, ignoreCase, fold);
    const names = fold(pathOf(node)).split('/');
    const near = state ? [...(groups.get(names[0] ?? '') ?? []), ...(groups.get('*') ?? [])] : [];
    const rests = near.map((segments) => restBehind(segments, names)).filter((rest) => rest !== undefined);
    const target = rests.length > 0 ? targetOf(tree, node) : undefined;
    if (target === undefined) continue;
    for (const rest of rests) found.add([target, ...rest].filter((name) => name !== '').join('/'));
    if (found.size > limits.linked) break;
  }
  return [...found];
}

/** Globs by their first name; those that begin with a wildcard under `*`. */
type GlobGroups = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Archives with links are most of a sweep, too. */
const grouped = new WeakMap<readonly string[], { exact?: GlobGroups; folded?: GlobGroups }>();

function groupsOf(globs: readonly string[], ignoreCase: boolean, fold: (name: string) => string): GlobGroups {
  const known = grouped.get(globs) ?? {};
  grouped.set(globs, known);
  const key = ignoreCase ? 'folded' : 'exact';
  return (known[key] ??= byFirstName(globs.flatMap(withoutGroups).map((glob) => fold(glob).split('/'))));
}

function byFirstName(globs: readonly (readonly string[])[]): GlobGroups {
  const groups = new Map<string, (readonly string[])[]>();
  for (const segments of globs) {
    const first = segments[0] ?? '';
    const key = /[*?]/u.test(first) ? '*' : first;
    const group = groups.get(key);
    if (group) group.push(segments);
    else groups.set(key, [segments]);
  }
  return groups;
}

interface FoundLink {
  readonly node: Node;
  readonly state: GlobState | undefined;
}

/** Every link that a glob can lead through or end at. */
function* links(tree: FileTree, globs: Globs): Generator<FoundLink> {
  const todo: { readonly node: Node; readonly state: GlobState }[] = [
    { node: tree.root, state: globs.start },
  ];
  for (let at = todo.pop(); at; at = todo.pop()) {
    for (const node of at.node.children.values()) {
      const state = globs.step(at.state, node.name);
      if (node.kind === 'link') yield { node, state };
      else if (state && node.kind === 'folder') todo.push({ node, state });
    }
  }
}

/** Where a link leads, as far as links are known; undefined when they go in circles. */
function targetOf(tree: FileTree, node: Node): string | undefined {
  try {
    return tree.realFolder(pathOf(node));
  } catch {
    return undefined;
  }
}

/** What is left of a glob behind a path; `**` does not go through links, so it fits no more than their end. */
function restBehind(segments: readonly string[], names: readonly string[]): readonly string[] | undefined {
  for (const [at, name] of names.entries()) {
    const segment = segments[at];
    if (segment === '**') return fitsDeep(segments, at, names) ? [] : undefined;
    if (segment === undefined || !matchesName(segment, name)) return undefined;
  }
  return segments.slice(names.length);
}

/** Whether what follows a `**` is the end of the path, so that the link itself is asked for. */
function fitsDeep(segments: readonly string[], deep: number, names: readonly string[]): boolean {
  const tail = segments.slice(deep + 1);
  if (tail.includes('**')) return true;
  const end = names.slice(-tail.length);
  return (
    tail.length <= names.length - deep && tail.every((segment, at) => matchesName(segment, end[at] ?? ''))
  );
}
