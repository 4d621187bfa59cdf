import type { Grouping, History } from '../../../store/index.ts';

/** What of a history is shown. */
export interface HistoryView {
  readonly history: History;
  /** What the totals are by. */
  readonly by?: Grouping | undefined;
  /** The first day of what is new or gone. */
  readonly since: string;
}

/** The last day that the store has. */
export function lastDayOf({ days }: History): string {
  return days.at(-1)?.asOf ?? '';
}
