import { join } from 'node:path';
import { order } from '../matching/compare-text.ts';

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
 * Hosts by name. There may be a million, so each costs its name and that of its file alone: the host itself is made when
 * it is asked for.
 */
export interface Hosts extends Iterable<Host> {
  readonly length: number;
  /** Each once, sorted. */
  readonly names: readonly string[];
  /** The host at a place of `names`. */
  at(place: number): Host;
}

/** Takes hosts in any order. What has the same name is one host. */
export interface HostCollector {
  /** A file or folder of a host: in a folder by its name there, else by its path. */
  add(name: string, path: string, folder?: string): void;
  /** A whole host, under a name that no other has. */
  addHost(host: Host): void;
  hosts(): Hosts;
}

/** No host yet. */
export function hostCollector(): HostCollector {
  const names: string[] = [];
  const paths: string[] = [];
  const folders: string[] = [];
  const folderOf: number[] = [];
  const withoutPaths = new Map<string, Host>();
  const push = (name: string, path: string, folder: number) => {
    names.push(name);
    paths.push(path);
    folderOf.push(folder);
  };
  return {
    add(name, path, folder) {
      if (folder !== undefined && folders.at(-1) !== folder) folders.push(folder);
      push(name, path, folder === undefined ? NONE : folders.length - 1);
    },
    addHost(host) {
      if (host.paths.length === 0) withoutPaths.set(host.name, host);
      for (const path of host.paths.length > 0 ? host.paths : ['']) push(host.name, path, NONE);
    },
    hosts() {
      const pathAt = (entry: number) => {
        const path = paths[entry] ?? '';
        const folder = folders[folderOf[entry] ?? NONE];
        return folder === undefined ? path : join(folder, path);
      };
      const sorted = [...names.keys()].sort(
        (a, b) => order(names[a], names[b]) || order(pathAt(a), pathAt(b)),
      );
      return hostsOfEntries(names, Uint32Array.from(sorted), (name, entries) => {
        const other = withoutPaths.get(name);
        return other ?? { name, paths: [...new Set(Array.from(entries, pathAt))] };
      });
    },
  };
}

/** In place of a folder: the path is whole. */
const NONE = -1;

/** @param entries places of names, in the order of the names: those of one host stand together */
function hostsOfEntries(
  names: readonly string[],
  entries: Uint32Array,
  hostOf: (name: string, entries: Uint32Array) => Host,
): Hosts {
  const own: string[] = [];
  const starts = new Uint32Array(entries.length + 1);
  for (const [at, entry] of entries.entries()) {
    const name = names[entry] ?? '';
    if (own.length > 0 && name === own[own.length - 1]) continue;
    starts[own.length] = at;
    own.push(name);
  }
  starts[own.length] = entries.length;
  const at = (place: number) =>
    hostOf(own[place] ?? '', entries.subarray(starts[place] ?? 0, starts[place + 1] ?? 0));
  return {
    length: own.length,
    names: own,
    at,
    *[Symbol.iterator]() {
      for (let place = 0; place < own.length; place++) yield at(place);
    },
  };
}
