import { pathPattern } from '../matching/path-pattern.ts';
import type { CoverageGap, ExitCode, Finding, SourceResult, Verdict } from '../types.ts';
import type { GapKind } from '../vocabulary.ts';
import { listed } from './vendors.ts';
import { sourceTest } from './waivers.ts';

/** Coverage gaps that a configuration lets pass: all that is given must hold. */
export interface Allowance {
  /** Globs of places inside a source; default: all. */
  readonly path?: string | readonly string[];
  readonly kind?: GapKind | readonly GapKind[];
  /** Which sources, as in waivers; default: all. */
  readonly sources?: string | readonly string[];
}

/** What the caller lets pass. */
export interface FailurePolicy {
  /** The mildest thing that gives exit status 1; default `ban`. */
  readonly failOn?: 'ban' | 'warn' | 'residue';
  /** What could not be read beside what was does not change the exit status. */
  readonly allowUnread?: boolean;
  /** What else the configuration lets pass. */
  readonly tolerate?: readonly Allowance[] | undefined;
}

/** What of a source decides its verdict. */
type Judged = Pick<SourceResult, 'findings' | 'gaps'> &
  Partial<Pick<SourceResult, 'name' | 'manifests' | 'programs' | 'sightings'>>;

/**
 * The answer over outcomes: `banned` wins over `incomplete`, which wins over `clean`. A source in which nothing was
 * recognised has an unread that says so, so that no answer about nothing is clean.
 */
export function verdictOf(results: readonly Judged[], failurePolicy: FailurePolicy = {}): Verdict {
  if (results.some(({ findings }) => findings.some((finding) => isFailing(finding, failurePolicy))))
    return 'banned';
  return results.some((result) => isIncomplete(result, failurePolicy)) ? 'incomplete' : 'clean';
}

function isIncomplete(result: Judged, failurePolicy: FailurePolicy): boolean {
  return result.gaps.some((gap) => weighs(gap, failurePolicy) && !isTolerated(gap, result, failurePolicy));
}

/** A doubt weighs no more than the finding would. */
function weighs({ severity, state }: CoverageGap, { failOn = 'ban' }: FailurePolicy): boolean {
  if (severity === undefined) return true;
  if (state === 'residue') return failOn === 'residue' && severity !== 'note';
  return severity === 'ban' || (severity === 'warn' && failOn !== 'ban');
}

/**
 * Whether a gap may stay without an effect. `--allow-unread` is for a broken file beside others: it lets neither a
 * source pass in which there is nothing at all, nor what could not be decided, nor data of another day.
 */
function isTolerated(
  gap: CoverageGap,
  result: Judged,
  { allowUnread, tolerate = [] }: FailurePolicy,
): boolean {
  if (tolerate.some((tolerance) => covers(tolerance, gap, result))) return true;
  return allowUnread === true && !isFirm(gap) && hasContent(result);
}

function isFirm({ kind }: CoverageGap): boolean {
  return kind === 'undecided' || kind === 'empty' || kind === 'stale';
}

/** Whether anything of a source was read; a caller that knows only its gaps does not say. */
function hasContent({ manifests, programs = 0, sightings = [] }: Judged): boolean {
  if (manifests === undefined) return true;
  return programs > 0 || sightings.length > 0 || manifests.some((manifest) => manifest.programs > 0);
}

function covers({ path, kind, sources }: Allowance, gap: CoverageGap, { name }: Judged): boolean {
  if (kind !== undefined && (gap.kind === undefined || !listed(kind).includes(gap.kind))) return false;
  if (path !== undefined && !listed(path).some((pattern) => pathPattern(pattern)(gap.path))) return false;
  return sources === undefined || (name !== undefined && sourceTest({ sources: [...listed(sources)] })(name));
}

/** The exit status of each verdict, from the mildest to the one that wins. */
export const EXIT_CODES = { clean: 0, incomplete: 3, banned: 1 } as const satisfies Record<Verdict, ExitCode>;

/** 0 clean, 1 banned, 3 incomplete. */
export function exitCodeOf(results: readonly Judged[], failurePolicy: FailurePolicy = {}): ExitCode {
  return EXIT_CODES[verdictOf(results, failurePolicy)];
}

/** Whether a finding alone makes a run fail. */
export function isFailing(
  { severity, program, recorded, waiver }: Finding,
  { failOn = 'ban' }: FailurePolicy,
): boolean {
  if (waiver || severity === 'note') return false;
  if (program.state === 'residue' && !recorded) return failOn === 'residue';
  return severity === 'ban' || failOn !== 'ban';
}
