import { exitCodeOf, type Tolerance, verdictOf } from './judge.ts';
import type { CitedBan, Finding, Outcome, Run, Summary } from './model.ts';
import { version } from './version.ts';

/** What a command knows when its work is done. */
export interface Judged {
  readonly command: Run['command'];
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  readonly outcomes: readonly Outcome[];
  readonly notices: readonly string[];
  readonly traces?: boolean;
  readonly shard?: string;
  readonly history?: NonNullable<Run['history']>;
}

/** Puts together what reports are made from. */
export function runOf(judged: Judged, tolerance: Tolerance): Run {
  const { outcomes } = judged;
  return {
    ...judged,
    outcomes: outcomes.map((outcome) => ({ ...outcome, verdict: verdictOf([outcome], tolerance) })),
    tool: { name: 'interdict', version },
    verdict: verdictOf(outcomes, tolerance),
    ...(tolerance.failOn && { failOn: tolerance.failOn }),
    ...(tolerance.allowUnread && { allowUnread: true }),
    exitCode: exitCodeOf(outcomes, tolerance),
    summary: summaryOf(outcomes),
  };
}

function summaryOf(outcomes: readonly Outcome[]): Summary {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const open = findings.filter((finding) => !finding.waiver);
  const present = open.filter((finding) => !isResidue(finding));
  return {
    sources: outcomes.length,
    programs: sum(outcomes, programsOf),
    findings: findings.length,
    banned: present.filter((finding) => finding.severity === 'ban').length,
    warned: present.filter((finding) => finding.severity === 'warn').length,
    residue: open.filter(isResidue).length,
    waived: findings.length - open.length,
    unread: sum(outcomes, (outcome) => outcome.unread.length),
  };
}

function programsOf({ programs, sightings }: Outcome): number {
  return programs ?? sightings.filter((seen) => seen.kind !== 'trace').length;
}

function isResidue(finding: Finding): boolean {
  return finding.program.state === 'residue';
}

function sum(outcomes: readonly Outcome[], count: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + count(outcome), 0);
}
