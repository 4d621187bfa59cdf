import { order } from '../matching/compare-text.ts';
import type { Verdict } from '../types.ts';
import type { GroupTotal, Summary } from './run.ts';

/** Groups with something banned first, then with something incomplete, then by name. */
export function worstGroups({ byGroup = {} }: Summary): (readonly [group: string, total: GroupTotal])[] {
  return Object.entries(byGroup).sort(
    ([one, a], [other, b]) => b.banned - a.banned || b.incomplete - a.incomplete || order(one, other),
  );
}

/** Counts sources by the groups that a list of hosts gives them. */
export interface GroupTotals {
  add(group: string | undefined, verdict: Verdict): void;
  /** Nothing where no source has a group. */
  summary(): Pick<Summary, 'byGroup'>;
}

/** No source was counted yet. */
export function groupTotals(): GroupTotals {
  const totals = new Map<string, Record<keyof GroupTotal, number>>();
  return {
    add(group, verdict) {
      if (group === undefined) return;
      const total = totals.get(group) ?? { sources: 0, banned: 0, incomplete: 0, clean: 0 };
      total.sources++;
      total[verdict]++;
      totals.set(group, total);
    },
    summary() {
      if (totals.size === 0) return {};
      return { byGroup: Object.fromEntries([...totals].sort(([a], [b]) => order(a, b))) };
    },
  };
}
