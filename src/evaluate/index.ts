/**
 * Which bans the sightings of a source break on a day, and why; what cannot be decided; which waivers cover it.
 */

import type { Catalogue } from '../catalogue/index.ts';
import { order } from '../matching/compare-text.ts';
import type { Order } from '../matching/versions/index.ts';
import type { Ban, IdKind, Scheme, Waiver } from '../schema/index.ts';
import type { CoverageGap, Finding, PrefixFilter, Program, Sighting, SourceResult } from '../types.ts';
import type { Baseline } from './baseline/bans.ts';
import type { CompiledBaseline } from './baseline/index.ts';
import { candidatesOf } from './candidates.ts';
import { type CompiledBan, compileBan, compileContext } from './compile-ban.ts';
import type { FactsOf } from './facts-test.ts';
import { coverOf, findingOf, findingsOf } from './finding.ts';
import { type BanMatch, groupMatches } from './group-matches.ts';
import { identify, isIrrelevant, type LookupContext, prefixesOf, rememberAllowed } from './identify.ts';
import { listOf } from './list-of.ts';
import { type Doubt, doubtOfMatch, isOnLists, matchBans } from './match-bans.ts';
import { gapsOf } from './open-doubts.ts';
import type * as PolicyParts from './policy-parts.ts';
import { entriesOf, weighAmong } from './presence/index.ts';
import type { RequiringSource } from './requirements.ts';
import { sourceScope } from './source-scope.ts';
import { endingWaivers, type Waivers, waiverNotices, waiversOf } from './waivers.ts';

export { citedBan, type EffectiveSeverity, severityOn } from './severity.ts';
export { countryOn } from './vendors.ts';
export { EXIT_CODES, exitCodeOf, type FailurePolicy, verdictOf } from './verdict.ts';

/** What is checked besides the bans. */
export interface EvaluateOptions {
  readonly waivers?: readonly Waiver[];
  /** What the machines are, where it is known: a ban of another class of devices does not apply to them. */
  readonly deviceClass?: string;
  /** What the machines of a source are, where sources are of several classes; in place of `deviceClass`. */
  readonly deviceClassOf?: (source: string) => string | undefined;
  /** What lists say of a host, for waivers and bans that are on hosts of some kinds. */
  readonly factsOf?: FactsOf;
  /** Inventories of machines as they should be. */
  readonly baseline?: Baseline;
}

/** What a judge says of one source. */
export interface Evaluation {
  /** Sorted by ban, program, version and path. */
  readonly findings: readonly Finding[];
  /** What may break a ban and cannot be decided by what the manifests show. */
  readonly gaps: readonly CoverageGap[];
}

/** Bans of one day, ready to be asked about many sources. */
export interface Evaluator {
  evaluate(source: RequiringSource, sightings: readonly Sighting[]): Evaluation;
  /** Whether a program may break a ban or describes one that does; most do neither and need not be kept. */
  isRelevant(program: Program, place: Place): boolean;
  /** What the names of installed packages begin with that may be relevant; undefined when any may be. */
  prefixes(kind: IdKind): PrefixFilter | undefined;
  /** Which waivers were of use since this was asked last, by their places. */
  takeUsedWaivers(): number[];
  /** Which waivers were of use so far, by their places; several judges of one run add theirs. */
  readonly waiversUsed: ReadonlySet<number>;
  /** What is to be said of waivers when all sources are checked. */
  notices(used?: ReadonlySet<number>, sources?: readonly string[]): string[];
  /** Which waivers in use end within days. */
  ending(used?: ReadonlySet<number>): string[];
}

/** Makes bans and waivers ready for the day of a catalogue. */
export async function createEvaluator(
  catalogue: Catalogue,
  bans: readonly Ban[],
  options: EvaluateOptions = {},
): Promise<Evaluator> {
  const { waivers = [] } = options;
  const compiler = await compileContext(catalogue, bans, waivers);
  const { factsOf, baseline: list } = options;
  const baseline = list && (await import('./baseline/index.ts')).compileBaseline(list, await ordersFor(list));
  const parts = await partsFor(bans);
  const compiledWaivers = waiversOf(waivers, compiler, factsOf);
  const contextOf = (deviceClass: string | undefined): EvaluationContext => {
    const compiled = bans.flatMap((ban) => compileBan(ban, compiler, deviceClass, parts?.policyParts));
    return {
      catalogue,
      candidates: candidatesOf(baseline ? [...compiled, baseline.ban] : compiled),
      baseline,
      required: compiled.filter(({ ban }) => ban.require !== undefined),
      unmet: parts?.unmet,
      waivers: compiledWaivers,
      factsOf,
      irrelevant: new Map(),
      prefixes: new Map(),
    };
  };
  const { deviceClass, deviceClassOf } = options;
  // Before the class of a source is known, a program is relevant if it is to any class.
  const context = contextOf(deviceClassOf ? undefined : deviceClass);
  const contexts = new Map([[deviceClassOf ? undefined : deviceClass, context]]);
  const contextFor = (source: string): EvaluationContext => {
    const wanted = deviceClassOf ? deviceClassOf(source) : deviceClass;
    const known = contexts.get(wanted) ?? contextOf(wanted);
    contexts.set(wanted, known);
    return known;
  };
  return {
    evaluate: (source, sightings) => judgement(contextFor(source.name), source, sightings),
    isRelevant: (program, place) =>
      !isIrrelevant(context, program, place.reader) &&
      (context.candidates.always || identify(context, { ...program, ...place }) !== undefined),
    prefixes: (kind) => prefixesOf(context, kind),
    takeUsedWaivers: () => context.waivers.take(),
    waiversUsed: context.waivers.used,
    notices: (used = context.waivers.used, sources) =>
      waiverNotices(waivers, used, catalogue.day, sources, factsOf),
    ending: (used = context.waivers.used) => endingWaivers(waivers, used, catalogue.day),
  };
}

