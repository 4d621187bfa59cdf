/** Sweeps kept as columnar files, and their history. */

export { type FindingHistory, type History, type HistoryDay, historyOf } from './history.ts';
export {
  ageOf,
  GROUPINGS,
  type Grouping,
  isGoneSince,
  isNewSince,
  type Total,
  totalsOf,
} from './totals.ts';
export { type StoredTrend, trendIn } from './trend.ts';
export { type StoredPlace, storeSweep } from './write.ts';
