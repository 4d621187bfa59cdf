import { existsSync } from 'node:fs';
import { asTrend, viewOf } from './day-view.ts';
import { daysOf } from './layout.ts';
import { readDay } from './read.ts';

/** The days of a store before another one, as reports show them. */
export interface StoredTrend {
  readonly days: readonly ReturnType<typeof asTrend>[];
  /** Sweeps that could not be read, each with its place. */
  readonly gaps: readonly string[];
}

/**
 * What a report shows of the days before its own.
 *
 * @param store a folder, which need not be there yet
 */
export async function trendIn(store: string, before: string): Promise<StoredTrend> {
  const listed = existsSync(store) ? daysOf(store).days : [];
  const days: ReturnType<typeof asTrend>[] = [];
  const gaps: string[] = [];
  for (const day of listed.filter((one) => one < before)) {
    const stored = await readDay(store, day);
    gaps.push(...stored.gaps);
    if (stored.sweeps.length > 0) days.push(asTrend(viewOf(stored)));
  }
  return { days, gaps };
}
