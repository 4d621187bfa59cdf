/**
 * The folders of a store: `day=2026-11-28/run=20261128T194512123Z-1a2b3c4d/hosts.parquet`. Engines take the words before
 * the `=` for columns.
 *
 * @see https://duckdb.org/docs/stable/data/partitioning/hive_partitioning
 */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the name of a sweep that is being written begins with. */
export const DRAFT = '.draft-';
/** The file with the digests of all others of a sweep. */
export const SUMS = 'SHA256SUMS';

/** The folder of a day, `YYYY-MM-DD`. */
export function dayFolder(day: string): string {
  return `day=${day}`;
}

/** The folder of a sweep. */
export function sweepFolder(run: string): string {
  return `run=${run}`;
}

/** The days of a store, the first one first, and what else is there. */
export function daysOf(store: string): {
  readonly days: readonly string[];
  readonly others: readonly string[];
} {
  const names = readdirSync(store)
    .filter((name) => !name.startsWith('.'))
    .sort();
  const isDay = (name: string) => /^day=\d{4}-\d{2}-\d{2}$/u.test(name);
  return {
    days: names.filter(isDay).map((name) => name.slice('day='.length)),
    others: names.filter((name) => !isDay(name)),
  };
}

/** The sweeps of a day, in the order in which they were stored. */
export function sweepsOf(store: string, day: string): string[] {
  const folder = join(store, dayFolder(day));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('run='))
    .sort()
    .map((name) => name.slice('run='.length));
}
