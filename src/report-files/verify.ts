import type { CitedBan, Finding, Manifest, SourceResult } from '../types.ts';
import { claimsOf, noticesOf } from './claims.ts';
import { contradictionsIn } from './contradictions.ts';
import { diffReports, type ReportDiff } from './diff.ts';
import { differencesOf } from './differences.ts';
import type { SavedReport } from './read.ts';
import type { UnopenedSource } from './read-again.ts';
import type { Rescan } from './rescan.ts';
import type { TreeDifference } from './tree-diff.ts';

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

/** What of a report still holds. */
export interface Verification {
  readonly unopened: readonly UnopenedSource[];
  /** Sources that are there and not in the report. */
  readonly added: readonly string[];
  readonly unchanged: number;
  readonly manifests: readonly ManifestChange[];
  /** Bans of the report that this rule set has in other words, or not at all. */
  readonly rules: readonly string[];
  /** Where the report contradicts itself. */
  readonly contradictions: readonly string[];
  /** Everything else that would stand otherwise in a report made now, by its place. */
  readonly differences: readonly TreeDifference[];
  readonly findings: ReportDiff;
  /** What no evidence can show: the call, by the report's own word. */
  readonly claims: readonly string[];
}

/** What a verification leaves aside. */
export interface VerifyOptions {
  /** Whether waivers of the report are not compared. */
  readonly ignoreWaivers?: boolean;
  /** Whether another version may have made it. */
  readonly anyVersion?: boolean;
}

/** Compares a report with its evidence: with the report that would be made of it now. */
export function verifyReport(
  report: SavedReport,
  again: Rescan,
  { ignoreWaivers = false, anyVersion = false }: VerifyOptions = {},
): Verification {
  const now = new Map(again.outcomes.map((result) => [result.name, result]));
  const pairs = report.results.flatMap((before) => {
    const after = now.get(before.name);
    return after ? [[before, after] as const] : [];
  });
  const manifests = pairs.flatMap(([before, after]) => manifestChanges(before, after));
  const total = pairs.reduce((sum, [before]) => sum + before.manifests.length, 0);
  const { before, after } = asReports(report, again, ignoreWaivers);
  const notices = noticesOf(report, again);
  return {
    unopened: again.unopened,
    added: again.added,
    unchanged: total - manifests.filter(({ what }) => what !== 'added').length,
    manifests,
    rules: ruleChanges(report.head?.bans ?? [], again.bans),
    contradictions: contradictionsIn(report),
    differences: [...differencesOf(report, again, { ignoreWaivers, anyVersion }), ...notices.differences],
    findings: diffReports(before, after),
    claims: [...claimsOf(report), ...again.ofSources, ...notices.claims],
  };
}

/** Whether everything in the report is still so. */
export function stands(found: Verification): boolean {
  const { unopened, added, manifests, rules, contradictions, differences, findings } = found;
  const { changes, unread, readAgain, gaps } = findings;
  const moved = [changes.new, changes.worse, changes.lost, changes.gone, unread, readAgain, gaps];
  const all = [unopened, added, manifests, rules, contradictions, differences, ...moved];
  return all.every((list) => list.length === 0);
}

function manifestChanges({ name, manifests }: SourceResult, after: SourceResult): ManifestChange[] {
  const before = numbered(manifests);
  const now = numbered(after.manifests);
  const changes = [...before].flatMap(([key, manifest]) => changeOf(name, manifest, now.get(key)) ?? []);
  const added = [...now].filter(([key]) => !before.has(key));
  return [
    ...changes,
    ...added.map(([, manifest]) => reported(name, manifest, 'added', undefined, manifest.sha256)),
  ];
}

/** Two of one path and reader, as of two files of one host, are distinguished by their number. */
function numbered(manifests: readonly Manifest[]): Map<string, Manifest> {
  const found = new Map<string, Manifest>();
  for (const manifest of manifests) {
    let key = `${manifest.reader}\0${manifest.path}`;
    while (found.has(key)) key += '\0';
    found.set(key, manifest);
  }
  return found;
}

function changeOf(source: string, before: Manifest, now: Manifest | undefined): ManifestChange | undefined {
  if (now === undefined) return reported(source, before, 'missing', before.sha256);
  // A reader of names has no bytes to prove anything with: the number of its programs has to do.
  const isSame = before.sha256 === now.sha256 && before.programs === now.programs;
  if (isSame) return undefined;
  return reported(
    source,
    before,
    before.sha256 || !now.sha256 ? 'changed' : 'unproved',
    before.sha256,
    now.sha256,
  );
}

function reported(
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

/** Of waivers that are left aside both sides are bare. */
function asReports(
  report: SavedReport,
  again: Rescan,
  ignoreWaivers: boolean,
): { before: SavedReport; after: SavedReport } {
  const bare = (results: readonly SourceResult[]) => (ignoreWaivers ? results.map(withoutWaivers) : results);
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
