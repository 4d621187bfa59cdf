import { STATUS, type Tolerance, verdictOf } from '../evaluate/index.ts';
import type { CitedBan, Outcome, Verdict } from '../types.ts';
import { programCount } from './record.ts';
import type { Run, Summary } from './run.ts';
import { standing } from './status.ts';
import { version } from './version.ts';

/** What a command knows when its work is done. */
export interface Judged {
  readonly command: Run['command'];
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  /** A list, or outcomes that are read from disk each time they are walked. */
  readonly outcomes: Iterable<Outcome>;
  readonly notices: readonly string[];
  readonly traces?: boolean;
  readonly shard?: string;
  readonly history?: NonNullable<Run['history']>;
}

/** Puts together what reports are made from, in one walk over the outcomes. */
export function runOf(judged: Judged, tolerance: Tolerance): Run {
  const { summary, verdict } = summed(judged.outcomes, tolerance);
  return {
    ...judged,
    outcomes: withVerdicts(judged.outcomes, tolerance),
    tool: { name: 'interdict', version },
    verdict,
    ...(tolerance.failOn && { failOn: tolerance.failOn }),
    ...(tolerance.allowUnread && { allowUnread: true }),
    exitCode: STATUS[verdict],
    summary,
  };
}

function withVerdicts(outcomes: Iterable<Outcome>, tolerance: Tolerance): Iterable<Outcome> {
  const decided = (outcome: Outcome): Outcome => ({ ...outcome, verdict: verdictOf([outcome], tolerance) });
  if (Array.isArray(outcomes)) return (outcomes as readonly Outcome[]).map(decided);
  return {
    *[Symbol.iterator]() {
      for (const outcome of outcomes) yield decided(outcome);
    },
  };
}

/** From the mildest to the one that wins. */
const VERDICTS = Object.keys(STATUS) as readonly Verdict[];

function summed(outcomes: Iterable<Outcome>, tolerance: Tolerance): { summary: Summary; verdict: Verdict } {
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
  let worst = 0;
  for (const outcome of outcomes) {
    worst = Math.max(worst, VERDICTS.indexOf(verdictOf([outcome], tolerance)));
    summary.sources++;
    summary.programs += programCount(outcome);
    summary.findings += outcome.findings.length;
    summary.unread += outcome.unread.length;
    for (const finding of outcome.findings) {
      const where = standing(finding);
      if (where !== 'noted') summary[where]++;
    }
  }
  return { summary, verdict: VERDICTS[worst] ?? 'clean' };
}
