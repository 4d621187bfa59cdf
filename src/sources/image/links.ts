import { limits } from '../../limits.ts';
import type { Node } from './node.ts';

/** Where a path leads. */
export interface Followed {
  readonly node: Node | undefined;
  readonly path: string;
}

/** Names on the way to one file; a link of half a million names is an attack. */
const MAX_NAMES = 10_000;

/**
 * Links are followed as a process inside the root would: absolute ones start at the root, `..` ends there.
 *
 * @param partly give the path also where nodes end, with the rest of the names as they are
 */
export function follow(
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
      if (++followed > limits.links)
        throw new Error(`more than ${limits.links} links on the way (limit: links)`);
      if (next.target.startsWith('/')) {
        done.length = 0;
        node = root;
      }
      const names = next.target.split('/', MAX_NAMES + 1);
      if (names.length + todo.length > MAX_NAMES) throw new Error('links that make a path without end');
      todo.push(...names.reverse());
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
