import { limits } from '../../limits.ts';
import type { FileResolver, SourceFile } from '../../types.ts';
import { compileGlobs, type GlobState, type Globs } from '../globs.ts';
import type { ArchiveError } from './image-manifest.ts';
import { type DeletedEntry, type FileTree, type Node, newTree, pathOf } from './tree.ts';

/** How the files of a tree are shown. */
export interface View {
  readonly ignoreCase: boolean;
  /** Before every path: names the image or host where an archive holds several. */
  readonly label: string;
}

interface Visit {
  readonly node: Node;
  readonly path: string;
  readonly state: GlobState;
  readonly depth: number;
}

/** Every file and folder of a tree that a glob names, links followed inside it, names in order. */
export function* walk(tree: FileTree, globs: readonly string[], view: View): Generator<SourceFile> {
  const compiled = compileGlobs(globs, { ignoreCase: view.ignoreCase });
  const todo: Visit[] = [{ node: tree.root, path: '', state: compiled.start, depth: 0 }];
  let entries = 0;
  for (let visit = todo.pop(); visit; visit = todo.pop()) {
    const below: Visit[] = [];
    for (const name of [...visit.node.children.values()].map((node) => node.name).sort()) {
      if (++entries > limits.entries) {
        yield problem(
          tree,
          view,
          visit.path,
          [],
          `more than ${limits.entries} files and folders (limit: entries); the rest was not looked at`,
        );
        return;
      }
      yield* enter(tree, compiled, view, visit, name, below);
    }
    for (const next of below.reverse()) todo.push(next);
  }
}

function* enter(
  tree: FileTree,
  globs: Globs,
  view: View,
  visit: Visit,
  name: string,
  below: Visit[],
): Generator<SourceFile> {
  const path = visit.path === '' ? name : `${visit.path}/${name}`;
  const state = globs.step(visit.state, name);
  if (!state) return;
  const ends = globs.ends(state);
  let node: Node | undefined;
  try {
    node = tree.resolve(path);
  } catch (error) {
    yield problem(tree, view, path, ends, error instanceof Error ? error.message : String(error));
    return;
  }
  if (!node) {
    if (ends.length > 0)
      yield { ...problem(tree, view, path, ends, 'a link that leads nowhere'), dangling: true };
    return;
  }
  if (ends.length > 0) yield sourceFile(tree, view, path, node, ends);
  if (node.kind !== 'folder') return;
  const inside = pathOf(node) === path ? state : globs.step(visit.state, name, true);
  if (!inside) return;
  if (visit.depth >= limits.depth)
    yield problem(tree, view, path, [], `deeper than ${limits.depth} folders (limit: depth)`);
  else below.push({ node, path, state: inside, depth: visit.depth + 1 });
}

/** What a later layer replaced or took away, as the layer that held it. */
export function* removed(
  tree: FileTree,
  dropped: readonly DeletedEntry[],
  globs: readonly string[],
  view: View,
  layers: readonly string[],
): Generator<SourceFile> {
  const compiled = compileGlobs(globs, { ignoreCase: view.ignoreCase });
  for (const { path, node } of dropped) {
    const named = compiled.match(path);
    if (named.length > 0)
      yield { ...sourceFile(tree, view, path, node, named), layer: layers[node.layer] ?? '' };
  }
}

/** Windows adds up the registry of its layers: each has what it changed, and none replaces another. */
const HIVE = /^Hives\/[^/]+$/iu;

/** The parts of the registry that lower layers of a Windows image have under the names of upper ones. */
export function* lowerHives(
  tree: FileTree,
  dropped: readonly DeletedEntry[],
  globs: readonly string[],
  view: View,
): Generator<SourceFile> {
  const compiled = compileGlobs(globs, { ignoreCase: view.ignoreCase });
  for (const { path, node } of dropped) {
    const named = HIVE.test(path) ? compiled.match(path) : [];
    if (named.length === 0) continue;
    const real = `${view.label}layer ${node.layer}/${path}`;
    yield { ...sourceFile(tree, view, path, node, named), real };
  }
}

/** A file or folder as readers see it. */
function sourceFile(
  tree: FileTree,
  view: View,
  path: string,
  node: Node,
  globs: readonly string[],
): SourceFile {
  const real = pathOf(node);
  return {
    path: view.label + path,
    folder: node.kind === 'folder',
    ...(real === path ? {} : { real: view.label + real }),
    globs,
    ...(node.content ? { size: node.content.size } : {}),
    head: async () => contentOf(node).read(limits.head),
    bytes: async () => contentOf(node).read(),
    resolver: treeOf(tree, path),
  };
}

function contentOf(node: Node): NonNullable<Node['content']> {
  if (node.content) return node.content;
  if (node.kind !== 'file') throw new Error('not a regular file');
  throw new Error('a hard link to a file that the archive does not hold');
}

/** Something that could not be looked at. */
function problem(
  tree: FileTree,
  view: View,
  path: string,
  globs: readonly string[],
  reason: string,
): SourceFile {
  const fail = async () => {
    throw new Error(reason);
  };
  return {
    path: path === '' ? view.label.slice(0, -1) || '.' : view.label + path,
    folder: false,
    globs,
    problem: reason,
    head: fail,
    bytes: fail,
    resolver: treeOf(tree, path),
  };
}

/** What is wrong with an image as a whole, as files that cannot be read. */
export function* troubles(faults: readonly ArchiveError[], label: string): Generator<SourceFile> {
  const nothing = newTree({ ignoreCase: false }, () => {});
  for (const { path, reason } of faults)
    yield problem(nothing, { ignoreCase: false, label }, path, [], reason);
}

/** What was kept around a file: what the globs named. */
function treeOf(tree: FileTree, path: string): FileResolver {
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const at = (asked: string) => tree.resolve(asked.startsWith('/') ? asked : beside + asked);
  return {
    path,
    read(asked) {
      const node = at(asked);
      return node?.kind === 'file' ? contentOf(node).read() : undefined;
    },
    exists: (asked) => at(asked) !== undefined,
    list: (asked) => [...(at(asked)?.children.values() ?? [])].map((node) => node.name).sort(),
  };
}
