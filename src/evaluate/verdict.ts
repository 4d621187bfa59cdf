import type { ExitCode, Finding, Outcome, Verdict } from '../types.ts';

/** What the caller lets pass. */
export interface Tolerance {
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
  outcomes: readonly Pick<Outcome, 'findings' | 'unread'>[],
  tolerance: Tolerance = {},
): Verdict {
  if (outcomes.some(({ findings }) => findings.some((finding) => fails(finding, tolerance)))) return 'banned';
  if (!tolerance.allowUnread && outcomes.some(({ unread }) => unread.length > 0)) return 'incomplete';
  return 'clean';
}

/** The exit status of each verdict, from the mildest to the one that wins. */
export const STATUS = { clean: 0, incomplete: 3, banned: 1 } as const satisfies Record<Verdict, ExitCode>;

/** 0 clean, 1 banned, 3 incomplete. */
export function exitCodeOf(
  outcomes: readonly Pick<Outcome, 'findings' | 'unread'>[],
  tolerance: Tolerance = {},
): ExitCode {
  return STATUS[verdictOf(outcomes, tolerance)];
}

/** Whether a finding alone makes a run fail. */
export function fails({ severity, program, waiver }: Finding, { failOn = 'ban' }: Tolerance): boolean {
  if (waiver || severity === 'note') return false;
  if (program.state === 'residue') return failOn === 'residue';
  return severity === 'ban' || failOn !== 'ban';
}
