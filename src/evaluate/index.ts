/**
 * Which bans the sightings of a source break on a day, and why; what cannot be decided; which waivers cover it.
 */

import type { Catalogue } from '../catalogue/index.ts';
import { order } from '../matching/compare-text.ts';
import type { Ban, IdKind, Waiver } from '../schema/index.ts';
import type { Beginnings, Finding, Outcome, Program, Sighting, Unread } from '../types.ts';
import { candidatesOf } from './candidates.ts';
import { compilerFor, readyBan } from './compile-ban.ts';
import { findingOf } from './finding.ts';
import { grouped, type Hit } from './group-matches.ts';
import { beginningsOf, isDull, type Knowledge, knownAs } from './identify.ts';
import { broken } from './match-bans.ts';
import { entriesOf, seenAmong } from './traces.ts';
import { type Waivers, waiverNotices, waiversOf } from './waivers.ts';

export { citedBan, type Standing, standingOn } from './severity.ts';
export { countryOn } from './vendors.ts';
export { exitCodeOf, STATUS, type Tolerance, verdictOf } from './verdict.ts';

/** What is judged besides the bans. */
export interface JudgeOptions {
  readonly waivers?: readonly Waiver[];
  /** What the machines are, where it is known: a ban of another class of devices does not apply to them. */
  readonly deviceClass?: string;
}

/** What a judge says of one source. */
export interface Judgement {
  /** Sorted by ban, program, version and path. */
  readonly findings: readonly Finding[];
  /** What may break a ban and cannot be decided by what the manifests tell. */
  readonly unread: readonly Unread[];
}

/** Bans of one day, ready to be asked about many sources. */
export interface Judge {
  judge(source: Pick<Outcome, 'name' | 'os'>, sightings: readonly Sighting[]): Judgement;
  /** Whether a program may break a ban or tells of one that does; most do neither and need not be kept. */
  concerns(program: Program, place: Place): boolean;
  /** What the names of installed packages begin with that may be of concern; undefined when any may be. */
  beginnings(kind: IdKind): Beginnings | undefined;
  /** Which waivers cover these findings, by their places. */
  waiversIn(findings: readonly Finding[]): number[];
  /** Which waivers were of use so far, by their places; several judges of one run add theirs. */
  readonly waiversUsed: ReadonlySet<number>;
  /** What is to be said of waivers when all sources are judged. */
  notices(used?: ReadonlySet<number>): string[];
}

/** Makes bans and waivers ready for the day of a catalogue. */
export async function judgeOf(
  catalogue: Catalogue,
  bans: readonly Ban[],
  options: JudgeOptions = {},
): Promise<Judge> {
  const { waivers = [] } = options;
  const compiler = await compilerFor(catalogue, bans, waivers);
  const ready = bans.flatMap((ban) => readyBan(ban, compiler, options.deviceClass));
  const court: Court = {
    catalogue,
    candidates: candidatesOf(ready),
    waivers: waiversOf(waivers, compiler),
    dull: new Set(),
    beginnings: new Map(),
  };
  return {
    judge: (source, sightings) => judgement(court, source, sightings),
    concerns: (program, place) =>
      !isDull(court, program) && knownAs(court, { ...program, ...place }) !== undefined,
    beginnings: (kind) => beginningsOf(court, kind),
    waiversIn: (findings) => placesOf(court, findings),
    waiversUsed: court.waivers.used,
    notices: (used = court.waivers.used) => waiverNotices(waivers, used, catalogue.day),
  };
}

interface Court extends Knowledge {
  readonly waivers: Waivers;
}

/** Where a program was seen. */
type Place = Pick<Sighting, 'reader' | 'path'>;

function judgement(
  court: Court,
  source: Pick<Outcome, 'name' | 'os'>,
  sightings: readonly Sighting[],
): Judgement {
  const known = sightings.map((sighting) => knownAs(court, sighting)).filter((one) => one !== undefined);
  const entries = entriesOf(known);
  const hits = new Map<Ban, Hit[]>();
  const unread = new Map<string, Unread>();
  for (const { sighting, identification, named } of known) {
    const seen = seenAmong(sighting, identification.identities, entries);
    for (const result of broken(court.candidates, seen, identification, named)) {
      if ('reason' in result) unread.set(`${result.path}\0${result.reason}`, result);
      else listOf(hits, result.ban).push(result);
    }
  }
  const findings = [...hits.values()].flatMap((list) =>
    grouped(list).map((group) => findingOf(group, source, court.waivers)),
  );
  return { findings: findings.sort(byBan), unread: [...unread.values()] };
}

function placesOf({ waivers }: Court, findings: readonly Finding[]): number[] {
  const places = findings.map(({ waiver }) => waiver && waivers.placeOf(waiver));
  return [...new Set(places)].filter((place) => place !== undefined).sort((a, b) => a - b);
}

function listOf(hits: Map<Ban, Hit[]>, ban: Ban): Hit[] {
  const list = hits.get(ban) ?? [];
  hits.set(ban, list);
  return list;
}

function byBan(a: Finding, b: Finding): number {
  return (
    order(a.ban, b.ban) ||
    order(a.program.name, b.program.name) ||
    order(a.program.version, b.program.version) ||
    order(a.program.path, b.program.path)
  );
}
