import { existsSync } from 'node:fs';
import { type DayView, readDay } from './day-view.ts';
import { daysOf } from './layout.ts';

/** The days of a store before another one, as reports show them. */
export interface StoredTrend {
  readonly days: readonly DayView['trend'][];
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
  const days: DayView['trend'][] = [];
  const gaps: string[] = [];
  for (const day of listed.filter((one) => one < before)) {
    const stored = await readDay(store, day);
    gaps.push(...stored.gaps);
    if (stored.sweeps > 0) days.push(stored.trend);
  }
  return { days, gaps };
}
