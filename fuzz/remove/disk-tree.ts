import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A file by its content, a folder, a link or a pipe. */
export type TreeEntry = string | Uint8Array | typeof FOLDER | typeof DEAD_LINK | typeof PIPE;
/** An entry that is a folder. */
export const FOLDER = Symbol('folder');
/** An entry that is a link without a target. */
export const DEAD_LINK = Symbol('dead link');
/** An entry that is a pipe, which nobody writes to. */
export const PIPE = Symbol('pipe');

/** A folder on disk that is made to hold one tree after the other: most of each is that of the one before. */
export class DiskTree {
  readonly root = mkdtempSync(join(tmpdir(), 'interdict-remove-'));
  private readonly held = new Map<string, TreeEntry>();
  private pipe: string | undefined;

  /** Makes it hold these entries, and the folders on the way to them. */
  hold(entries: ReadonlyMap<string, TreeEntry>): void {
    const wanted = new Map(entries);
    for (const path of entries.keys())
      for (let at = dirname(path); at !== '.'; at = dirname(at)) wanted.set(at, FOLDER);
    const changed = [...this.held].filter(([path, entry]) => wanted.get(path) !== entry);
    // A path stands behind the folders that it is in.
    for (const [path, entry] of changed.sort(([a], [b]) => (a < b ? 1 : -1))) {
      if (entry === FOLDER) rmdirSync(join(this.root, path));
      else unlinkSync(join(this.root, path));
      this.held.delete(path);
    }
    for (const [path, entry] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (this.held.has(path)) continue;
      this.make(join(this.root, path), entry);
      this.held.set(path, entry);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
    if (this.pipe !== undefined) rmSync(this.pipe);
  }

  private make(path: string, entry: TreeEntry): void {
    if (entry === FOLDER) mkdirSync(path);
    else if (entry === PIPE) linkSync((this.pipe ??= pipeBeside(this.root)), path);
    else if (entry === DEAD_LINK) symlinkSync('/nowhere/at/all', path);
    else writeFileSync(path, entry);
  }
}

/** One pipe that all others of a tree are links to: only another program makes pipes, and to start it takes long. */
function pipeBeside(root: string): string {
  const path = `${root}.pipe`;
  execFileSync('mkfifo', [path]);
  return path;
}
