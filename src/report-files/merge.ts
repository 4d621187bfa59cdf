import { milder, WEIGHTS } from '../evaluate/severity.ts';
import { order } from '../matching/compare-text.ts';
import { callOptions } from '../report/call-options.ts';
import { programCount, sourceLists } from '../report/record.ts';
import type { Run } from '../report/run.ts';
import type { CitedBan, Finding, SourceResult } from '../types.ts';
import { type MergeChecks, ofItsDay, unseenIn } from './merge-checks.ts';
import type { SavedReport } from './read.ts';

/** What a merged run is made from, before its verdict. */
export interface MergedReport {
  readonly command: Run['command'];
  readonly asOf: string;
  readonly bans: readonly CitedBan[];
  readonly outcomes: readonly SourceResult[];
  readonly notices: readonly string[];
  readonly plugins: NonNullable<Run['plugins']>;
  readonly failOn: 'ban' | 'warn' | 'residue';
  readonly options: Run['options'];
}

/** Duplicates that are reported one by one. */
const TOLD = 20;

/**
 * One run out of several reports. What is missing becomes a source that could not be read, so that the verdict
 * over a merge with a gap is never clean.
 *
 * @param checks who has to be there, and how old reports and data may be
 * @throws Error when the reports cannot be put together
 */
export function mergeReports(reports: readonly SavedReport[], checks: MergeChecks = {}): MergedReport {
  const heads = reports.flatMap(({ head, path }) => (head ? [{ ...head, path }] : []));
  const days = reports.flatMap(({ head, scope }) => head?.asOf ?? scope?.asOf ?? []).sort();
  const asOf = days.at(-1);
  if (asOf === undefined || heads.length === 0)
    throw new Error('merge: no report has a summary, so bans and date are unknown');
  const command = commandOf(reports);
  const notices = new Set(heads.flatMap((head) => head.notices ?? []));
  if (days[0] !== asOf) notices.add(`the reports are of different days: ${days[0]} to ${asOf}`);
  const versions = [...new Set(heads.map((head) => head.tool.version))].sort();
  if (versions.length > 1) notices.add(`the reports are of different versions: ${versions.join(', ')}`);
  const there = united(reports, notices);
  const bans = command === 'scan' ? bansOf(heads, notices) : [];
  const gaps = [
    ...reports.filter(({ gaps }) => gaps.length > 0).map(({ path, gaps }) => gapped(path, ...gaps)),
    ...missingShards(
      reports.flatMap(({ head, scope }) => head?.shard ?? scope?.shard ?? []),
      notices,
    ),
    ...unseenIn([...there.keys()], checks),
  ];
  return {
    command,
    asOf,
    bans,
    outcomes: [
      ...Array.from(there.values(), (dated) => ofItsDay(withUnasked(dated, bans), dated, checks)),
      ...gaps,
    ]
      .map((result) => onDay(result, asOf))
      .sort((a, b) => order(a.name, b.name)),
    notices: [...notices],
    plugins: pluginsOf(heads),
    options: optionsOf(heads),
    failOn: mildest(heads.map(({ failOn = 'ban' }) => failOn)),
  };
}

/** A waiver that does not hold on the day of the merged report lifts nothing in it. */
function onDay(result: SourceResult, asOf: string): SourceResult {
  return { ...result, findings: result.findings.map((finding) => standing(finding, asOf)) };
}

function standing(finding: Finding, asOf: string): Finding {
  const { waiver, ...bare } = finding;
  if (waiver === undefined || (asOf <= waiver.expires && (waiver.from ?? asOf) <= asOf)) return finding;
  const when = asOf > waiver.expires ? `ended on ${waiver.expires}` : `begins on ${waiver.from}`;
  return { ...bare, reasons: [...bare.reasons, `the waiver of ${waiver.owner} ${when}`] };
}

type Head = NonNullable<SavedReport['head']> & { readonly path: string };

function commandOf(reports: readonly SavedReport[]): Run['command'] {
  const scan = reports.find(({ command }) => command === 'scan');
  const inventory = reports.find(({ command }) => command === 'inventory');
  if (scan && inventory) {
    throw new Error(
      `merge: ${scan.path} is a scan and ${inventory.path} is an inventory; they do not go together`,
    );
  }
  return scan ? 'scan' : 'inventory';
}

