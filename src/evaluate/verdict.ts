import type { ExitCode, Finding, SourceResult, Verdict } from '../types.ts';

/** What the caller lets pass. */
export interface FailurePolicy {
  /** The mildest thing that gives exit status 1; default `ban`. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
  /** What could not be read does not change the exit status. */
  readonly allowUnread?: boolean;
}

/**
 * The answer over outcomes: `banned` wins over `incomplete`, which wins over `clean`. A source in which nothing was
 * recognised has an unread that says so, so that no answer about nothing is clean.
 */
export function verdictOf(
  results: readonly Pick<SourceResult, 'findings' | 'gaps'>[],
  failurePolicy: FailurePolicy = {},
): Verdict {
  if (results.some(({ findings }) => findings.some((finding) => isFailing(finding, failurePolicy))))
    return 'banned';
  if (!failurePolicy.allowUnread && results.some(({ gaps }) => gaps.length > 0)) return 'incomplete';
  return 'clean';
}

/** The exit status of each verdict, from the mildest to the one that wins. */
export const EXIT_CODES = { clean: 0, incomplete: 3, banned: 1 } as const satisfies Record<Verdict, ExitCode>;

/** 0 clean, 1 banned, 3 incomplete. */
export function exitCodeOf(
  results: readonly Pick<SourceResult, 'findings' | 'gaps'>[],
  failurePolicy: FailurePolicy = {},
): ExitCode {
  return EXIT_CODES[verdictOf(results, failurePolicy)];
}

/** Whether a finding alone makes a run fail. */
export function isFailing(
  { severity, program, waiver }: Finding,
  { failOn = 'ban' }: FailurePolicy,
): boolean {
  if (waiver || severity === 'note') return false;
  if (program.state === 'residue') return failOn === 'residue';
  return severity === 'ban' || failOn !== 'ban';
}
