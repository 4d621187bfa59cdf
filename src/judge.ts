/**
 * Which bans the sightings of a source break on a day, and why; what cannot be decided; which waivers cover it.
 */

import type { Catalogue, Identification, Identity } from './catalogue.ts';
import { type Candidates, candidatesOf } from './judge/candidates.ts';
import { type Compiler, type Condition, conditionOf, type Subject } from './judge/condition.ts';
import { asksForVersions, expressionsOf } from './judge/expressions.ts';
import { findingOf } from './judge/finding.ts';
import { grouped, type Hit } from './judge/hits.ts';
import { milder, type Standing, standingOn } from './judge/severity.ts';
import { entriesOf, type Seen, seenAmong } from './judge/traces.ts';
import { type Answer, either } from './judge/truth.ts';
import type { Finding, Outcome, Program, Sighting, Unread } from './model.ts';
import type { Ban, Match, Severity, Waiver } from './schema.ts';
import { versionOrders } from './versions.ts';
import { type Waivers, waiverNotices, waiversOf } from './waivers.ts';

export { citedBan, type Standing, standingOn } from './judge/severity.ts';
export { countryOn } from './judge/vendors.ts';
export { exitCodeOf, type Tolerance, verdictOf } from './judge/verdict.ts';

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
  /** Which waivers cover these findings, by their places. */
  waiversIn(findings: readonly Finding[]): number[];
  /** Which waivers were of use so far, by their places; several judges of one run add theirs. */
  readonly waiversUsed: ReadonlySet<number>;
  /** What is to be said of waivers when all sources are judged. */
  notices(used?: ReadonlySet<number>): string[];
}

interface Ready {
  readonly ban: Ban;
  readonly match: Match;
  readonly possible: Condition;
  readonly condition: Condition;
  readonly except: readonly Condition[];
  readonly standing: Standing;
  /** Where an engine inside weighs less: what holds without one. */
  readonly brand?: Condition;
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
  };
  return {
    judge: (source, sightings) => judgement(court, source, sightings),
    concerns: (program, place) =>
      !isDull(court, program) && knownAs(court, { ...program, ...place }) !== undefined,
    waiversIn: (findings) => placesOf(court, findings),
    waiversUsed: court.waivers.used,
    notices: (used = court.waivers.used) => waiverNotices(waivers, used, catalogue.day),
  };
}

async function compilerFor(
  { vendors, day }: Catalogue,
  bans: readonly Ban[],
  waivers: readonly Waiver[],
): Promise<Compiler> {
  const matches = [
    ...bans.flatMap((ban) => [ban.match, ...exceptionsOf(ban)]),
    ...waivers.map((it) => it.program),
  ];
  return {
    vendors,
    day,
    expressions: await expressionsOf(matches),
    ...(matches.some(asksForVersions) ? { orders: await versionOrders() } : {}),
  };
}

function exceptionsOf({ except = [] }: Ban): readonly Match[] {
  return Array.isArray(except) ? except : [except];
}

function readyBan(ban: Ban, compiler: Compiler, deviceClass: string | undefined): Ready[] {
  const standing = standingOn(ban, compiler.day);
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (!standing || (wanted !== 'any' && deviceClass !== undefined && deviceClass !== wanted)) return [];
  // A ban on phones says nothing for sure about a machine of which nobody said that it is one.
  const unsure = wanted !== 'any' && deviceClass === undefined && standing.severity === 'ban';
  return [
    {
      ban,
      match: ban.match,
      possible: conditionOf(ban.match, { ...compiler, identityOnly: true }),
      condition: conditionOf(ban.match, compiler),
      except: exceptionsOf(ban).map((match) => conditionOf(match, compiler)),
      ...(ban.embedded ? { brand: conditionOf(ban.match, { ...compiler, brandOnly: true }) } : {}),
      standing: unsure ? { ...standing, severity: 'warn' } : standing,
    },
  ];
}

interface Court {
  readonly catalogue: Catalogue;
  readonly candidates: Candidates<Ready>;
  readonly waivers: Waivers;
  /** Packages that no ban and no vendor is concerned with. */
  readonly dull: Set<string>;
}

function judgement(
  court: Court,
  source: Pick<Outcome, 'name' | 'os'>,
  sightings: readonly Sighting[],
): Judgement {
  const known = sightings.flatMap((sighting) => knownAs(court, sighting) ?? []);
  const entries = entriesOf(known);
  const hits = new Map<Ban, Hit[]>();
  const unread = new Map<string, Unread>();
  for (const { sighting, identification, named } of known) {
    const seen = seenAmong(sighting, identification.identities, entries);
    for (const result of broken(court, seen, identification, named)) {
      if ('reason' in result) unread.set(`${result.path}\0${result.reason}`, result);
      else listOf(hits, result.ban).push(result);
    }
  }
  const findings = [...hits.values()].flatMap((list) =>
    grouped(list).map((group) => findingOf(group, source, court.waivers)),
  );
  return { findings: findings.sort(byBan), unread: [...unread.values()] };
}

interface Known {
  readonly sighting: Sighting;
  readonly identification: Identification;
  readonly named: readonly Ready[];
}

/** Where a program was seen. */
type Place = Pick<Sighting, 'reader' | 'path'>;

function isDull({ candidates, dull }: Court, program: Program): boolean {
  const key = packageOf(program, candidates);
  return key !== undefined && dull.has(key);
}