/**
 * Each source once. Of two that differ the one of the later day is taken, then the one with the worse verdict; what the
 * other found by bans that this one was not asked about is added.
 */
function united(reports: readonly SavedReport[], notices: Set<string>): ReadonlyMap<string, Dated> {
  const there = new Map<string, Dated>();
  const differing: string[] = [];
  let identical = 0;
  for (const { results, head, scope, path } of reports) {
    const asOf = head?.asOf ?? scope?.asOf ?? '';
    const ids = head?.bans?.map(({ id }) => id) ?? scope?.bans;
    const bans = ids && new Set(ids);
    const excused = excusedBans(head?.notices ?? []);
    for (const outcome of results) {
      const other = there.get(outcome.name);
      const own = { outcome, asOf, path, bans, excused };
      if (other === undefined) there.set(outcome.name, own);
      else if (contentOf(other.outcome) === contentOf(outcome)) {
        identical++;
        there.set(outcome.name, isRather(own, other) ? joined(own, other) : joined(other, own));
      } else {
        there.set(outcome.name, isRather(own, other) ? joined(own, other) : joined(other, own));
        differing.push(`${outcome.name} differs between ${other.path} and ${path}`);
      }
    }
  }
  if (identical > 0) notices.add(`${identical} sources are in several reports, alike`);
  for (const notice of differing.slice(0, TOLD)) notices.add(notice);
  if (differing.length > TOLD) notices.add(`${differing.length - TOLD} more sources differ between reports`);
  return there;
}

/** The first, with what the second says by bans that the first was not asked about. */
function joined(first: Dated, second: Dated): Dated {
  if (!first.bans || !second.bans) return first;
  const own = first.bans;
  const more = second.outcome.findings.filter(({ ban }) => !own.has(ban));
  const isWider = [...second.bans].some((ban) => !own.has(ban));
  if (!isWider) return first;
  // Of gaps nobody knows which ban they keep from an answer.
  const known = new Set(first.outcome.gaps.map(({ path, reason }) => `${path}\0${reason}`));
  const gaps = second.outcome.gaps.filter(({ path, reason }) => !known.has(`${path}\0${reason}`));
  return {
    ...first,
    bans: new Set([...own, ...second.bans]),
    excused: new Set([...first.excused, ...second.excused]),
    outcome: {
      ...first.outcome,
      findings: [...first.outcome.findings, ...more],
      gaps: [...first.outcome.gaps, ...gaps],
    },
  };
}

/** A source that was not held against a ban of the others is not clean by it. */
function withUnasked(
  { outcome, bans: asked, excused, path }: Dated,
  bans: readonly CitedBan[],
): SourceResult {
  const unasked = bans.filter(({ id }) => asked !== undefined && !asked.has(id) && !excused.has(id));
  if (unasked.length === 0) return outcome;
  const gaps = unasked.map(({ id, severity }) => ({
    path: '.',
    reason: `not checked against ${id}: ${path} did not apply this ban`,
    kind: 'undecided' as const,
    severity,
  }));
  return { ...outcome, gaps: [...outcome.gaps, ...gaps] };
}

/** Bans that a report says are for devices of another class only. */
function excusedBans(notices: readonly string[]): ReadonlySet<string> {
  const reported = notices.filter((notice) => notice.startsWith('not checked: ')).join(', ');
  return new Set(
    Array.from(
      reported.matchAll(/(?<id>\S+) \(for \S+ devices only\)/gu),
      ({ groups }) => groups?.['id'] ?? '',
    ),
  );
}

/** A journal writes what is unknown otherwise than a report does. */
function contentOf(result: SourceResult): string {
  const lists = sourceLists(result, {
    command: result.sightings.length > 0 ? 'inventory' : 'scan',
    traces: true,
  });
  return JSON.stringify([result.kind, programCount(result), lists]);
}

const WORSE = { banned: 2, incomplete: 1, clean: 0 } as const;

interface Dated {
  readonly outcome: SourceResult;
  readonly asOf: string;
  readonly path: string;
  /** Ids of the bans that were asked; undefined where the report does not say. */
  readonly bans: ReadonlySet<string> | undefined;
  /** Ids of bans that are on devices of another class than these: they ask nothing of them. */
  readonly excused: ReadonlySet<string>;
}

