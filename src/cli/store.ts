import { order } from '../matching/compare-text.ts';
import { isObjectAddress } from '../object-storage/address.ts';
import type { Run } from '../report/run.ts';
import { warn } from '../report/warn.ts';
import type { Trend } from '../report-files/trend.ts';
import type { StoredPlace } from '../store/index.ts';
import type { Io } from '../types.ts';

/** What earlier runs show, and what of them could not be read. */
export interface Past {
  readonly trend?: Trend;
  readonly notices: readonly string[];
}

/** Where earlier runs are. */
interface PastPlaces {
  /** Reports. */
  readonly history: readonly string[];
  readonly store?: string;
}

/**
 * Reads earlier runs for the trend of a report: what is wrong with them should not be reported after an hour.
 *
 * @param day of the run that they come before
 * @throws Error when a report cannot be read
 */
export async function pastOf({ history, store }: PastPlaces, day: string): Promise<Past> {
  const reports = history.length === 0 ? [] : (await import('../report-files/trend.ts')).trendOf(history);
  if (store === undefined) return { ...(reports.length > 0 && { trend: reports }), notices: [] };
  const { trendIn } = await import('../store/index.ts');
  const { days, gaps } = await withLocalStore(store, (folder) => trendIn(folder, day));
  const known = new Set(reports.map(({ asOf }) => asOf));
  const trend = [...reports, ...days.filter(({ asOf }) => !known.has(asOf))];
  return { trend: trend.sort((a, b) => order(a.asOf, b.asOf)), notices: gaps };
}

/**
 * Keeps a run in a store, if there is one.
 *
 * @throws Error when it cannot be written
 */
export async function storeRun(
  { store, quiet = false }: { readonly store?: string; readonly quiet?: boolean },
  run: Run,
  io: Io,
): Promise<void> {
  if (store === undefined) return;
  const { folder, others } = await stored(store, run);
  if (others === 0 || quiet) return;
  const those = others === 1 ? 'another sweep of this day is' : `${others} other sweeps of this day are`;
  warn(io, `${store}: ${those} there already; this one is kept apart in ${folder}`);
}

async function stored(store: string, run: Run): Promise<StoredPlace> {
  const { storeSweep } = await import('../store/index.ts');
  if (!isObjectAddress(store)) return storeSweep(store, run);
  const { uploadStored } = await import('./object-storage.ts');
  return uploadStored(store, (folder) => storeSweep(folder, run));
}

/** A store of object storage is read into a folder first. */
export async function withLocalStore<Result>(
  store: string,
  read: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (!isObjectAddress(store)) return read(store);
  const { downloadStore } = await import('./object-storage.ts');
  const mirror = await downloadStore(store);
  try {
    return await read(mirror.folder);
  } finally {
    mirror.remove();
  }
}
