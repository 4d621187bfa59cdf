import { join } from 'node:path';
import { order } from '../matching/compare-text.ts';
import { grownNumbers, type Names, namesAt, nameTable } from '../matching/name-table.ts';

/** One host of a sweep and everything that was passed of it. */
export interface Host {
  readonly name: string;
  /** Folders and files, sorted: `web-01.dpkg.txt` and `web-01.reg` are one host. */
  readonly paths: readonly string[];
  /** The content for which a cache has an outcome. */
  readonly known?: string;
  /** Why nothing of it can be opened. */
  readonly problem?: string;
}

/**
 * Hosts by name. There may be a million, so each costs the bytes of its name and a few numbers: the host itself is made
 * when it is asked for.
 */
export interface Hosts extends Iterable<Host> {
  readonly length: number;
  /** Each once, sorted. */
  readonly names: Names;
  /** The host at a place of `names`. */
  at(place: number): Host;
}

/** Takes hosts in any order. What has the same name is one host. */
export interface HostCollector {
  /** A file or folder of a host: in a folder by its name there, else by its path. */
  add(name: string, path: string, folder?: string): void;
  /** A whole host, under a name that no other has. */
  addHost(host: Host): void;
  has(name: string): boolean;
  hosts(): Hosts;
}

/** No host yet. */
export function hostCollector(): HostCollector {
  const names = nameTable();
  const paths = pathLists();
  const withoutPaths = new Map<string, Host>();
  let folder: { readonly path: string; readonly prefix: string } | undefined;
  const addPath = (name: string, path: string) => {
    const base = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
    paths.add(names.add(name), name, path.slice(0, base), path.slice(base));
  };
  return {
    add(name, path, of) {
      if (of === undefined) return addPath(name, path);
      if (folder?.path !== of) folder = { path: of, prefix: join(of, '_').slice(0, -1) };
      paths.add(names.add(name), name, folder.prefix, path);
    },
    addHost(host) {
      if (host.paths.length > 0) return host.paths.forEach((path) => addPath(host.name, path));
      withoutPaths.set(host.name, host);
      names.add(host.name);
    },
    has: (name) => names.find(name) !== undefined,
    hosts() {
      const numbers = names.sorted();
      const hostOf = (name: string, number: number): Host =>
        withoutPaths.get(name) ?? { name, paths: [...new Set(paths.of(number, name))].sort(order) };
      const sorted = namesAt(names, numbers);
      const at = (place: number) => hostOf(sorted.at(place), numbers[place] ?? 0);
      return {
        length: sorted.length,
        names: sorted,
        at,
        *[Symbol.iterator]() {
          for (let place = 0; place < sorted.length; place++) yield at(place);
        },
      };
    },
  };
}

/** The paths of names by their numbers. */
interface PathLists {
  /** A path, in two pieces, that lies in the first one under the second one. */
  add(number: number, name: string, folder: string, path: string): void;
  of(number: number, name: string): Iterable<string>;
}

/** Numbers of a path: those of the text before the name and of the one behind it, and the path of the same name before it. */
const STRIDE = 3;
/** In place of a text behind the name: the first text is the whole path. */
const WHOLE = 0xffff_ffff;

/** A path is mostly the name of its host between two texts that many paths share, so that three numbers say it. */
function pathLists(): PathLists {
  const texts = nameTable();
  /** Where the last path of each name stands; nothing stands at 0. */
  let last = new Uint32Array(64);
  let paths = new Uint32Array(64 * STRIDE);
  let end = STRIDE;
  return {
    add(number, name, folder, path) {
      while (end + STRIDE > paths.length) paths = grownNumbers(paths);
      while (number >= last.length) last = grownNumbers(last);
      const isNamed = path.startsWith(name);
      paths[end] = texts.add(isNamed ? folder : folder + path);
      paths[end + 1] = isNamed ? texts.add(path.slice(name.length)) : WHOLE;
      paths[end + 2] = last[number] ?? 0;
      last[number] = end;
      end += STRIDE;
    },
    *of(number, name) {
      for (let at = last[number] ?? 0; at > 0; at = paths[at + 2] ?? 0) {
        const prefix = texts.at(paths[at] ?? 0);
        const suffix = paths[at + 1] ?? WHOLE;
        yield suffix === WHOLE ? prefix : prefix + name + texts.at(suffix);
      }
    },
  };
}