/** @throws Error when the later day is one to come: what will be is no record of what was seen */
function isRather(a: Dated, b: Dated): boolean {
  const [late, early] = a.asOf > b.asOf ? [a, b] : [b, a];
  if (late.asOf !== early.asOf && late.asOf > new Date().toISOString().slice(0, 10)) {
    throw new Error(
      `merge: ${late.path} is of ${late.asOf}, a day to come: it cannot replace ${late.outcome.name} of ${early.path}`,
    );
  }
  if (a.asOf !== b.asOf) return a.asOf > b.asOf;
  return WORSE[a.outcome.verdict ?? 'clean'] > WORSE[b.outcome.verdict ?? 'clean'];
}

/** Every plugin that took part in one of them, once. */
function pluginsOf(heads: readonly Head[]): NonNullable<Run['plugins']> {
  const all = heads.flatMap(({ plugins = [] }) => plugins);
  return [...new Map(all.map((plugin) => [JSON.stringify(plugin), plugin])).values()];
}

/** A ban that was not applied everywhere, or not in the same words, is reported. */
function bansOf(heads: readonly Head[], notices: Set<string>): CitedBan[] {
  const bans = new Map<string, { ban: CitedBan; path: string }>();
  const judged = heads.map((head) => ({
    path: head.path,
    bans: head.bans ?? [],
  }));
  for (const { path, bans: applied } of judged) {
    for (const ban of applied) {
      const other = bans.get(ban.id);
      if (other === undefined) bans.set(ban.id, { ban, path });
      else if (other.ban.severity !== ban.severity) bans.set(ban.id, { ban: heaviest(other.ban, ban), path });
      else if (other.ban.digest !== ban.digest)
        notices.add(`ban ${ban.id} differs between ${other.path} and ${path}`);
    }
  }
  for (const { path, bans: applied } of judged) {
    for (const id of bans.keys()) {
      if (!applied.some((ban) => ban.id === id)) notices.add(`ban ${id} was not applied in ${path}`);
    }
  }
  return Array.from(bans.values(), ({ ban }) => ban).sort((a, b) => order(a.id, b.id));
}

/** Of a ban in two phases the heavier one, and that its findings may be as mild as in the other. */
function heaviest(one: CitedBan, other: CitedBan): CitedBan {
  const [heavy, light] = WEIGHTS[one.severity] >= WEIGHTS[other.severity] ? [one, other] : [other, one];
  return { ...heavy, mildest: milder(heavy.mildest ?? heavy.severity, light.mildest ?? light.severity) };
}

function missingShards(shards: readonly string[], notices: Set<string>): SourceResult[] {
  const there = new Set(shards);
  const totals = new Set(shards.map((shard) => shard.split('/')[1]));
  if (totals.size > 1)
    notices.add(`the reports are shards of different sweeps: ${[...shards].sort().join(', ')}`);
  return [...totals].flatMap((total) => {
    const all = Array.from({ length: Number(total) || 0 }, (_, index) => `${index + 1}/${total}`);
    return all
      .filter((shard) => !there.has(shard))
      .map((shard) => gapped(`shard ${shard}`, 'it has no report'));
  });
}

function gapped(name: string, ...reasons: readonly string[]): SourceResult {
  const unread = reasons.map((reason) => ({ path: '.', reason, kind: 'missing' as const }));
  return { name, kind: 'file', sightings: [], manifests: [], findings: [], gaps: unread, programs: 0 };
}

/** What all reports were made with; what the sweeps were given is put together. */
function optionsOf(heads: readonly Head[]): Run['options'] {
  const all = heads.map(({ options = {} }) => options);
  const sweeps = all.map(({ sweep }) => sweep);
  const isSweep = sweeps.every((sweep) => sweep !== undefined);
  const sweep = isSweep ? [...new Set(sweeps.flat())] : undefined;
  const [{ sweep: _, ...first } = {}, ...others] = all;
  const shared = Object.entries(first).filter(([key, value]) =>
    others.every((other) => other[key as keyof typeof first] === value),
  );
  return callOptions({ ...Object.fromEntries(shared), sweep });
}

function mildest(values: readonly MergedReport['failOn'][]): MergedReport['failOn'] {
  if (values.includes('residue')) return 'residue';
  return values.includes('warn') ? 'warn' : 'ban';
}
