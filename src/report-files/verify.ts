import { isDeepStrictEqual } from 'node:util';
import type { Run } from '../report/run.ts';
import type { CitedBan, Finding, Manifest, SourceResult } from '../types.ts';
import { diffReports, type ReportDiff } from './diff.ts';
import type { SavedReport } from './read.ts';

/** A manifest whose bytes are no longer those that the report was made from. */
interface ManifestChange {
  readonly source: string;
  readonly path: string;
  readonly reader: string;
  readonly what: 'changed' | 'missing' | 'added' | 'unproved';
  /** SHA-256 in the report and now. */
  readonly before?: string;
  readonly now?: string;
}

/** A source that could not be opened again. */
export interface UnopenedSource {
  readonly source: string;
  readonly reason: string;
}

/** The evidence as it is now, checked by the rules as they are now. */
export interface Rescan {
  readonly outcomes: readonly SourceResult[];
  readonly unopened: readonly UnopenedSource[];
  /** As this rule book cites the bans of the report. */
  readonly bans: readonly CitedBan[];
  /** What the report's own outcomes come to. */
  readonly sums: Pick<Run, 'verdict' | 'exitCode' | 'summary'>;
}

/** What of a report still holds. */
export interface Verification {
  readonly unopened: readonly UnopenedSource[];
  readonly unchanged: number;
  readonly manifests: readonly ManifestChange[];
  /** Bans of the report that this rule book has in other words, or not at all. */
  readonly rules: readonly string[];
  /** Where the report contradicts itself. */
  readonly contradictions: readonly string[];
  /** What the report leaves uncovered in other words or numbers than is so now. */
  readonly coverage: readonly string[];
  readonly findings: ReportDiff;
}

/** Compares a report with its evidence. */
export function verifyReport(report: SavedReport, again: Rescan, withWaivers: boolean): Verification {
  const now = new Map(again.outcomes.map((result) => [result.name, result]));
  const pairs = report.results.flatMap((before) => {
    const after = now.get(before.name);
    return after ? [[before, after] as const] : [];
  });
  const names = report.results.map(({ name }) => name);
  const manifests = pairs.flatMap(([before, after]) => manifestChanges(before, after));
  const total = pairs.reduce((sum, [before]) => sum + before.manifests.length, 0);
  const { before, after } = asReports(report, again, withWaivers);
  return {
    unopened: again.unopened,
    unchanged: total - manifests.filter(({ what }) => what !== 'added').length,
    manifests,
    rules: ruleChanges(report.head?.bans ?? [], again.bans),
    contradictions: contradictions(report, again.sums),
    coverage: pairs.flatMap(([before, after]) => coverageChange(before, after, names)),
    findings: diffReports(before, after),
  };
}

/** Whether everything in the report is still so. */
export function stands({
  unopened,
  manifests,
  rules,
  contradictions,
  coverage,
  findings,
}: Verification): boolean {
  const { changes, unread, readAgain, gaps } = findings;
  const moved = [changes.new, changes.worse, changes.lost, changes.gone, unread, readAgain, gaps];
  return [unopened, manifests, rules, contradictions, coverage, ...moved].every((list) => list.length === 0);
}

/** Systems inside a source that are sources of the report themselves are covered there. */
function coverageChange(before: SourceResult, after: SourceResult, names: readonly string[]): string[] {
  const known = new Map((before.coverage?.notCovered ?? []).map((part) => [part.what, part.count]));
  const isSource = (path: string) => names.some((name) => name.endsWith(`/${path}`));
  return (after.coverage?.notCovered ?? []).flatMap(({ what, count, paths }) =>
    known.get(what) === count || (!known.has(what) && paths.some(isSource))
      ? []
      : [`${before.name}: not covered (${what}): ${known.get(what) ?? 0} in the report, ${count} now`],
  );
}

function manifestChanges({ name, manifests }: SourceResult, after: SourceResult): ManifestChange[] {
  const now = new Map(after.manifests.map((manifest) => [keyOf(manifest), manifest]));
  const known = new Set(manifests.map(keyOf));
  const changes = manifests.flatMap((before) => changeOf(name, before, now.get(keyOf(before))) ?? []);
  const added = after.manifests.filter((manifest) => !known.has(keyOf(manifest)));
  return [...changes, ...added.map((manifest) => told(name, manifest, 'added', undefined, manifest.sha256))];
}

function keyOf({ path, reader }: Manifest): string {
  return `${reader}\0${path}`;
}

function changeOf(source: string, before: Manifest, now: Manifest | undefined): ManifestChange | undefined {
  if (now === undefined) return told(source, before, 'missing', before.sha256);
  // A reader of names has no bytes to prove anything with: the number of its programs has to do.
  const isSame = before.sha256 === now.sha256 && before.programs === now.programs;
  if (isSame) return undefined;
  return told(
    source,
    before,
    before.sha256 || !now.sha256 ? 'changed' : 'unproved',
    before.sha256,
    now.sha256,
  );
}

function told(
  source: string,
  { path, reader }: Manifest,
  what: ManifestChange['what'],
  before?: string,
  now?: string,
): ManifestChange {
  return { source, path, reader, what, ...(before && { before }), ...(now && { now }) };
}

function ruleChanges(before: readonly CitedBan[], now: readonly CitedBan[]): string[] {
  return before.flatMap(({ id, digest, severity }) => {
    const ban = now.find((cited) => cited.id === id);
    if (ban === undefined) return [`ban ${id} is not in this rule book, or not in force on that day`];
    if (ban.digest !== digest) return [`ban ${id} differs: ${digest} in the report, ${ban.digest} here`];
    return ban.severity === severity
      ? []
      : [`ban ${id} is ${ban.severity} here and ${severity} in the report`];
  });
}

/** A verdict, an exit status or a count that does not follow from what the report itself lists. */
function contradictions(
  { head, gaps }: SavedReport,
  { verdict, exitCode, summary }: Rescan['sums'],
): string[] {
  if (head === undefined || gaps.length > 0) return [];
  const wrong: string[] = [];
  if (head.verdict !== verdict)
    wrong.push(`the verdict is ${head.verdict}, and its own findings come to ${verdict}`);
  if (head.exitCode !== exitCode)
    wrong.push(`the exit status is ${head.exitCode}, and should be ${exitCode}`);
  for (const [key, value] of Object.entries(summary)) {
    const said = head.summary[key as keyof typeof summary];
    if (said === undefined || isDeepStrictEqual(said, value)) continue;
    wrong.push(`the summary counts ${JSON.stringify(said)} ${key}, and ${JSON.stringify(value)} are listed`);
  }
  return wrong;
}

/** Without waiver files nobody can say which findings would be waived today, so waivers are left aside. */
function asReports(
  report: SavedReport,
  again: Rescan,
  withWaivers: boolean,
): { before: SavedReport; after: SavedReport } {
  const bare = (results: readonly SourceResult[]) => (withWaivers ? results : results.map(withoutWaivers));
  const seen = new Set(again.outcomes.map(({ name }) => name));
  return {
    before: { ...report, results: bare(report.results.filter(({ name }) => seen.has(name))) },
    after: { path: report.path, command: 'scan', results: bare(again.outcomes), gaps: [] },
  };
}

function withoutWaivers(result: SourceResult): SourceResult {
  return { ...result, findings: result.findings.map(withoutWaiver) };
}

function withoutWaiver({ waiver: _waiver, ...finding }: Finding): Finding {
  return finding;
}
