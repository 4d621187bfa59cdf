import { EXIT_CODES } from '../evaluate/index.ts';
import { order } from '../matching/compare-text.ts';
import { nameTable } from '../matching/name-table.ts';
import { groupTotals } from '../report/group-totals.ts';
import type { Run, Summary } from '../report/run.ts';
import { type FindingStatus, findingStatuses } from '../report/status.ts';
import type { Verdict } from '../types.ts';
import type { HostView } from './host-view.ts';
import { openSweep, sweepFolders } from './read.ts';
import type { HistoryRow } from './tables.ts';

/** A day of a store, when its hosts were read. */
export interface DayView {
  /** As reports show a day of a trend. */
  readonly trend: Pick<Run, 'asOf' | 'verdict' | 'summary'>;
  /** Hosts by their verdicts. */
  readonly hosts: Readonly<Record<Verdict, number>>;
  /** Sweeps that were read. */
  readonly sweeps: number;
  /** Hosts that several sweeps of the day have. */
  readonly repeated: number;
  /** What could not be read, each with its place. */
  readonly gaps: readonly string[];
}

/**
 * Reads the sweeps of a day, host by host: the last of them that has a host counts. One that is damaged is a gap, and
 * none of it counts.
 */
export async function readDay(
  store: string,
  day: string,
  onHost: (view: HostView) => void = () => undefined,
): Promise<DayView> {
  const seen = nameTable();
  const totals = dayTotals();
  const gaps: string[] = [];
  let sweeps = 0;
  let repeated = 0;
  for (const folder of sweepFolders(store, day).reverse()) {
    const sweep = await openSweep(folder).catch((error: Error) => {
      gaps.unshift(`${folder}: not read: ${error.message}`);
    });
    if (!sweep) continue;
    sweeps++;
    try {
      for await (const view of sweep.hosts()) {
        const { host } = view.row;
        if (seen.find(host) !== undefined) repeated++;
        else {
          seen.add(host);
          totals.add(view);
          onHost(view);
        }
      }
    } catch (error) {
      throw new Error(`${folder}: ${(error as Error).message}`, { cause: error });
    } finally {
      sweep.close();
    }
  }
  return { ...totals.of(day), sweeps, repeated, gaps };
}

/** The worst that one of the bans of a program comes to. */
export function worstStatus(rows: readonly HistoryRow<'findings'>[]): FindingStatus {
  const ranks = rows.map(({ status }) => findingStatuses.indexOf(status));
  return findingStatuses[Math.min(...ranks)] ?? 'noted';
}

/** Counts the hosts of a day. */
function dayTotals(): { add(view: HostView): void; of(day: string): Pick<DayView, 'trend' | 'hosts'> } {
  const byProgram: Record<FindingStatus, number> = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  const sums = { programs: 0, findings: 0, banned: 0, warned: 0, residue: 0, waived: 0, gaps: 0 };
  const hosts = { clean: 0, banned: 0, incomplete: 0 };
  const groups = groupTotals();
  return {
    add({ row, programs }) {
      hosts[row.verdict]++;
      groups.add(row.host_group, row.verdict);
      for (const rows of programs.values()) byProgram[worstStatus(rows)]++;
      for (const column of Object.keys(sums) as (keyof typeof sums)[]) sums[column] += row[column];
    },
    of(day) {
      const { gaps: unread, ...counts } = sums;
      const sources = hosts.clean + hosts.banned + hosts.incomplete;
      const summary: Summary = { sources, ...counts, unread, byProgram, ...groups.summary() };
      return { trend: { asOf: day, verdict: worstVerdict(hosts), summary }, hosts };
    },
  };
}

function worstVerdict(hosts: Readonly<Record<Verdict, number>>): Verdict {
  // From the mildest to the one that wins.
  const verdicts = Object.keys(EXIT_CODES) as readonly Verdict[];
  return verdicts.filter((verdict) => hosts[verdict] > 0).at(-1) ?? 'clean';
}

/** The bans of a program, by name. */
export function bansOf(rows: readonly HistoryRow<'findings'>[]): string[] {
  return [...new Set(rows.map(({ ban }) => ban))].sort(order);
}
