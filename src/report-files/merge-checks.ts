import { attendance, type Expectations, staleGap } from '../host-lists/expectations.ts';
import type { CoverageGap, SourceResult } from '../types.ts';

const DAY = 86_400_000;

/** What merged sources are held to. */
export interface MergeChecks extends Expectations {
  /** The first day that a report may be of, `YYYY-MM-DD`. */
  readonly since?: string | undefined;
  /** Default: the time of the call. */
  readonly now?: number;
}

/** A result for each host that is expected and that no report has. */
export function unseenIn(names: readonly string[], { expected = [] }: MergeChecks): SourceResult[] {
  const seen = attendance(expected);
  for (const name of names) seen.see(name);
  return seen.unseen('no report has this source: it is expected');
}

/** A source with the gap that its report, or the data behind it, is of too early a day. */
export function ofItsDay(
  result: SourceResult,
  { asOf, path }: { readonly asOf: string; readonly path: string },
  checks: MergeChecks,
): SourceResult {
  const gap = dayGap(asOf, path, checks) ?? dataGap(result, checks);
  return gap ? { ...result, gaps: [gap, ...result.gaps] } : result;
}

function dayGap(asOf: string, path: string, { since, maxAge, maxAgeWords, now = Date.now() }: MergeChecks) {
  if (since === undefined && maxAge === undefined) return undefined;
  const stale = (why: string): CoverageGap => ({ path: '.', reason: `${path} is ${why}`, kind: 'stale' });
  if (asOf === '') return stale('of an unknown day, and the day counts (--since, --max-age)');
  if (since !== undefined && asOf < since) return stale(`of ${asOf}, before ${since} (--since)`);
  if (maxAge === undefined) return undefined;
  const days = Math.floor(now / DAY) - Math.floor(Date.parse(asOf) / DAY);
  if (days < 0) return stale(`of ${asOf}, a day to come (${maxAgeWords})`);
  return days > Math.floor(maxAge / DAY)
    ? stale(`of ${asOf}, too old for this answer (${maxAgeWords})`)
    : undefined;
}

/** A report of today may be about data of last month. */
function dataGap({ collected, gaps }: SourceResult, checks: MergeChecks): CoverageGap | undefined {
  if (collected === undefined || gaps.some(({ kind }) => kind === 'stale')) return undefined;
  return staleGap(collected, checks, checks.now ?? Date.now());
}