function knownAs(court: Court, sighting: Sighting): Known | undefined {
  if (isDull(court, sighting)) return undefined;
  const identification = court.catalogue.identify(sighting);
  const named = court.candidates.ofSighting(sighting);
  if (identification.identities.length + identification.possible.length + named.length > 0)
    return { sighting, identification, named };
  const key = packageOf(sighting, court.candidates);
  if (key === undefined) return undefined;
  if (court.dull.size >= MOST_REMEMBERED) court.dull.clear();
  court.dull.add(key);
  return undefined;
}

/** Packages repeat from host to host; more of them than this are an attack. */
const MOST_REMEMBERED = 50_000;

/**
 * What stands for a package of which its manifest tells nothing but the package: the id says all that marks look
 * at. Names are looked at without the version at their end, so that it counts where names do.
 */
function packageOf(program: Program, candidates: Candidates<Ready>): string | undefined {
  const { name, version = '', ids, publisher, folder, marks } = program;
  if (publisher !== undefined || folder !== undefined || marks !== undefined || ids?.length !== 1)
    return undefined;
  const id = ids[0] as string;
  const isItsName = id.endsWith(name) && id[id.length - name.length - 1] === ':';
  if (!isItsName || candidates.asksFor('path')) return undefined;
  return candidates.asksFor('name') ? `${id} ${version}` : id;
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

function* broken(
  { candidates }: Court,
  seen: Seen,
  { identities, possible }: Identification,
  named: readonly Ready[],
): Generator<Hit | Unread> {
  const { sighting } = seen;
  const own = new Set(named);
  const bans = new Set(named);
  for (const identity of identities) {
    for (const ready of candidates.ofIdentity(identity, sighting)) bans.add(ready);
  }
  for (const ready of bans) {
    const subject = own.has(ready) ? seen.itself : sighting;
    const explained = seen.explained && !own.has(ready);
    const { hit, answer } = judged(ready, subject, identities);
    if (hit) yield { ...hit, explained };
    else if (answer.truth === 'maybe' && !explained && matters(ready, subject)) {
      yield undecided(ready.ban, subject, answer.reasons);
    }
  }
  for (const { identity, doubt } of possible) {
    for (const ready of candidates.ofIdentity(identity, sighting)) {
      if (
        bans.has(ready) ||
        !matters(ready, sighting) ||
        judged(ready, sighting, [identity]).answer.truth === 'no'
      )
        continue;
      yield undecided(ready.ban, sighting, [
        `${doubt}; it may be ${identity.product?.name ?? identity.vendor.name}`,
      ]);
      bans.add(ready);
    }
  }
}

/** What a removal left behind makes no answer incomplete, nor does a note, which changes no exit status. */
function matters({ standing }: Ready, { state }: Sighting): boolean {
  return state !== 'residue' && standing.severity !== 'note';
}

function judged(
  ready: Ready,
  sighting: Sighting,
  identities: readonly Identity[],
): { hit?: Hit; answer: Answer } {
  const subjects: Subject[] =
    identities.length > 0 ? identities.map((identity) => ({ sighting, identity })) : [{ sighting }];
  const answers = subjects.map((subject) => ({ subject, answer: answerOf(ready, subject) }));
  const found = answers.find(({ answer }) => answer.truth === 'yes');
  if (!found) return { answer: either(answers.map(({ answer }) => answer)) };
  const { ban, standing } = ready;
  const { identity } = found.subject;
  const reasons = [...(identity?.reasons ?? []), ...found.answer.reasons, ...standingReasons(standing, ban)];
  const severity = severityOf(ready, found.subject);
  return { answer: found.answer, hit: { ban, severity, sighting, identity, reasons } };
}

/** An engine inside is harder to be sure of than the brand on the box. */
function severityOf({ ban, brand, standing }: Ready, subject: Subject): Severity {
  const isBrand = brand === undefined || brand(subject).truth === 'yes';
  return isBrand || ban.embedded === undefined ? standing.severity : milder(standing.severity, ban.embedded);
}

/** An exception that cannot be decided does not help. */
function answerOf({ condition, except }: Ready, subject: Subject): Answer {
  const answer = condition(subject);
  if (answer.truth === 'no' || except.length === 0) return answer;
  const excepted = except.some((exception) => exception(subject).truth === 'yes');
  return excepted ? { truth: 'no', reasons: [] } : answer;
}

function standingReasons({ since, duty, severity }: Standing, ban: Ban): string[] {
  const phase =
    since === undefined ? [] : [`the phase since ${since}${duty === undefined ? '' : `: ${duty}`}`];
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (wanted === 'any') return phase;
  return [
    ...phase,
    `it applies to ${wanted} devices${severity === 'ban' ? '' : ', and whether this is one was not told'}`,
  ];
}

function undecided(ban: Ban, sighting: Sighting, reasons: readonly string[]): Unread {
  const what = `${sighting.name}${sighting.version === undefined ? '' : ` ${sighting.version}`}`;
  const place = sighting.line === undefined ? '' : `line ${sighting.line}: `;
  return {
    path: sighting.path,
    reader: sighting.reader,
    reason: `${place}whether ${what} breaks ${ban.id} cannot be decided: ${reasons.join('; ') || 'not enough is told'}`,
  };
}

function byBan(a: Finding, b: Finding): number {
  return (
    compare(a.ban, b.ban) ||
    compare(a.program.name, b.program.name) ||
    compare(a.program.version ?? '', b.program.version ?? '') ||
    compare(a.program.path, b.program.path)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
