/** What happens to a file or folder of a machine: each leaves a root whose list of packages cannot be trusted. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Damages what lies at a path. */
export type Damage = (path: string) => void;

/** Damages of a file or folder. */
export const damages: Readonly<Record<string, Damage>> = {
  removed: remove,
  'a link that leads nowhere': (path) => linkTo('/data/away', path),
  'a link to itself': (path) => linkTo(basename(path), path),
  'removed with its folder': (path) => remove(dirname(path)),
  'in a folder that is a link to nowhere': (path) => linkTo('/data/away', dirname(path)),
  'in a folder that is a file': (path) => {
    remove(dirname(path));
    writeFileSync(dirname(path), '');
  },
  'a folder with nothing in it': (path) => {
    remove(path);
    mkdirSync(path);
  },
  'an empty file': (path) => {
    remove(path);
    writeFileSync(path, '');
  },
};

/** A file that ends in its midst. */
export function cut(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.47)));
}

function linkTo(target: string, path: string): void {
  remove(path);
  symlinkSync(target, path);
}

/** Removes a file or folder with everything in it. */
export function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
