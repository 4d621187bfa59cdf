import { EXIT_CODES, type FailurePolicy, verdictOf } from '../evaluate/index.ts';
import type { CitedBan, SourceResult, Verdict } from '../types.ts';
import { groupTotals } from './group-totals.ts';
import { countByStatus, requiringBans, unmetCount } from './program-findings.ts';
import { programCount } from './record.ts';
import type { Run } from './run.ts';
import { type FindingStatus, findingStatuses, statusOf } from './status.ts';
import { version } from './version.ts';

/** What a command knows when its work is done. */
export interface RunInput {
  readonly command: Run['command'];
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  /** A list, or outcomes that are read from disk each time they are walked. */
  readonly outcomes: Iterable<SourceResult>;
  readonly notices: readonly string[];
  readonly configuration?: Run['configuration'];
  readonly plugins?: NonNullable<Run['plugins']>;
  readonly options?: Run['options'];
  readonly traces?: boolean;
  readonly shard?: string;
  readonly history?: NonNullable<Run['history']>;
}

/**
 * Puts together what reports are made from.
 *
 * @param totals those of the outcomes, where they were counted as they came; else one walk counts them
 */
export function createRun(
  judged: RunInput,
  failurePolicy: FailurePolicy,
  { summary, verdict }: Totals = totalsOf(judged, failurePolicy),
): Run {
  return {
    ...judged,
    results: withVerdicts(judged.outcomes, failurePolicy),
    tool: { name: 'interdict', version },
    verdict,
    ...(failurePolicy.failOn && { failOn: failurePolicy.failOn }),
    ...(failurePolicy.allowUnread && { allowUnread: true }),
    ...(failurePolicy.tolerate?.length && { tolerate: failurePolicy.tolerate }),
    exitCode: EXIT_CODES[verdict],
    summary,
  };
}

function withVerdicts(results: Iterable<SourceResult>, failurePolicy: FailurePolicy): Iterable<SourceResult> {
  const decided = (result: SourceResult): SourceResult => ({
    ...result,
    verdict: verdictOf([result], failurePolicy),
  });
  if (Array.isArray(results)) return (results as readonly SourceResult[]).map(decided);
  return {
    *[Symbol.iterator]() {
      for (const result of results) yield decided(result);
    },
  };
}

/** From the mildest to the one that wins. */
const VERDICTS = Object.keys(EXIT_CODES) as readonly Verdict[];

/** Counts over the sources of a run, and the answer that they give together. */
export type Totals = Pick<Run, 'summary' | 'verdict'>;

/** Counts sources in any order. */
export interface RunningTotals {
  add(result: SourceResult): void;
  totals(): Totals;
}

function totalsOf({ outcomes, bans }: RunInput, failurePolicy: FailurePolicy): Totals {
  const running = runningTotals(bans, failurePolicy);
  for (const result of outcomes) running.add(result);
  return running.totals();
}

/** No source was counted yet. */
export function runningTotals(bans: RunInput['bans'], failurePolicy: FailurePolicy): RunningTotals {
  const summary = {
    sources: 0,
    programs: 0,
    findings: 0,
    banned: 0,
    warned: 0,
    residue: 0,
    waived: 0,
    unread: 0,
  };
  const byProgram: Record<FindingStatus, number> = { banned: 0, warned: 0, noted: 0, residue: 0, waived: 0 };
  const groups = groupTotals();
  const required = requiringBans(bans);
  let unmet = 0;
  let worst = 0;
  return {
    add(result) {
      const verdict = verdictOf([result], failurePolicy);
      worst = Math.max(worst, VERDICTS.indexOf(verdict));
      groups.add(result.group, verdict);
      summary.sources++;
      summary.programs += programCount(result);
      summary.findings += result.findings.length;
      summary.unread += result.gaps.length;
      for (const finding of result.findings) {
        const where = statusOf(finding);
        if (where !== 'noted') summary[where]++;
      }
      const programs = countByStatus(result);
      unmet += unmetCount(result, required);
      for (const status of findingStatuses) byProgram[status] += programs[status];
    },
    totals: () => ({
      summary: {
        ...summary,
        ...(unmet > 0 && { unmet }),
        byProgram: { ...byProgram },
        ...groups.summary(),
      },
      verdict: VERDICTS[worst] ?? 'clean',
    }),
  };
}
