import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceResult } from '../types.ts';

/**
 * When the data of a host was written, where no stamp of a collector says so: the time of its file; of a folder the
 * oldest time of the files at its top, which are the lists that a collector wrote; where there is none, that of the
 * folder itself. Files further below keep the times that they had on their machine, and say nothing.
 */
export function timeOf(path: string): Pick<SourceResult, 'collected'> {
  try {
    const stats = statSync(path);
    const time = stats.isDirectory() ? Math.min(...timesIn(path), Infinity) : stats.mtimeMs;
    return { collected: written(Number.isFinite(time) ? time : stats.mtimeMs) };
  } catch {
    // Whatever keeps it from being looked at is reported where it is read.
    return {};
  }
}

function timesIn(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => statSync(join(folder, name)).mtimeMs);
}

function written(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/u, 'Z');
}