/** Most bans are none of an own policy. */
async function partsFor(bans: readonly Ban[]): Promise<typeof PolicyParts | undefined> {
  const isOwn = (ban: Ban) => (ban.only ?? ban.require ?? ban['end-of-life']) !== undefined;
  return bans.some(isOwn) ? import('./policy-parts.ts') : undefined;
}

/** What compares versions is loaded where they count. */
async function ordersFor({ versions }: Baseline): Promise<Readonly<Record<Scheme, Order>> | undefined> {
  return versions ? (await import('../matching/versions/index.ts')).versionOrders() : undefined;
}

interface EvaluationContext extends LookupContext {
  readonly factsOf?: FactsOf | undefined;
  /** What must be there. */
  readonly required: readonly CompiledBan[];
  readonly unmet: typeof PolicyParts.unmet | undefined;
  readonly baseline: CompiledBaseline | undefined;
  readonly waivers: Waivers;
}

/** Where a program was seen. */
type Place = Pick<Sighting, 'reader' | 'path'>;

function judgement(
  context: EvaluationContext,
  source: RequiringSource,
  sightings: readonly Sighting[],
): Evaluation {
  const known = sightings.map((sighting) => identify(context, sighting)).filter((one) => one !== undefined);
  const entries = entriesOf(known);
  const appliesTo = sourceScope(source, context.factsOf);
  const matches = new Map<Ban, BanMatch[]>();
  const doubts: Doubt[] = [];
  const required = new Map<Ban, (BanMatch | Doubt)[]>();
  for (const one of known) {
    const { sighting, identification, named } = one;
    if (isOnLists(one, appliesTo)) {
      rememberAllowed(context, one);
      continue;
    }
    const seen = weighAmong(sighting, identification.identities, entries);
    for (const result of matchBans(context.candidates, seen, identification, named, appliesTo)) {
      const { ban } = 'gap' in result ? result.match : result;
      if (ban.require) listOf(required, ban).push(result);
      else if ('gap' in result) doubts.push(result);
      else listOf(matches, ban).push(result);
    }
  }
  for (const ready of context.required) {
    const result = context.unmet?.(ready, required.get(ready.ban) ?? [], appliesTo(ready.ban), source);
    if (result === undefined) continue;
    if (!('gap' in result)) listOf(matches, ready.ban).push(result);
    else if (result.match.severity !== 'note') doubts.push(result);
  }
  for (const match of context.baseline?.missing(source, sightings) ?? [])
    listOf(matches, match.ban).push(match);
  const findings: Finding[] = [];
  for (const list of matches.values()) {
    for (const group of groupMatches(list)) {
      if (group.hit.doubt === undefined) findings.push(...findingsOf(group, source, context.waivers));
      else if (group.hit.severity !== 'note') doubts.push(doubtOfMatch(group.hit));
    }
  }
  const open: Doubt[] = [];
  for (const doubt of doubts) {
    const finding = waivedDoubt(doubt, source, context.waivers);
    if (finding) findings.push(finding);
    else open.push(doubt);
  }
  const gaps = new Map(gapsOf(open).map((gap) => [`${gap.path}\0${gap.reason}`, gap]));
  return { findings: findings.sort(byBan), gaps: [...gaps.values()] };
}

/** What may be a finding and is waived whatever it is, is shown as a waived one. */
function waivedDoubt(
  { match, subjects }: Doubt,
  source: Pick<SourceResult, 'name' | 'os'>,
  waivers: Waivers,
): Finding | undefined {
  const covers = subjects.map((subject) => coverOf({ ...match, ...subject }, source, waivers));
  const [waiver] = covers;
  if (!waiver || covers.includes(undefined)) return undefined;
  return { ...findingOf(match, [], source), waiver };
}

function byBan(a: Finding, b: Finding): number {
  return (
    order(a.ban, b.ban) ||
    order(a.program.name, b.program.name) ||
    order(a.program.version, b.program.version) ||
    order(a.program.path, b.program.path)
  );
}
