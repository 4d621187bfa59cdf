import { order } from '../matching/compare-text.ts';
import { identity } from '../report/fingerprint.ts';
import type { Run } from '../report/run.ts';
import { type FindingStatus, findingStatuses, statusOf } from '../report/status.ts';
import type { CoverageGap, Finding, SourceResult } from '../types.ts';
import type { SavedReport } from './read.ts';

/** A finding of one report, with what the other says of the same. */
export interface Change {
  readonly source: string;
  readonly finding: Finding;
  readonly before?: Finding;
}

/** Something that one report could not read and the other could. */
interface UnreadChange extends CoverageGap {
  readonly source: string;
}

/**
 * How a finding changed. `worse` is one that a waiver covered, or that was residue, and no longer is; `lost` is
 * one whose source or manifest is not there or not read any more: nothing proves that it is gone.
 */
export type ChangeKind = 'new' | 'worse' | 'gone' | 'lost' | 'still' | 'waived';

/** In the order in which they are reported. */
export const changeKinds: readonly ChangeKind[] = ['new', 'worse', 'lost', 'gone', 'still', 'waived'];

/** What changed from one report to a later one. */
export interface ReportDiff {
  readonly changes: Readonly<Record<ChangeKind, readonly Change[]>>;
  /** What can no longer be read, and what can be read again. */
  readonly unread: readonly UnreadChange[];
  readonly readAgain: readonly UnreadChange[];
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  /** What is missing in the reports themselves: no proof that nothing is new. */
  readonly gaps: readonly string[];
  /** Bans that were changed, so that a finding may be new only because of them. */
  readonly notices: readonly string[];
}

/**
 * Compares two reports finding by finding. Version and line may change: it stays the same finding.
 *
 * @throws Error when one of them is an inventory
 */
export function diffReports(old: SavedReport, young: SavedReport): ReportDiff {
  for (const { command, path } of [old, young]) {
    if (command !== 'scan')
      throw new Error(`diff: ${path} is an inventory, and diff compares only scan reports`);
  }
  const before = new Map(old.results.map((result) => [result.name, result]));
  const after = new Map(young.results.map((outcome) => [outcome.name, outcome]));
  const changes: Record<ChangeKind, Change[]> = {
    new: [],
    worse: [],
    lost: [],
    gone: [],
    still: [],
    waived: [],
  };
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(order);
  const asked = new Set(young.head?.bans?.map(({ id }) => id));
  for (const name of names) {
    for (const [kind, change] of compared(name, asked, before.get(name), after.get(name)))
      changes[kind].push(change);
  }
  return {
    changes,
    unread: names.flatMap((name) => unreadOf(name, after.get(name), before.get(name))),
    readAgain: names.flatMap((name) =>
      after.has(name) ? unreadOf(name, before.get(name), after.get(name)) : [],
    ),
    appeared: names.filter((name) => !before.has(name)),
    vanished: names.filter((name) => !after.has(name)),
    gaps: [...old.gaps, ...young.gaps],
    notices: bansApart(old.head?.bans ?? [], young.head?.bans ?? []),
  };
}

/** Whether nothing got worse: no new finding that counts, none that lost its waiver, nothing newly unread. */
export function isUnchanged({ changes, unread, gaps }: ReportDiff): boolean {
  const counting = changes.new.filter(({ finding }) => !['waived', 'noted'].includes(statusOf(finding)));
  return counting.length + changes.worse.length + unread.length + gaps.length === 0;
}

function* compared(
  name: string,
  asked: ReadonlySet<string>,
  old?: SourceResult,
  young?: SourceResult,
): Iterable<readonly [ChangeKind, Change]> {
  const before = numbered(name, old);
  const after = numbered(name, young);
  for (const [key, finding] of after) {
    const other = before.get(key);
    yield [kindOf(finding, other), { source: name, finding, ...(other && { before: other }) }];
  }
  const doubtful = old && young && new Set([...young.gaps.map(({ path }) => path), ...unlisted(old, young)]);
  for (const [key, finding] of before) {
    if (after.has(key)) continue;
    const isGone = (asked.size === 0 || asked.has(finding.ban)) && isProven(finding, doubtful);
    yield [isGone ? 'gone' : 'lost', { source: name, finding }];
  }
}

function kindOf(finding: Finding, before: Finding | undefined): ChangeKind {
  if (before === undefined) return 'new';
  if (rank(statusOf(finding)) < rank(statusOf(before))) return 'worse';
  return finding.waiver ? 'waived' : 'still';
}

/** The worst is first in the list. */
function rank(where: FindingStatus): number {
  return findingStatuses.indexOf(where);
}

/** Whether its manifest was read again, and its source: what of it was not is in the set. */
function isProven({ program }: Finding, doubtful: ReadonlySet<string> | undefined): boolean {
  return doubtful !== undefined && !doubtful.has(program.path) && !doubtful.has('.');
}

/** Lists that were read and are not any more; a manifest of one program alone goes with its program. */
function unlisted(old: SourceResult, young: SourceResult): string[] {
  const listed = new Set(young.manifests.map(({ path }) => path));
  return old.manifests
    .filter(({ path, programs }) => programs > 1 && !listed.has(path))
    .map(({ path }) => path);
}

/** Two of one identity in one source are distinguished by their number. */
function numbered(name: string, result: SourceResult | undefined): Map<string, Finding> {
  const found = new Map<string, Finding>();
  const numbers = new Map<string, number>();
  for (const finding of result?.findings ?? []) {
    const key = identity(name, finding);
    const number = numbers.get(key) ?? 0;
    numbers.set(key, number + 1);
    found.set(`${key}#${number}`, finding);
  }
  return found;
}

function unreadOf(
  source: string,
  here: SourceResult | undefined,
  there: SourceResult | undefined,
): UnreadChange[] {
  const known = new Set(there?.gaps.map(({ path, reader }) => `${path}\0${reader}`));
  const fresh = here?.gaps.filter(({ path, reader }) => !known.has(`${path}\0${reader}`)) ?? [];
  return fresh.map((gaps) => ({ source, ...gaps }));
}

function bansApart(old: Run['bans'], young: Run['bans']): string[] {
  const before = new Map(old.map((ban) => [ban.id, ban.digest]));
  const after = new Map(young.map((ban) => [ban.id, ban.digest]));
  return [...new Set([...before.keys(), ...after.keys()])].sort(order).flatMap((id) => {
    if (!before.has(id)) return [`ban ${id} was not applied before`];
    if (!after.has(id)) return [`ban ${id} is not applied any more`];
    return before.get(id) === after.get(id) ? [] : [`ban ${id} was changed`];
  });
}
