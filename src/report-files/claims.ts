/** What a report says that no evidence can show: it is reported as the report's own word, and never as proven. */

import { safeJson } from '../report/sanitise.ts';
import { count } from '../report/words.ts';
import type { SavedReport } from './read.ts';
import type { Rescan } from './rescan.ts';
import type { TreeDifference } from './tree-diff.ts';

const DAY = String.raw`\d{4}-\d{2}-\d{2}`;

/** Sentences about waivers: derived where the waivers are given. */
const OF_WAIVERS = new RegExp(
  `^the waiver of .+ for .+ (?:expired on ${DAY} and no longer applies|begins on ${DAY} and does not apply yet|matched nothing|ends on ${DAY})$`,
  'u',
);

/** Sentences that a scan, a sweep or merge writes about the run itself. */
const OF_RUNS = [
  String.raw`not checked: \S+ \((?:not in force on ${DAY}|in force from ${DAY}|for \S+ devices only)\)(?:, \S+ \([^()]+\))*(?:, and \d+ more)?`,
  String.raw`hosts ".*" and ".*" look like one host in two spellings`,
  String.raw`\d+ hosts? (?:appeared|vanished) (?:while the sweep was running|since the sweep was begun): ".*"(?:, and \d+ more)?`,
  'which hosts came or went while the sweep was running is unknown: .+',
  String.raw`the sweep was interrupted: \d+ hosts were not read`,
];
const OF_LISTS = [
  String.raw`.+: this journal was begun on ${DAY}, \d+ days? ago: hosts that were done then are not read again`,
  '.+: columns that mean nothing here: .+',
  '.+: ".*" is none of the operating systems windows, linux and macos',
];
const OF_MERGES = [
  `the reports are of different days: ${DAY} to ${DAY}`,
  String.raw`the reports are of different versions: [\w.+-]+(?:, [\w.+-]+)+`,
  String.raw`the reports are shards of different sweeps: \d+/\d+(?:, \d+/\d+)*`,
  String.raw`\d+ sources are in several reports, alike`,
  '.+ differs between .+ and .+',
  String.raw`\d+ more sources differ between reports`,
  String.raw`ban \S+ differs between .+ and .+`,
  String.raw`ban \S+ was not applied in .+`,
];
const oneOf = (patterns: readonly string[]) => new RegExp(`^(?:${patterns.join('|')})$`, 'u');
const RUNS = oneOf([...OF_RUNS, ...OF_LISTS]);
const MERGES = oneOf(OF_MERGES);

/** Notices that this run would not write, and those that nobody can derive. */
export function noticesOf(
  report: SavedReport,
  { notices, withWaivers, unopened }: Rescan,
): { readonly differences: readonly TreeDifference[]; readonly claims: readonly string[] } {
  const said = report.head?.notices ?? [];
  const derived = new Set(notices);
  const open = said.filter((notice) => !derived.has(notice));
  const isClaim = (notice: string) =>
    RUNS.test(notice) || MERGES.test(notice) || (!withWaivers && OF_WAIVERS.test(notice));
  const isMerged = said.some((notice) => MERGES.test(notice));
  const origin = foreignOrigin(report);
  const missing = isMerged || unopened.length > 0 ? [] : notices.filter((notice) => !said.includes(notice));
  return {
    differences: [
      ...(origin === undefined ? [] : [{ place: 'configuration', before: origin }]),
      ...open.filter((notice) => !isClaim(notice)).map((before) => ({ place: 'notices', before })),
      ...missing.map((now) => ({ place: 'notices', now })),
    ],
    claims: open.filter(isClaim),
  };
}

const ORIGINS: ReadonlySet<unknown> = new Set(['command line', 'configuration', 'default', 'none']);

/** What says where the configuration came from, where no run says it so. */
function foreignOrigin({ text }: SavedReport): unknown {
  const said = text?.head['configuration'];
  if (said === undefined) return undefined;
  const {
    file,
    bans,
    waivers,
    tolerance,
    baseline = 'none',
    ...others
  } = said as Readonly<Record<string, unknown>>;
  const isKnown = [bans, waivers, tolerance, baseline].every((origin) => ORIGINS.has(origin));
  return isKnown && (file === null || typeof file === 'string') && Object.keys(others).length === 0
    ? undefined
    : said;
}

const LAPSED = new RegExp(`^the waiver of .+ (?:ended on|begins on) ${DAY}$`, 'u');
const OF_DAYS = new RegExp(`^the reports are of different days: ${DAY} to ${DAY}$`, 'u');

/**
 * Reasons that merge added where a waiver did not hold on the day of the merged report. None of a report that is not
 * merged from several days: in it they would be anybody's words.
 */
export function lapsedReasons({ head, results }: SavedReport): ReadonlySet<string> {
  if (!head?.notices?.some((notice) => OF_DAYS.test(notice))) return new Set();
  const reasons = results.flatMap(({ findings }) => findings.flatMap((finding) => finding.reasons));
  return new Set(reasons.filter((reason) => LAPSED.test(reason)));
}

/** The call of a report, a sentence each, and what merge took from the reports that it was made of. */
export function claimsOf(report: SavedReport): string[] {
  const { head } = report;
  if (head === undefined) return [];
  const { asOf, failOn = 'ban', allowUnread, tolerate, shard, options, configuration, bans = [] } = head;
  return [
    `checked as of ${asOf} against ${count(bans.length, 'ban')}, with --fail-on ${failOn}`,
    ...(allowUnread === true ? ['coverage gaps were accepted (--allow-unread)'] : []),
    ...(tolerate ? [`coverage gaps were tolerated: ${safeJson(tolerate)}`] : []),
    ...(shard === undefined ? [] : [`part ${shard} of a sweep`]),
    ...(configuration ? [`configuration: ${configuration.file ?? 'none'}`] : []),
    ...(options ? [`read with ${safeJson(options)}`] : []),
    ...lapsedReasons(report),
  ];
}
