import { order } from '../../matching/compare-text.ts';
import type { VerdictCounts } from '../../report/answer.ts';
import { isUnmet, type ProgramFinding, requiringBans } from '../../report/program-findings.ts';
import type { Run } from '../../report/run.ts';
import { type FindingStatus, verdictOf } from '../../report/status.ts';
import type { AppliedWaiver, SourceResult } from '../../types.ts';

/** How many programs of each status. */
export type StatusCounts = Partial<Record<FindingStatus, number>>;

/** What one vendor or one ban comes to over all sources. */
export interface Group {
  readonly standings: StatusCounts;
  readonly sources: Set<string>;
  /** Programs by product, then by ban or vendor. */
  readonly parts: Map<string, number>;
}

/** A product that has to be removed. */
export interface Removal {
  readonly vendor: string;
  /** Sources that have it. */
  sources: number;
  /** Sources that are clean without it. */
  alone: number;
}

/** A waiver, and how many programs it covers. */
export interface UsedWaiver {
  readonly waiver: AppliedWaiver;
  programs: number;
}

/** The numbers of a page. */
export interface Tallies {
  readonly verdicts: VerdictCounts;
  readonly vendors: ReadonlyMap<string, Group>;
  readonly bans: ReadonlyMap<string, Group>;
  readonly removals: ReadonlyMap<string, Removal>;
  readonly waivers: readonly UsedWaiver[];
}

/** The numbers of a page while its sources come in. What is kept grows with the findings, not with the programs. */
export interface TallyCounter {
  add(result: SourceResult, found: readonly ProgramFinding[]): void;
  numbers(): Tallies;
}

/** No source was counted yet. */
export function tallyCounter(run: Run): TallyCounter {
  const verdicts = { clean: 0, incomplete: 0, banned: 0 };
  const vendors = new Map<string, Group>();
  const bans = new Map<string, Group>();
  const removals = new Map<string, Removal>();
  const waivers = new Map<string, UsedWaiver>();
  const required = requiringBans(run.bans);
  return {
    add(result, found) {
      verdicts[verdictOf(result, run)]++;
      for (const finding of found) {
        const { vendor = 'unknown vendor', product = finding.program.name } = finding;
        add(vendors, vendor, result.name, finding.status, product);
        for (const ban of finding.bans) add(bans, ban.id, result.name, ban.status, vendor);
        for (const waiver of finding.waivers) addWaiver(waivers, waiver);
      }
      addRemovals(
        removals,
        found.filter((finding) => !isUnmet(finding, required)),
      );
    },
    numbers() {
      return { verdicts, vendors, bans, removals, waivers: [...waivers.values()] };
    },
  };
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
  source: string,
  status: FindingStatus,
  part: string,
): void {
  const group: Group = groups.get(key) ?? { standings: {}, sources: new Set(), parts: new Map() };
  groups.set(key, group);
  group.sources.add(source);
  group.parts.set(part, (group.parts.get(part) ?? 0) + 1);
  group.standings[status] = (group.standings[status] ?? 0) + 1;
}

function addRemovals(removals: Map<string, Removal>, found: readonly ProgramFinding[]): void {
  const products = new Map<string, string>();
  for (const { status, product, program, vendor = 'unknown vendor' } of found) {
    if (status === 'banned') products.set(product ?? program.name, vendor);
  }
  for (const [product, vendor] of products) {
    const removal = removals.get(product) ?? { vendor, sources: 0, alone: 0 };
    removals.set(product, removal);
    removal.sources++;
    if (products.size === 1) removal.alone++;
  }
}

function addWaiver(waivers: Map<string, UsedWaiver>, waiver: AppliedWaiver): void {
  const key = JSON.stringify(waiver);
  const known = waivers.get(key);
  if (known) known.programs++;
  else waivers.set(key, { waiver, programs: 1 });
}
