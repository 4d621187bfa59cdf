import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootId, isAlive, pidSpace } from './identity.ts';
import { removable } from './signals.ts';

/** `interdict-`, the space of the process, its number, and what makes the name new. */
const NAME = /^interdict-(?<space>[0-9a-f]{12})-(?<pid>\d+)-[^-]+$/u;

let isSwept = false;

/** A folder of this process, which nobody else may read. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): void;
}

/**
 * Makes a folder of this process below the temporary one. Whoever asks for it removes it; an interrupt does, too.
 * What processes that were killed left there goes first, once in a process.
 *
 * @throws Error when it cannot be made
 */
export function temporaryFolder(): TemporaryFolder {
  const space = ownSpace();
  if (!isSwept) removeAbandoned(tmpdir(), space);
  isSwept = true;
  const path = mkdtempSync(join(tmpdir(), prefixOf(space, process.pid)));
  return { path, remove: removable(() => rmSync(path, { recursive: true, force: true })) };
}

/** Removes the folders of a process of this space that has ended, or of this one: its threads have some, too. */
export function removeFoldersOf(pid: number): void {
  const prefix = prefixOf(ownSpace(), pid);
  for (const name of namesIn(tmpdir()))
    if (name.startsWith(prefix)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
}

function ownSpace(): string {
  return spaceOf(hostname(), bootId(), pidSpace());
}

function prefixOf(space: string, pid: number): string {
  return `interdict-${space}-${pid}-`;
}

/**
 * Removes the folders of processes that have ended. Numbers of processes mean nothing in another container, on another
 * machine with the same drive, or after another start, so what is of those stays; and so does what another account owns.
 *
 * @param space of this process, as folders of its kind have it in their names
 */
export function removeAbandoned(folder: string, space: string): void {
  for (const name of namesIn(folder)) {
    const { space: other, pid } = NAME.exec(name)?.groups ?? {};
    if (other !== space || Number(pid) === process.pid || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isDirectory() || stats.uid !== (process.getuid?.() ?? stats.uid)) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // It is in nobody's way, and the next start tries again.
    }
  }
}

/** A folder in which everybody may write, and nobody may look, is a temporary folder, too. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The space in which numbers of processes mean the same: a start of a machine, and a container on it. */
export function spaceOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
