/** What a consumer with a limit gets: the worst programs first, the rest counted, in one walk and bounded memory. */

import type { CoverageGap, SourceResult } from '../types.ts';
import { fingerprints } from './fingerprint.ts';
import { gaps, results } from './order.ts';
import { type ProgramFinding, programFindings } from './program-findings.ts';
import type { Run } from './run.ts';
import type { FindingStatus } from './status.ts';

/** The source of something, without its lists: what is kept must not keep all programs of a fleet. */
export type SourceName = Pick<SourceResult, 'name' | 'kind'>;

/** A program that breaks bans, and where. */
export interface LocatedFinding {
  readonly source: SourceName;
  readonly finding: ProgramFinding;
  /** The same in each run over the same program. */
  readonly fingerprint: string;
}

/** A place that was not read, and where. */
export interface LocatedGap {
  readonly source: SourceName;
  readonly gap: CoverageGap;
}

/** What is kept of a run, and how much there is. */
export interface WorstFirst {
  readonly findings: Readonly<Record<FindingStatus, readonly LocatedFinding[]>>;
  readonly counts: Readonly<Record<FindingStatus, number>>;
  readonly gaps: readonly LocatedGap[];
  readonly gapCount: number;
}

/** The first programs of each standing, and the first places that were not read: of each so many at most. */
export function worstFirst(run: Run, most: { readonly findings: number; readonly gaps: number }): WorstFirst {
  const findings: Record<FindingStatus, LocatedFinding[]> = {
    banned: [],
    warned: [],
    noted: [],
    residue: [],
    waived: [],
  };
  const counts = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  const unread: LocatedGap[] = [];
  const fingerprint = fingerprints();
  let gapCount = 0;
  for (const result of results(run)) {
    const source = { name: result.name, kind: result.kind };
    for (const finding of programFindings(result)) {
      const list = findings[finding.status];
      const print = fingerprint(source, finding);
      counts[finding.status]++;
      if (list.length < most.findings) list.push({ source, finding, fingerprint: print() });
    }
    gapCount += result.gaps.length;
    if (unread.length >= most.gaps) continue;
    unread.push(
      ...gaps(result)
        .slice(0, most.gaps - unread.length)
        .map((gap) => ({ source, gap })),
    );
  }
  return { findings, counts, gaps: unread, gapCount };
}
