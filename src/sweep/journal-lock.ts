import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootId, isAlive, pidSpace } from '../own-process/identity.ts';
import { removable } from '../own-process/signals.ts';

/** Who holds a journal, as its lock file has it. */
interface Owner {
  readonly host: string;
  /** Which start of the machine it was, where the system says so: what another start held is free. */
  readonly boot: string;
  /** The space in which the number of the process means something: containers have spaces of their own. */
  readonly space: string;
  readonly pid: number;
  readonly since: string;
}

/** Milliseconds after which a lock without content is what a crash left, and not one that is being written. */
const WRITING = 10_000;
/** Milliseconds between two looks at a lock that is being written. */
const LOOK = 100;

/**
 * Two sweeps that write one journal would write over each other's lines. The lock is a file beside the journal, so that
 * it holds between machines that share a drive; whether a sweep on another machine still runs, nobody here can see.
 *
 * @returns what gives the journal free
 * @throws Error when it is in use, or may be on another machine: with the words how to free it
 */
export function lockJournal(path: string): () => void {
  const file = `${path}.lock`;
  for (let round = 0; round < 2; round++) {
    try {
      writeFileSync(file, JSON.stringify(ownOwner()), { flag: 'wx' });
      return removable(() => rmSync(file, { force: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      refuseHeld(path, file, error as Error);
      rmSync(file, { force: true });
    }
  }
  throw new Error(`${path}: another sweep takes it at this moment`);
}

function ownOwner(): Owner {
  return {
    host: hostname(),
    boot: bootId(),
    space: pidSpace(),
    pid: process.pid,
    since: new Date().toISOString(),
  };
}

/** @throws Error when the lock is held, or may be */
function refuseHeld(path: string, file: string, cause: Error): void {
  const text = contentOnceWritten(file);
  if (text === undefined || text.trim() === '') return;
  const owner = ownerIn(text);
  if (owner === undefined)
    throw new Error(`${path}: in use, by whom is unknown: if no sweep uses it, remove ${file}`, { cause });
  const here = ownOwner();
  const isHere =
    owner.host === here.host && (owner.boot === '' || here.boot === '' || owner.boot === here.boot);
  // The same name after another start, on the same machine: whoever held it ended with the machine.
  if (owner.host === here.host && !isHere) return;
  if (isHere && owner.space === here.space) {
    if (isAlive(owner.pid))
      throw new Error(`${path}: in use by process ${owner.pid}: if no sweep uses it, remove ${file}`, {
        cause,
      });
    return;
  }
  throw new Error(
    `${path}: in use by process ${owner.pid} of ${owner.host} since ${owner.since}: if no sweep runs there, remove ${file}`,
    { cause },
  );
}

/**
 * A kill between two calls of the system leaves a lock without content. Whoever goes on with that sweep at once waits:
 * a lock that another sweep is writing looks the same.
 */
function contentOnceWritten(file: string): string | undefined {
  const end = Date.now() + WRITING;
  for (let text = contentOf(file); ; text = contentOf(file)) {
    const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (text?.trim() !== '' || Date.now() - since > WRITING || Date.now() > end) return text;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK);
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerIn(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | number;
    // Earlier versions wrote the number of the process alone.
    if (typeof value === 'number')
      return { host: hostname(), boot: bootId(), space: pidSpace(), pid: value, since: 'unknown' };
    const { host, boot = '', space = '', pid, since = 'unknown' } = value;
    return typeof host === 'string' && typeof pid === 'number'
      ? { host, boot, space, pid, since }
      : undefined;
  } catch {
    return undefined;
  }
}
