import { EXIT_CODES } from '../evaluate/index.ts';
import { order } from '../matching/compare-text.ts';
import { groupTotals } from '../report/group-totals.ts';
import type { Run, Summary } from '../report/run.ts';
import { type FindingStatus, findingStatuses } from '../report/status.ts';
import type { Verdict } from '../types.ts';
import type { StoredDay, StoredSweep } from './read.ts';
import type { HistoryRow } from './tables.ts';

/** What the sweeps of one day say of a host: the last of them that has it counts. */
export interface HostView {
  readonly row: HistoryRow<'hosts'>;
  /** Ban → digest, of the bans that it was checked against. */
  readonly bans: ReadonlyMap<string, string>;
  /** By the key of their program: its bans, the worst first. */
  readonly programs: ReadonlyMap<string, readonly HistoryRow<'findings'>[]>;
  /** Places that were not read or not decided. */
  readonly gaps: ReadonlySet<string>;
  /** Lists that were read → programs in them. */
  readonly manifests: ReadonlyMap<string, number>;
}

/** A day of a store. */
export interface DayView {
  readonly day: string;
  readonly sweeps: number;
  /** Hosts that several sweeps of the day have. */
  readonly repeated: number;
  readonly hosts: ReadonlyMap<string, HostView>;
}

/** Puts the sweeps of a day together, host by host. */
export function viewOf({ day, sweeps }: StoredDay): DayView {
  const hosts = new Map<string, HostView>();
  let rows = 0;
  for (const sweep of sweeps) {
    rows += sweep.tables.hosts.length;
    for (const [host, view] of hostsIn(sweep)) hosts.set(host, view);
  }
  return { day, sweeps: sweeps.length, repeated: rows - hosts.size, hosts };
}

function hostsIn({ tables }: StoredSweep): Map<string, HostView> {
  const bans = new Map(tables.bans.map(({ ban, digest }) => [ban, digest]));
  const hosts = new Map<string, Draft>();
  for (const row of tables.hosts)
    hosts.set(row.host, { row, bans, programs: new Map(), gaps: new Set(), manifests: new Map() });
  for (const row of tables.findings) {
    const programs = hosts.get(row.host)?.programs;
    const program = programs?.get(row.finding);
    if (program) program.push(row);
    else programs?.set(row.finding, [row]);
  }
  for (const { host, path } of tables.gaps) hosts.get(host)?.gaps.add(path);
  for (const { host, path, programs } of tables.manifests) hosts.get(host)?.manifests.set(path, programs);
  return hosts;
}

interface Draft extends HostView {
  readonly programs: Map<string, HistoryRow<'findings'>[]>;
  readonly gaps: Set<string>;
  readonly manifests: Map<string, number>;
}

/** The worst that one of the bans of a program comes to. */
export function worstStatus(rows: readonly HistoryRow<'findings'>[]): FindingStatus {
  const ranks = rows.map(({ status }) => findingStatuses.indexOf(status));
  return findingStatuses[Math.min(...ranks)] ?? 'noted';
}

/** A day as reports show one of a trend. */
export function asTrend({ day, hosts }: DayView): Pick<Run, 'asOf' | 'verdict' | 'summary'> {
  const byProgram: Record<FindingStatus, number> = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  const views = [...hosts.values()];
  const groups = groupTotals();
  for (const { row } of views) groups.add(row.host_group, row.verdict);
  for (const { programs } of views) for (const rows of programs.values()) byProgram[worstStatus(rows)]++;
  const sum = (column: 'programs' | 'findings' | 'banned' | 'warned' | 'residue' | 'waived' | 'gaps') =>
    views.reduce((total, { row }) => total + row[column], 0);
  const summary: Summary = {
    sources: hosts.size,
    programs: sum('programs'),
    findings: sum('findings'),
    banned: sum('banned'),
    warned: sum('warned'),
    residue: sum('residue'),
    waived: sum('waived'),
    unread: sum('gaps'),
    byProgram,
    ...groups.summary(),
  };
  return { asOf: day, verdict: worstVerdict(views.map(({ row }) => row.verdict)), summary };
}

function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  const ranks = Object.keys(EXIT_CODES) as readonly Verdict[];
  return [...new Set(verdicts)].sort((a, b) => ranks.indexOf(b) - ranks.indexOf(a))[0] ?? 'clean';
}

/** The bans of a program, by name. */
export function bansOf(rows: readonly HistoryRow<'findings'>[]): string[] {
  return [...new Set(rows.map(({ ban }) => ban))].sort(order);
}
