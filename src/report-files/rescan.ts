import { type Court, type CourtOptions, convene, judged } from '../policy/index.ts';
import { readerOf } from '../readers/load.ts';
import { runOf } from '../report/summarise.ts';
import { type ScanOptions, scan } from '../scan/index.ts';
import { hostSource, openSource, type SourceOptions } from '../sources/index.ts';
import { type Host, hostsOf } from '../sweep/hosts.ts';
import type { Outcome, Source } from '../types.ts';
import type { SavedReport } from './read.ts';
import type { Again, Unopened } from './verify.ts';

/** How the evidence is judged again, and where its sources are now. */
export interface EvidenceOptions extends CourtOptions, SourceOptions {
  /** Default: where the report says. */
  readonly places?: readonly string[];
}

/**
 * Reads the evidence of a report again and judges it as on the day of the report, by the bans of the report as
 * this rule book has them.
 *
 * @throws Error when the report is not a judged one, or a rule cannot be used
 */
export async function evidenceOf(report: SavedReport, options: EvidenceOptions): Promise<Again> {
  const { head, path, outcomes: before } = report;
  if (head?.bans === undefined) {
    throw new Error(`${path}: only a judged report that has its summary can be verified`);
  }
  const court = await sameCourt(
    head.bans.map(({ id }) => id),
    { ...options, asOf: head.asOf },
  );
  const places = await placesOf(before, options.places ?? []);
  const outcomes: Outcome[] = [];
  const unopened: Unopened[] = [];
  for (const outcome of before) {
    try {
      outcomes.push(await again(outcome, places(outcome), court, options));
    } catch (error) {
      unopened.push({ source: outcome.name, reason: (error as Error).message });
    }
  }
  const own = { command: 'scan', asOf: head.asOf, bans: [], outcomes: before, notices: [] } as const;
  const tolerance = { failOn: head.failOn ?? 'ban', allowUnread: head.allowUnread === true };
  return { outcomes, unopened, bans: court?.cited ?? [], sums: runOf(own, tolerance) };
}

/** Undefined when this rule book has none of the bans. */
async function sameCourt(ids: readonly string[], options: CourtOptions): Promise<Court | undefined> {
  const own = options.bans ?? [];
  const { book } = await convene({ ...options, bans: ['all', ...own] });
  const there = ids.filter((id) => book.digests[id] !== undefined);
  return there.length > 0 ? convene({ ...options, bans: [...there, ...own] }) : undefined;
}

/** Where a source is now; a host of a sweep may be several files. */
type Places = (outcome: Outcome) => readonly string[];

async function placesOf(outcomes: readonly Outcome[], given: readonly string[]): Promise<Places> {
  if (given.length === 0) return ({ name }) => [name];
  if (outcomes.length === 1) return () => given;
  const { hosts } = await hostsOf(given);
  const named = new Map([...given.map(asHost), ...hosts].map(({ name, paths }) => [name, paths]));
  return ({ name }) => named.get(name) ?? [];
}

function asHost(path: string): Host {
  return { name: path, paths: [path] };
}

/** @throws Error when the source is nowhere */
async function again(
  before: Outcome,
  paths: readonly string[],
  court: Court | undefined,
  options: EvidenceOptions,
): Promise<Outcome> {
  if (paths.length === 0) throw new Error('none of the given sources is it');
  const parts: Outcome[] = [];
  for (const path of paths) {
    const source = options.places?.length ? await openSource(path, options) : await reopened(before, options);
    parts.push(await scan(source, await scanOptions(before, court)));
  }
  const [first] = parts;
  const whole: Outcome = {
    name: before.name,
    kind: before.kind,
    ...(first?.os && { os: first.os }),
    sightings: parts.flatMap(({ sightings }) => sightings),
    manifests: parts.flatMap(({ manifests }) => manifests),
    findings: [],
    unread: parts.flatMap(({ unread }) => unread),
  };
  return court ? judged(whole, court) : whole;
}

async function reopened({ name, kind }: Outcome, options: SourceOptions): Promise<Source> {
  if (kind === 'host') return hostSource();
  if (name === '-') throw new Error('it came through standard input; name a file that holds the same');
  return openSource(name, options);
}

async function scanOptions(
  { kind, manifests, unread }: Outcome,
  court: Court | undefined,
): Promise<ScanOptions> {
  const [manifest, ...others] = manifests;
  // A handed file was perhaps read with --as; its reader is in the report.
  const as = kind === 'file' && others.length === 0 && manifest ? await readerOf(manifest.reader) : undefined;
  const allowEmpty = !unread.some(({ path }) => path === '.');
  return { digests: true, fingerprints: court?.fingerprints ?? [], allowEmpty, ...(as && { as }) };
}
