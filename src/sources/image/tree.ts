import { limits } from '../../limits.ts';

/** The content of a file of an archive. */
export interface Content {
  readonly size: number;
  /** From the front; all of it, or at most so many bytes. Throws when it cannot be read. */
  read(most?: number): Uint8Array;
}

/** A file, folder or link of an archive that somebody may ask for. */
export interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  kind: 'folder' | 'file' | 'link' | 'other';
  /** Undefined for a file whose content was not kept, because nobody knew yet that it is wanted. */
  content: Content | undefined;
  target: string;
  /** The layer that wrote it last, from 0. */
  layer: number;
  children: ReadonlyMap<string, Node>;
}

/** What a later layer replaced or took away. */
export interface Dropped {
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

/** Files, folders and links that matter in a root; a real one has some ten thousand. */
const MOST_NODES = 400_000;
/** Of manifests that somebody collected every file matters. */
const MOST_HANDED = 100_000;
const NONE: ReadonlyMap<string, Node> = new Map();

/** What is known of an archive before it is read. */
export interface TreeOptions {
  /** Whether names that differ by case are one name, as on Windows. */
  readonly ignoreCase: boolean;
  /** Whether it is a collection and no root. */
  readonly handed?: boolean;
}

/**
 * @param dropped is told of every folder, and every file whose content was kept, that a later layer drops
 */
export function newTree({ ignoreCase, handed }: TreeOptions, dropped: (dropped: Dropped) => void): FileTree {
  const most = handed ? MOST_HANDED : MOST_NODES;
  const fold = ignoreCase ? (name: string) => name.toLowerCase() : (name: string) => name;
  const root = newNode('', undefined, 'folder', 0);
  let count = 0;
  // Members come folder by folder; only links change where a folder really is.
  let last: Followed | undefined;
  let lastPath = '';
  const child = (node: Node, name: string) => node.children.get(fold(name));
  const add = (parent: Node, name: string, kind: Node['kind'], layer: number) => {
    if (++count > most) {
      throw new SyntaxError(`more than ${most} files and links that matter, the limit for an archive`);
    }
    const node = newNode(name, parent, kind, layer);
    if (parent.children === NONE) parent.children = new Map();
    (parent.children as Map<string, Node>).set(fold(name), node);
    return node;
  };
  const drop = (node: Node, layer: number) => {
    last = undefined;
    for (const gone of nodesOf(node)) {
      count--;
      if (gone.layer < layer && (gone.content || gone.kind === 'folder'))
        dropped({ path: pathOf(gone), node: gone });
    }
    (node.parent?.children as Map<string, Node> | undefined)?.delete(fold(node.name));
  };
  const folderAt = (path: string, layer: number) => {
    let node = root;
    for (const name of namesOf(path)) {
      const next = child(node, name);
      if (next && next.kind !== 'folder') drop(next, layer);
      node = next?.kind === 'folder' ? next : add(node, name, 'folder', layer);
      node.layer = layer;
    }
    return node;
  };
  const at = (path: string) => {
    let node: Node | undefined = root;
    for (const name of namesOf(path)) node = node && child(node, name);
    return node;
  };
  return {
    root,
    at,
    realFolder(path) {
      if (!last || path !== lastPath) last = follow(root, child, path, true);
      lastPath = path;
      return last.path;
    },
    resolve: (path) => follow(root, child, path, false).node,
    folder: (path, layer) => void folderAt(path, layer),
    put(path, kind, layer, content, target = '') {
      const cut = path.lastIndexOf('/');
      const parent = folderAt(path.slice(0, Math.max(cut, 0)), layer);
      const old = child(parent, path.slice(cut + 1));
      if (old) drop(old, layer);
      const node = add(parent, path.slice(cut + 1), kind, layer);
      node.content = content;
      node.target = target;
      if (kind === 'link') last = undefined;
      return node;
    },
    replace(path, layer) {
      const node = at(path);
      if (node) drop(node, layer);
    },
    remove(path, layer, inside) {
      const node = at(path);
      if (node) prune(node, layer, inside, drop);
    },
  };
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

function* nodesOf(top: Node): Generator<Node> {
  const todo = [top];
  for (let node = todo.pop(); node; node = todo.pop()) {
    yield node;
    todo.push(...node.children.values());
  }
}

/** What the same layer wrote stays: a whiteout speaks of the layers below, wherever it stands. */
function prune(top: Node, layer: number, inside: boolean, drop: (node: Node, layer: number) => void): void {
  if (!inside && top.layer < layer) return drop(top, layer);
  const todo = [top];
  for (let node = todo.pop(); node; node = todo.pop()) {
    for (const below of [...node.children.values()]) {
      if (below.layer < layer) drop(below, layer);
      else todo.push(below);
    }
  }
}

interface Followed {
  readonly node: Node | undefined;
  readonly path: string;
}

/**
 * Links are followed as a process inside the root would: absolute ones start at the root, `..` ends there.
 *
 * @param partly give the path also where nodes end, with the rest of the names as they are
 */
function follow(
  root: Node,
  child: (node: Node, name: string) => Node | undefined,
  path: string,
  partly: boolean,
): Followed {
  const todo = path.split('/').reverse();
  const done: string[] = [];
  let node: Node | undefined = root;
  let followed = 0;
  while (todo.length > 0) {
    const name = todo.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      done.pop();
      node = node ? (node.parent ?? root) : walk(root, child, done);
      continue;
    }
    const next: Node | undefined = node && child(node, name);
    if (!next && !partly) return { node: undefined, path: [...done, name].join('/') };
    if (next?.kind === 'link') {
      if (++followed > limits.links) throw new Error(`more than ${limits.links} links on the way`);
      if (next.target.startsWith('/')) {
        done.length = 0;
        node = root;
      }
      todo.push(...next.target.split('/').reverse());
      if (todo.length > MOST_NODES) throw new Error('links that make a path without end');
      continue;
    }
    node = next;
    done.push(name);
  }
  return { node, path: done.join('/') };
}

function walk(
  root: Node,
  child: (node: Node, name: string) => Node | undefined,
  names: readonly string[],
): Node | undefined {
  let node: Node | undefined = root;
  for (const name of names) node = node && child(node, name);
  return node;
}
