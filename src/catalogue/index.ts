/**
 * Program → vendor and product, by the marks of the catalogue. Marks are looked up by key, so that the cost of a
 * program does not grow with the catalogue.
 */

import { literalPrefix } from '../matching/glob.ts';
import { nameKey, nameKeys, publisherKeys } from '../matching/names/index.ts';
import type { IdKind, Vendor } from '../schema/index.ts';
import type { PrefixFilter, Program } from '../types.ts';
import { isBare, isSure, takeLongerNames } from './bare-names.ts';
import { type Decision, decide, type Identity } from './decide.ts';
import type { IndicatorMatch } from './indicator-match.ts';
import { bucketOf, type Indicator, type Indicators, indicatorsOf } from './indicators.ts';
import { addPackages, idKey, isPackage, lookUps } from './keys.ts';
import { type PatternIndex, patternIndex } from './pattern-index.ts';
import { isNamedAlike, packageKey } from './shared-keys.ts';
import { spellingsOf } from './spellings.ts';
import { namesOfSubject } from './subject.ts';

export type { Identity } from './decide.ts';
export { pathFingerprints } from './fingerprints.ts';
export { type Indicator, type Indicators, indicatorsByBucket, indicatorsOf } from './indicators.ts';

/** What a catalogue says of a program. */
export interface Identification extends Decision {
  /** What it may be, as far as the manifest tells, and what it does not tell. */
  readonly possible: readonly Possible[];
}

/** Something that a program may be. */
export interface Possible {
  readonly identity: Identity;
  readonly doubt: string;
}

/** A catalogue of one day, ready to be asked. */
export interface Catalogue {
  readonly day: string;
  readonly vendors: readonly Vendor[];
  identify(program: Program): Identification;
  /** Puts what the names of packages begin with that are marks by themselves into a table; false when any may be. */
  addBeginnings(table: PrefixFilter, kind: IdKind): boolean;
}

const NOBODY: Identification = { identities: [], possible: [], contradicted: [], passed: [] };
/** Publishers repeat from row to row; more of them than this are an attack. */
const MOST_REMEMBERED = 20_000;

/**
 * Makes a catalogue of the facts that hold on a day.
 *
 * @param indicators the result of {@link indicatorsOf} for these vendors, where it is at hand already
 */
export function catalogueOf(
  vendors: readonly Vendor[],
  day: string,
  indicators: Indicators = indicatorsOf(vendors),
): Catalogue {
  const indexes = indexesOf(indicators, day);
  const remembered = new Map<string, Remembered>();
  const publisherOf = (publisher: string): Remembered => {
    let known = remembered.get(publisher);
    if (known) return known;
    const matches = signalsOfPublisher(publisher, indexes);
    known = {
      signals: matches,
      alone: matches.length > 0 ? { ...decide(matches, vendors, day), possible: [] } : NOBODY,
    };
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(publisher, known);
    return known;
  };
  return {
    day,
    vendors,
    addBeginnings: (table, kind) => addPackages(table, indexes, kind),
    identify(program) {
      const cut = program.marks?.includes('truncated-name') === true;
      // A key that somebody let into the package database is not the software that it signs.
      if (program.marks?.includes('signing-key')) return NOBODY;
      const publisher = program.publisher === undefined ? undefined : publisherOf(program.publisher);
      const matches: IndicatorMatch[] = [];
      gatherIds(program, indexes, matches, cut, (name) => publisherOf(name).signals);
      gatherName(program, indexes, matches, cut);
      const isUntyped = isBare(program);
      const longer = isUntyped ? takeLongerNames(program, matches) : [];
      const hidden = cut ? hiddenSignals(program, indexes) : [];
      const bare = isUntyped ? [...packageSignals(program.name, indexes), ...longer] : [];
      matches.push(...bare.filter(({ mark }) => isSure(mark)));
      if (matches.length + hidden.length + bare.length === 0) return publisher?.alone ?? NOBODY;
      if (publisher) matches.push(...publisher.signals);
      if (program.maintainer !== undefined) {
        const { signals: theirs } = publisherOf(program.maintainer);
        matches.push(...theirs.map((match) => ({ ...match, via: 'maintainer' }) as const));
      }
      const anonymous = isAnonymous(program) ? matches.flatMap(withoutSecond) : [];
      const decision = decide(matches, vendors, day, {
        publisher: program.publisher,
        file: program.executable ?? program.folder,
      });
      return {
        ...decision,
        possible: [
          ...decision.contradicted.map((identity) => ({
            identity,
            doubt: `its name is one of ${identity.vendor.name}, and the publisher is ${program.publisher}`,
          })),
          ...doubtful(decide(hidden, vendors, day), 'its name was cut'),
          ...doubtful(decide(anonymous, vendors, day), 'no publisher in the manifest'),
          ...doubtful(decide(bare, vendors, day), 'no package type in the manifest'),
        ],
      };
    },
  };
}

