import { order } from '../matching/compare-text.ts';
import type { FindingHistory } from './history.ts';

/** What findings can be counted by. */
export const GROUPINGS = {
  host: ({ host }) => [host],
  vendor: ({ vendor }) => [vendor],
  ban: ({ bans }) => bans,
  group: ({ group }) => [group],
  site: ({ site }) => [site],
  owner: ({ owner }) => [owner],
} as const satisfies Readonly<Record<string, (finding: FindingHistory) => readonly (string | undefined)[]>>;

/** What findings can be counted by. */
export type Grouping = keyof typeof GROUPINGS;

/** The findings of one host, vendor, ban, group, site or owner. A finding of several bans counts for each. */
export interface Total {
  /** Null where it is not known. */
  readonly key: string | null;
  readonly present: number;
  readonly unconfirmed: number;
  /** Of the period: found, and proven not to have been there before. */
  readonly new: number;
  /** Of the period: proven to be gone. */
  readonly gone: number;
  /** Mean days since the present ones were found first; null where there is none. */
  readonly meanAge: number | null;
  /** Of the whole store: gone, and with a known beginning. */
  readonly removed: number;
  /** Mean days from the first look that found these to the first that did not; null where there is none. */
  readonly meanDaysToRemoval: number | null;
}

/** Days from one to another, both `YYYY-MM-DD`. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Days since a finding was found first: to the last day of the store, or to the day when it was found last or gone. */
export function ageOf({ firstSeen, lastSeen, presence, gone }: FindingHistory, lastDay: string): number {
  const until = { present: lastDay, unconfirmed: lastSeen, gone: gone ?? lastSeen }[presence];
  return daysBetween(firstSeen, until);
}

/** Whether it came in the period, and was not there before. */
export function isNewSince({ firstSeen, isBeginningKnown }: FindingHistory, since: string): boolean {
  return isBeginningKnown && firstSeen >= since;
}

/** Whether it went in the period. */
export function isGoneSince({ gone }: FindingHistory, since: string): boolean {
  return gone !== undefined && gone >= since;
}

/**
 * Counts findings, the most present ones first.
 *
 * @param by undefined counts all as one
 * @param since the first day of the period
 */
export function totalsOf(
  findings: readonly FindingHistory[],
  by: Grouping | undefined,
  since: string,
  lastDay: string,
): Total[] {
  const groups = new Map<string | null, FindingHistory[]>();
  for (const finding of findings) {
    const keys: readonly (string | undefined)[] = by === undefined ? ['all'] : GROUPINGS[by](finding);
    for (const key of keys) {
      const group = groups.get(key ?? null);
      if (group) group.push(finding);
      else groups.set(key ?? null, [finding]);
    }
  }
  return Array.from(groups, ([key, group]) => totalOf(key, group, since, lastDay)).sort(
    (a, b) => b.present - a.present || b.removed - a.removed || order(a.key ?? '', b.key ?? ''),
  );
}

function totalOf(
  key: string | null,
  group: readonly FindingHistory[],
  since: string,
  lastDay: string,
): Total {
  const present = group.filter(({ presence }) => presence === 'present');
  const removed = group.filter(({ gone, isBeginningKnown }) => gone !== undefined && isBeginningKnown);
  return {
    key,
    present: present.length,
    unconfirmed: group.filter(({ presence }) => presence === 'unconfirmed').length,
    new: group.filter((finding) => isNewSince(finding, since)).length,
    gone: group.filter((finding) => isGoneSince(finding, since)).length,
    meanAge: meanOf(present.map((finding) => ageOf(finding, lastDay))),
    removed: removed.length,
    meanDaysToRemoval: meanOf(removed.map((finding) => ageOf(finding, lastDay))),
  };
}

/** To one decimal place. */
function meanOf(days: readonly number[]): number | null {
  if (days.length === 0) return null;
  return Math.round((days.reduce((sum, one) => sum + one, 0) / days.length) * 10) / 10;
}
