import type { RunningTotals, Totals } from '../report/summarise.ts';
import type { SweepResults } from './results.ts';

/** Counts the results of a sweep while workers have others under way: reports begin with the counts. */
export interface ResultCounter {
  /** The results of the first hosts, so many, are there. */
  upTo(count: number): void;
  /** Counts what was not counted yet, and gives all. */
  totals(): Totals;
}

/** Nothing was counted yet. */
export function resultCounter(collected: SweepResults, running: RunningTotals): ResultCounter {
  let next = 0;
  let all: Totals | undefined;
  const upTo = (count: number) => {
    for (; next < count; next++) collected.at(next).forEach(running.add);
  };
  return {
    upTo,
    totals() {
      if (all) return all;
      upTo(collected.length);
      collected.unseen().forEach(running.add);
      return (all = running.totals());
    },
  };
}