/** What a publisher says, and what it says alone. */
interface Remembered {
  readonly signals: readonly IndicatorMatch[];
  readonly alone: Identification;
}

function doubtful({ identities }: Decision, doubt: string): Possible[] {
  return identities.map((identity) => ({ identity, doubt }));
}

/** Marks to look up by key. */
interface Indexes {
  /** Where to look a key of a kind up; nowhere when there is no such mark. */
  get(kind: string, key: string): PatternIndex<Indicator> | undefined;
}

/** A machine has few of the many shelves, so each is made ready when it is first asked for. */
function indexesOf(indicators: Indicators, day: string): Indexes {
  const made = new Map<string, PatternIndex<Indicator> | undefined>();
  return {
    get(kind, key) {
      const bucket = bucketOf(kind, key);
      if (!made.has(bucket)) {
        const wild = bucketOf(kind, '');
        const list =
          bucket === wild ? indicators.of(bucket) : [...indicators.of(bucket), ...indicators.of(wild)];
        made.set(bucket, indexOf(kind, list, day));
      }
      return made.get(bucket);
    },
  };
}

function indexOf(
  kind: string,
  indicators: readonly Indicator[],
  day: string,
): PatternIndex<Indicator> | undefined {
  const held = indicators.filter(([, , , , conditions]) => !conditions || isOn(conditions, day));
  if (held.length === 0) return undefined;
  const index = patternIndex<Indicator>({ folders: kind === 'path' || kind === 'registry-key' });
  for (const indicator of held)
    index.add(kind === 'package' ? packageKey(indicator[1]) : indicator[1], indicator);
  return index;
}

/** Whether a dated fact holds on a day; without dates it always does. */
function isOn(dates: { readonly from?: string; readonly to?: string }, day: string): boolean {
  return (dates.from === undefined || dates.from <= day) && (dates.to === undefined || day <= dates.to);
}

function signalsOfPublisher(publisher: string, indexes: Indexes): readonly IndicatorMatch[] {
  const find = (key: string) => indexes.get('publisher', key)?.find(key) ?? [];
  const indicators = new Set(publisherKeys(publisher).flatMap(find));
  return [...indicators].map((indicator) => ({
    via: 'publisher',
    said: publisher,
    key: indicator[1],
    mark: indicator,
  }));
}

/** Of a cut name only the beginning is known: what the pattern wants at the end must be anything, or it is whole. */
function isEnough(indicator: Indicator, key: string): boolean {
  return indicator[1].endsWith('*') || indicator[1] === key || packageKey(indicator[1]) === key;
}

function gatherIds(
  program: Program,
  indexes: Indexes,
  matches: IndicatorMatch[],
  cut: boolean,
  ofPublisher: (publisher: string) => readonly IndicatorMatch[],
): void {
  for (const id of program.ids ?? []) {
    for (const name of companiesOf(id)) matches.push(...ofPublisher(name));
    const before = matches.length;
    lookUps(id, (kind, key) => {
      const isCut = cut && (isPackage(kind) || kind === 'package');
      for (const indicator of indexes.get(kind, key)?.find(key) ?? []) {
        if ((isCut && !isEnough(indicator, key)) || isMet(matches, before, indicator)) continue;
        matches.push({ via: 'id', said: id, key, mark: indicator, ...(isCut ? { cut: true } : {}) });
      }
    });
    if (matches.length > before) dropExceptions(matches, before);
  }
  if (program.folder === undefined) return;
  lookUps(`path:${program.folder}`, (kind, key) => {
    for (const mark of indexes.get(kind, key)?.find(key) ?? []) {
      matches.push({ via: 'folder', said: program.folder ?? '', key, mark });
    }
  });
}

