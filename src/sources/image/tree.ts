import { limits } from '../../limits.ts';
import { type Followed, follow } from './links.ts';
import type { Content, Node } from './node.ts';

export type { Content, Node } from './node.ts';

/** What a later layer replaced or took away. */
export interface DeletedEntry {
  readonly path: string;
  readonly node: Node;
}

/** The files of an archive or of the layers of an image, as far as they matter. */
export interface FileTree {
  readonly root: Node;
  /** Folders of a path after all links on the way, without those that nobody knows. */
  realFolder(path: string): string;
  /** The node at a path, its last name included, after all links. Throws Error when links go in circles. */
  resolve(path: string): Node | undefined;
  /** The node at a path whose last name is not followed. */
  at(path: string): Node | undefined;
  folder(path: string, layer: number): void;
  put(path: string, kind: 'file' | 'link' | 'other', layer: number, content?: Content, target?: string): Node;
  /** Something that nobody wants took this place. */
  replace(path: string, layer: number): void;
  /** Takes away what layers below `layer` have at a path, or only what is inside it. */
  remove(path: string, layer: number, inside: boolean): void;
}

const NONE: ReadonlyMap<string, Node> = new Map();

/** What is known of an archive before it is read. */
export interface TreeOptions {
  /** Whether names that differ by case are one name, as on Windows. */
  readonly ignoreCase: boolean;
  /** Whether it is a collection and no root. */
  readonly handed?: boolean;
}

interface Plot {
  readonly root: Node;
  readonly limit: 'handed' | 'nodes';
  readonly fold: (name: string) => string;
  readonly dropped: (dropped: DeletedEntry) => void;
  count: number;
  /** Members come folder by folder; only links change where a folder really is. */
  last: (Followed & { readonly asked: string }) | undefined;
}

/**
 * @param dropped is reported of every folder, and every file whose content was kept, that a later layer drops
 */
export function newTree(
  { ignoreCase, handed }: TreeOptions,
  dropped: (dropped: DeletedEntry) => void,
): FileTree {
  const root = newNode('', undefined, 'folder', 0);
  const fold = ignoreCase ? (name: string) => name.toLowerCase() : (name: string) => name;
  const plot: Plot = {
    root,
    limit: handed ? 'handed' : 'nodes',
    fold,
    dropped,
    count: 0,
    last: undefined,
  };
  const child = (node: Node, name: string) => childOf(plot, node, name);
  return {
    root,
    at: (path) => at(plot, path),
    realFolder(path) {
      if (plot.last?.asked !== path) plot.last = { ...follow(root, child, path, true), asked: path };
      return plot.last.path;
    },
    resolve: (path) => follow(root, child, path, false).node,
    folder: (path, layer) => void folderAt(plot, path, layer),
    put: (path, kind, layer, content, target = '') => put(plot, path, { kind, layer, content, target }),
    replace(path, layer) {
      const node = at(plot, path);
      if (node) drop(plot, node, layer);
    },
    remove(path, layer, inside) {
      const node = at(plot, path);
      if (node) prune(plot, node, layer, inside);
    },
  };
}

function put(plot: Plot, path: string, fields: Pick<Node, 'kind' | 'layer' | 'content' | 'target'>): Node {
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1);
  const parent = folderAt(plot, path.slice(0, Math.max(cut, 0)), fields.layer);
  const old = childOf(plot, parent, name);
  if (old) drop(plot, old, fields.layer);
  if (fields.kind === 'link') plot.last = undefined;
  return Object.assign(add(plot, parent, name, fields.kind, fields.layer), fields);
}

function folderAt(plot: Plot, path: string, layer: number): Node {
  let node = plot.root;
  for (const name of namesOf(path)) {
    const next = childOf(plot, node, name);
    if (next && next.kind !== 'folder') drop(plot, next, layer);
    node = next?.kind === 'folder' ? next : add(plot, node, name, 'folder', layer);
    node.layer = layer;
  }
  return node;
}

function at(plot: Plot, path: string): Node | undefined {
  let node: Node | undefined = plot.root;
  for (const name of namesOf(path)) node = node && childOf(plot, node, name);
  return node;
}

function childOf({ fold }: Plot, node: Node, name: string): Node | undefined {
  return node.children.get(fold(name));
}

function add(plot: Plot, parent: Node, name: string, kind: Node['kind'], layer: number): Node {
  const most = limits[plot.limit];
  if (++plot.count > most) {
    throw new SyntaxError(`more than ${most} files and links that matter (limit: ${plot.limit})`);
  }
  const node = newNode(name, parent, kind, layer);
  if (parent.children === NONE) parent.children = new Map();
  (parent.children as Map<string, Node>).set(plot.fold(name), node);
  return node;
}

function drop(plot: Plot, node: Node, layer: number): void {
  plot.last = undefined;
  for (const gone of nodesOf(node)) {
    plot.count--;
    const isKept = gone.content !== undefined || gone.kind === 'folder';
    if (gone.layer < layer && isKept) plot.dropped({ path: pathOf(gone), node: gone });
  }
  (node.parent?.children as Map<string, Node> | undefined)?.delete(plot.fold(node.name));
}

/** Names of a path that is clean already. */
function namesOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

function newNode(name: string, parent: Node | undefined, kind: Node['kind'], layer: number): Node {
  return { name, parent, kind, content: undefined, target: '', layer, children: NONE };
}

/** The path of a node from the root. */
export function pathOf(node: Node): string {
  const names: string[] = [];
  for (let at: Node | undefined = node; at?.parent; at = at.parent) names.push(at.name);
  return names.reverse().join('/');
}

/** The files below a folder whose content was kept. */
export function* filesOf(top: Node): Generator<Node> {
  for (const node of nodesOf(top)) if (node.kind === 'file' && node.content) yield node;
}

function* nodesOf(top: Node): Generator<Node> {
  const todo = [top];
  for (let node = todo.pop(); node; node = todo.pop()) {
    yield node;
    for (const below of node.children.values()) todo.push(below);
  }
}

/** What the same layer wrote stays: a whiteout speaks of the layers below, wherever it stands. */
function prune(plot: Plot, top: Node, layer: number, inside: boolean): void {
  if (!inside && top.layer < layer) return drop(plot, top, layer);
  const todo = [top];
  for (let node = todo.pop(); node; node = todo.pop()) {
    for (const below of node.children.values()) {
      if (below.layer < layer) drop(plot, below, layer);
      else todo.push(below);
    }
  }
}
