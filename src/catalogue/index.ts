/**
 * Program → vendor and product, by the marks of the catalogue. Marks are looked up by key, so that the cost of a
 * program does not grow with the catalogue.
 */

import { literalPrefix } from '../matching/glob.ts';
import { nameKeys, publisherKeys } from '../matching/names/index.ts';
import { addPacked } from '../matching/prefix-filter.ts';
import type { IdKind, Vendor } from '../schema/index.ts';
import type { PrefixFilter, Program } from '../types.ts';
import { isBare, isSure, takeLongerNames } from './bare-names.ts';
import { type Decision, decide, type Identity } from './decide.ts';
import {
  brandMatch,
  hiddenSignals,
  type Indexes,
  isAnonymous,
  kindOf,
  longerPublishers,
  withoutSecond,
} from './doubts.ts';
import { indexesOf } from './indexes.ts';
import type { IndicatorMatch } from './indicator-match.ts';
import { type Indicator, type Indicators, indicatorsOf } from './indicators.ts';
import { addPackages, idKey, isPackage, lookUps } from './keys.ts';
import { type Brand, brandIn, brandsOf, isNamedOnly, restOfCut, storeName } from './not-whole.ts';
import { packageKey } from './shared-keys.ts';
import { spellingsOf } from './spellings.ts';
import { namesOfSubject } from './subject.ts';

export type { Identity } from './decide.ts';
export { pathFingerprints } from './fingerprints.ts';
export { packagePrefixes } from './indexes.ts';
export { type Indicator, type Indicators, indicatorsByBucket, indicatorsOf } from './indicators.ts';

/** What a catalogue says of a program. */
export interface Identification extends Decision {
  /** What it may be, as far as the manifest shows, and what it does not show. */
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

const NO_PUBLISHER = 'no publisher in the manifest';
const NOBODY: Identification = { identities: [], possible: [], contradicted: [], passed: [] };
/** Publishers repeat from row to row; more of them than this are an attack. */
const MAX_CACHED = 20_000;

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
  let brands: readonly Brand[] | undefined;
  const publisherOf = (publisher: string): Remembered => {
    let known = remembered.get(publisher);
    if (known) return known;
    const matches = signalsOfPublisher(publisher, indexes);
    known = {
      signals: matches,
      alone: matches.length > 0 ? { ...decide(matches, vendors, day), possible: [] } : NOBODY,
    };
    if (remembered.size >= MAX_CACHED) remembered.clear();
    remembered.set(publisher, known);
    return known;
  };
  return {
    day,
    vendors,
    addBeginnings(table, kind) {
      const packed = indicators.prefixes?.(kind);
      if (!packed) return addPackages(table, indexes, kind);
      addPacked(table, packed);
      return true;
    },
    identify(program) {
      const cut = program.marks?.includes('truncated-name') === true;
      // A key that somebody let into the package database is not the software that it signs.
      if (program.marks?.includes('signing-key')) return NOBODY;
      const publisher = program.publisher === undefined ? undefined : publisherOf(program.publisher);
      const matches: IndicatorMatch[] = [];
      gatherIds(program, indexes, matches, cut, (name) => publisherOf(name).signals);
      gatherName(program, indexes, matches, cut);
      const store = storeName(program);
      if (store !== undefined && !cut)
        gatherIds({ name: store, ids: [`appx:${store}`] }, indexes, matches, false, () => []);
      const hidden = cut ? hiddenSignals(program, indexes) : [];
      const brand = isNamedOnly(program) ? brandIn(program, (brands ??= brandsOf(vendors))) : undefined;
      const rest = restOfCut(program.publisher);
      const publishers = rest === undefined ? [] : longerPublishers(rest, indexes);
      const isUntyped = isBare(program);
      const longer = isUntyped ? takeLongerNames(program, matches) : [];
      const bare = isUntyped ? [...packageSignals(program.name, indexes), ...longer] : [];
      matches.push(...bare.filter(({ mark }) => isSure(mark)));
      const doubts = hidden.length + bare.length + publishers.length + (brand ? 1 : 0);
      if (matches.length + doubts === 0) return publisher?.alone ?? NOBODY;
      if (publisher) matches.push(...publisher.signals);
      if (program.maintainer !== undefined) {
        const { signals: theirs } = publisherOf(program.maintainer);
        matches.push(...theirs.map((match) => ({ ...match, via: 'maintainer' }) as const));
      }
      const anonymous = isAnonymous(program) || rest !== undefined ? matches.flatMap(withoutSecond) : [];
      const decision = decide(matches, vendors, day, {
        publisher: rest === undefined ? program.publisher : undefined,
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
          ...doubtful(
            decide(anonymous, vendors, day),
            rest === undefined ? NO_PUBLISHER : 'its publisher was cut',
          ),
          ...doubtful(decide(publishers, vendors, day), 'its publisher was cut'),
          ...(brand && !decision.identities.some(({ vendor }) => vendor === vendors[brand.vendor])
            ? doubtful(decide([brandMatch(program.name, brand)], vendors, day), NO_PUBLISHER)
            : []),
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
