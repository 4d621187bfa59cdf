import { order } from '../../matching/compare-text.ts';
import { results } from '../../report/order.ts';
import { programFindings } from '../../report/program-findings.ts';
import { programCount } from '../../report/record.ts';
import type { Run } from '../../report/run.ts';
import type { FindingStatus } from '../../report/status.ts';
import type { SourceResult } from '../../types.ts';

/** How many programs of each standing. */
export type StatusCounts = Partial<Record<FindingStatus, number>>;

/** What one vendor or one ban comes to over all sources. */
export interface Group {
  readonly standings: StatusCounts;
  /** Sources by what they show. */
  readonly sources: Map<string, StatusCounts>;
  /** Programs by product, then by ban or vendor. */
  readonly parts: Map<string, number>;
}

/** The numbers of a page, gathered in one walk over the outcomes. */
export interface Tallies {
  readonly vendors: ReadonlyMap<string, Group>;
  readonly bans: ReadonlyMap<string, Group>;
  /** Programs by source, only of the sources that a chart shows. */
  readonly programs: readonly (readonly [string, number])[];
  readonly others: number;
}

/** Bars of the chart of programs. */
const BARS = 15;

/** Gathers the numbers. What is kept grows with the findings, not with the programs. */
export function tallies(run: Run): Tallies {
  const vendors = new Map<string, Group>();
  const bans = new Map<string, Group>();
  let programs: (readonly [string, number])[] = [];
  let others = 0;
  for (const result of results(run)) {
    for (const finding of programFindings(result)) {
      const { vendor = 'unknown vendor', product = finding.program.name } = finding;
      add(vendors, vendor, result, finding.status, product);
      for (const ban of finding.bans) add(bans, ban.id, result, ban.status, vendor);
    }
    programs.push([result.name, programCount(result)]);
    if (programs.length <= BARS * 4) continue;
    others += programs.length - BARS;
    programs = most(programs).slice(0, BARS);
  }
  others += Math.max(0, programs.length - BARS);
  return { vendors, bans, programs: most(programs).slice(0, BARS), others };
}

/** The largest first, then by name. */
export function most(entries: Iterable<readonly [string, number]>): (readonly [string, number])[] {
  return [...entries].sort((a, b) => b[1] - a[1] || order(a[0], b[0]));
}

/** All findings of a group. */
export function total(standings: StatusCounts): number {
  return Object.values(standings).reduce((sum, number) => sum + number, 0);
}

function add(
  groups: Map<string, Group>,
  key: string,
  result: SourceResult,
  status: FindingStatus,
  part: string,
): void {
  const group = groups.get(key) ?? { standings: {}, sources: new Map(), parts: new Map() };
  groups.set(key, group);
  const source = group.sources.get(result.name) ?? {};
  group.sources.set(result.name, source);
  group.parts.set(part, (group.parts.get(part) ?? 0) + 1);
  for (const counted of [group.standings, source]) {
    counted[status] = (counted[status] ?? 0) + 1;
  }
}
