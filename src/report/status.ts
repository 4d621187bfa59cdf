import { verdictOf as decided } from '../evaluate/verdict.ts';
import type { Finding, Sighting, SourceResult, Verdict } from '../types.ts';
import type { FindingStatus } from '../vocabulary.ts';
import type { Run } from './run.ts';

export { isFailing } from '../evaluate/verdict.ts';
export { type FindingStatus, findingStatuses } from '../vocabulary.ts';

/** What a finding amounts to. A waiver wins over everything, residue over the severity. */
export function statusOf(finding: Finding): FindingStatus {
  if (finding.waiver !== undefined) return 'waived';
  if (finding.program.state === 'residue' && !finding.recorded) return 'residue';
  if (finding.severity === 'ban') return 'banned';
  return finding.severity === 'warn' ? 'warned' : 'noted';
}

/** The verdict over one source, by the same measure as the verdict over the run. */
export function verdictOf(
  result: SourceResult,
  run: Pick<Run, 'failOn' | 'allowUnread' | 'tolerate'>,
): Verdict {
  return result.verdict ?? decided([result], run);
}

/** Whether it is a program entry, and no mere trace. */
export function isProgram(sighting: Sighting): boolean {
  return sighting.kind !== 'trace';
}

/** Days from the day checked to the last day of a waiver; 0 when it is the last one, negative when it is over. */
export function daysLeft(expires: string, run: Pick<Run, 'asOf'>): number {
  return Math.round((Date.parse(expires) - Date.parse(run.asOf)) / 86_400_000);
}
