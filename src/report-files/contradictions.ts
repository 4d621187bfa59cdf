/**
 * A report against itself: what its lists come to must be what its head says. Whoever works with a report that has no
 * evidence at hand asks this first, since whoever forges a list seldom forges all that follows from it.
 */

import { isDeepStrictEqual } from 'node:util';
import { BASELINE_READER } from '../evaluate/baseline/bans.ts';
import { verdictOf } from '../evaluate/index.ts';
import { REQUIREMENT_READER } from '../evaluate/requirement-reader.ts';
import { WEIGHTS } from '../evaluate/severity.ts';
import { type FindingStatus, statusOf } from '../report/status.ts';
import { createRun } from '../report/summarise.ts';
import type { CitedBan, Finding, SourceResult } from '../types.ts';
import { toleranceOf } from './call.ts';
import { readReport, type SavedReport } from './read.ts';

/** Contradictions that are reported one by one. */
const TOLD = 100;

/** Where a report contradicts itself, each with its place; of a report that is not whole nothing can be said. */
export function contradictionsIn(report: SavedReport): string[] {
  const { head, gaps, results, command } = report;
  if (head === undefined) return [];
  const all = [...wrongHead(report)];
  for (const twice of repeated(results.map(({ name }) => name))) {
    all.push(`${place('sources', twice)} stands twice`);
  }
  if (command === 'scan') for (const result of results) all.push(...wrongSource(report, result));
  if (gaps.length === 0) all.push(...wrongSums(report));
  if (all.length <= TOLD) return all;
  return [...all.slice(0, TOLD), `and ${all.length - TOLD} more contradictions`];
}

/**
 * Reads a report that is to be believed, since its evidence is not at hand.
 *
 * @throws Error that names the file and the first contradiction of a report that contradicts itself
 */
export function readSound(path: string): SavedReport {
  const report = readReport(path);
  const [first, ...others] = contradictionsIn(report);
  if (first === undefined) return report;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new Error(`${path}: the report contradicts itself: ${first}${more}`);
}

function* wrongHead({ head, command, results }: SavedReport): Iterable<string> {
  if (head === undefined) return;
  if (!isDay(head.asOf)) yield `asOf: ${head.asOf} is not a day of the calendar`;
  if (command !== 'scan') return;
  if (head.shard !== undefined && !isShard(head.shard))
    yield `shard: ${head.shard}: such a part does not exist`;
  const bans = head.bans ?? [];
  if (bans.length === 0) yield 'bans: none was applied, so there is no verdict';
  for (const twice of repeated(bans.map(({ id }) => id))) yield `${place('bans', twice)} stands twice`;
  if (results.length === 0 && !head.options?.allowEmpty && head.summary.sources === 0)
    yield 'sources: none was read, so there is no verdict';
}

function* wrongSource({ head, gaps }: SavedReport, result: SourceResult): Iterable<string> {
  if (head?.bans === undefined) return;
  const at = place('sources', result.name);
  const bans = new Map(head.bans.map((ban) => [ban.id, ban]));
  const manifests = new Set(result.manifests.map(({ path, reader }) => `${reader}\0${path}`));
  const unread = new Set(result.gaps.map(({ path }) => path));
  for (const finding of result.findings) {
    const { reader, path } = finding.program;
    const which = `${at}.${place('findings', `${finding.program.name}, ${finding.ban}`)}`;
    yield* wrongFinding(which, finding, bans.get(finding.ban), head.asOf);
    const isListed = manifests.has(`${reader}\0${path}`) || unread.has(path) || OF_NO_MANIFEST.has(reader);
    if (!isListed) yield `${which}.program.path: no manifest ${path} (${reader}) is listed`;
  }
  const verdict = verdictOf([result], toleranceOf(head));
  if (result.verdict !== undefined && result.verdict !== verdict && gaps.length === 0)
    yield `${at}.verdict: it is ${result.verdict}, and its findings and gaps come to ${verdict}`;
  const counted = result.manifests.reduce((sum, { programs }) => sum + programs, 0);
  if (result.programs !== undefined && result.programs !== counted)
    yield `${at}.programs: ${result.programs}, and its manifests have ${counted}`;
}

/** A finding with what its report says that it comes to. */
interface SavedFinding extends Finding {
  readonly status?: FindingStatus;
}

/** What is a finding by its place, by what its own file says, or because it is missing: no manifest lists it. */
const OF_NO_MANIFEST: ReadonlySet<string> = new Set([
  'path',
  'program-file',
  REQUIREMENT_READER,
  BASELINE_READER,
]);

function* wrongFinding(
  at: string,
  finding: SavedFinding,
  ban: CitedBan | undefined,
  asOf: string,
): Iterable<string> {
  const { severity, waiver, reasons, status } = finding;
  if (ban === undefined) yield `${at}.ban: this ban is not among those that were applied`;
  else if (
    WEIGHTS[severity] > WEIGHTS[ban.severity] ||
    WEIGHTS[severity] < WEIGHTS[ban.mildest ?? ban.severity]
  )
    yield `${at}.severity: it is ${severity}, and the ban is ${ban.severity}`;
  if (status !== undefined && status !== statusOf(finding))
    yield `${at}.status: it is ${status}, and comes to ${statusOf(finding)}`;
  if (reasons.length === 0) yield `${at}.reasons: there is none`;
  if (waiver && (waiver.expires < asOf || (waiver.from ?? asOf) > asOf))
    yield `${at}.waiver: it does not hold on ${asOf}`;
}

/** A verdict, an exit status or a count that does not follow from what the report itself lists. */
function* wrongSums({ head, results, command }: SavedReport): Iterable<string> {
  if (head === undefined) return;
  const own = { command, asOf: head.asOf, bans: head.bans ?? [], outcomes: results, notices: [] };
  const { verdict, exitCode, summary } = createRun(own, toleranceOf(head));
  if (head.verdict !== undefined && head.verdict !== verdict)
    yield `the verdict is ${head.verdict}, and its own findings come to ${verdict}`;
  if (head.verdict !== undefined && head.exitCode !== exitCode)
    yield `the exit status is ${head.exitCode}, and should be ${exitCode}`;
  for (const [key, value] of Object.entries(summary)) {
    const said = head.summary[key as keyof typeof summary];
    if (said === undefined || isDeepStrictEqual(said, value)) continue;
    yield `the summary counts ${JSON.stringify(said)} ${key}, and ${JSON.stringify(value)} are listed`;
  }
  for (const key of OPTIONAL_COUNTS) {
    const said = head.summary[key];
    if (said !== undefined && summary[key] === undefined)
      yield `the summary counts ${JSON.stringify(said)} ${key}, and none are listed`;
  }
}

/** Counts that a summary has only where there is something to count. */
const OPTIONAL_COUNTS = ['unmet', 'byGroup'] as const;

function isShard(text: string): boolean {
  const [index = 0, of = 0] = text.split('/').map(Number);
  return index >= 1 && index <= of;
}

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

function repeated(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => (seen.has(key) ? true : (seen.add(key), false)));
}

/** A member of a list by what it is called: `sources["birch"]`. */
function place(list: string, name: string): string {
  return `${list}[${JSON.stringify(name)}]`;
}