/** Who signed a program and who its version resource names are its publishers too. */
function companiesOf(id: string): readonly string[] {
  if (id.startsWith('signer:')) return namesOfSubject(id.slice(7));
  return id.startsWith('company:') ? [id.slice(8)] : [];
}

/** Whether an id met a mark already, by another of its keys. */
function isMet(matches: readonly IndicatorMatch[], from: number, indicator: Indicator): boolean {
  return matches.length > from && matches.slice(from).some(({ mark }) => mark === indicator);
}

/** An id that a vendor's facts except is no sign of this vendor. */
function dropExceptions(matches: IndicatorMatch[], from: number): void {
  const excepted = new Set(
    matches
      .slice(from)
      .filter(({ mark }) => mark[4]?.not)
      .map(({ mark }) => mark[2]),
  );
  if (excepted.size > 0) matches.push(...matches.splice(from).filter(({ mark }) => !excepted.has(mark[2])));
}

function gatherName(program: Program, indexes: Indexes, matches: IndicatorMatch[], cut: boolean): void {
  if (program.ids?.some((id) => isPackage(kindOf(id)))) return;
  const seen = new Set<Indicator>();
  for (const name of spellingsOf(program)) {
    for (const key of nameKeys(name)) {
      for (const indicator of indexes.get('name', key)?.find(key) ?? []) {
        if (seen.has(indicator) || (cut && !isEnough(indicator, key))) continue;
        seen.add(indicator);
        matches.push({
          via: 'name',
          said: program.name,
          key: indicator[1],
          mark: indicator,
          ...(cut ? { cut: true } : {}),
        });
      }
    }
  }
}

/** Shorter names are words of many languages and programs. */
const SHORTEST_BARE = 4;

/** What the package of this name would be on the distributions whose packages have no other name. */
function packageSignals(name: string, indexes: Indexes): IndicatorMatch[] {
  const key = idKey('deb', name);
  if (key.length < SHORTEST_BARE) return [];
  const indicators = ['deb', 'rpm', 'package'].flatMap((kind) => {
    const shaped = kind === 'package' ? packageKey(key) : key;
    return indexes.get(kind, shaped)?.find(shaped) ?? [];
  });
  return indicators
    .filter(([, pattern, , , conditions]) => {
      const start = literalPrefix(pattern);
      const isWeak = conditions?.low || conditions?.own || conditions?.not;
      return start.length >= SHORTEST_BARE && !isWeak && conditions?.with === undefined;
    })
    .map((indicator) => ({ via: 'name', said: name, key, mark: indicator }));
}

/** What a cut name may have been the beginning of. */
function hiddenSignals(program: Program, indexes: Indexes): IndicatorMatch[] {
  const matches: IndicatorMatch[] = [];
  const add = (kind: string, key: string) => {
    if (key === '') return;
    for (const indicator of indexes.get(kind, key)?.longer(key) ?? []) {
      matches.push({ via: 'id', said: program.name, key: indicator[1], mark: indicator });
    }
  };
  const packages = (program.ids ?? []).filter((id) => isPackage(kindOf(id)));
  for (const id of packages) {
    const key = idKey(kindOf(id), id.slice(kindOf(id).length + 1));
    add(kindOf(id), key);
    if (isNamedAlike(kindOf(id))) add('package', packageKey(key));
  }
  if (packages.length === 0) add('name', nameKey(program.name));
  return matches;
}

/** Windows lists a publisher for almost everything; without one a common name may be anybody's. */
function isAnonymous({ publisher, kind, ids = [] }: Program): boolean {
  return publisher === undefined && kind !== 'trace' && ids.some((id) => id.startsWith('uninstall-key:'));
}

/** What a name would say if the publisher were told and were the right one. */
function withoutSecond(match: IndicatorMatch): IndicatorMatch[] {
  const [kind, key, vendor, product, conditions] = match.mark;
  if (match.via !== 'name' || conditions?.with !== 'publisher') return [];
  return [{ ...match, mark: [kind, key, vendor, product] }];
}

function kindOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf(':')));
}
