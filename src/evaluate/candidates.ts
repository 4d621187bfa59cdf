import type { Identity } from '../catalogue/index.ts';
import { addPackages, type IndicatorKind, kindsOfLookUps, ownLookUps } from '../catalogue/keys.ts';
import { type PatternIndex, patternIndex } from '../catalogue/pattern-index.ts';
import { patternKeys } from '../catalogue/places.ts';
import { spellingsOf } from '../catalogue/spellings.ts';
import { nameKeys, publisherKeys } from '../matching/names/index.ts';
import type { IdKind, Match } from '../schema/index.ts';
import type { PrefixFilter, Sighting } from '../types.ts';
import { type Anchor, anchorsOf } from './anchors.ts';
import type { Condition } from './condition.ts';
import { type NameBeginnings, nameBeginnings } from './name-beginnings.ts';
import { pathsOfProgram } from './patterns.ts';

/** Something with a match that is to be found by what a program is. */
export interface Anchored {
  readonly match: Match;
  /** The part of the match that is looked up by identity, with all else left open. */
  readonly possible: Condition;
  /** To be asked of every program, whatever the match names. */
  readonly always?: boolean;
}

/** Finds which of many matches may mean a program, without asking each. */
export interface Candidates<Item extends Anchored> {
  /** Those that a program of this identity may meet. */
  ofIdentity(identity: Identity, sighting: Sighting): readonly Item[];
  /** Those that name something that the program itself shows. */
  ofSighting(sighting: Sighting): readonly Item[];
  /**
   * Puts what the names of packages begin with for which {@link Candidates.ofSighting} may find something when
   * nothing else is known of them into a table; false when any may be.
   */
  addBeginnings(table: PrefixFilter, kind: IdKind): boolean;
  /** Whether some are candidates for every program. */
  readonly always: boolean;
  /** Whether {@link Candidates.ofSighting} looks at this part of a program. */
  asksFor(kind: 'name' | 'path'): boolean;
}

const EVERYTHING: readonly Anchor[] = [{ by: 'expression' }];

/** Sorts matches by their anchors. */
export function candidatesOf<Item extends Anchored>(items: readonly Item[]): Candidates<Item> {
  const byIdentity: Item[] = [];
  const always: Item[] = [];
  const indexes = new Map<string, PatternIndex<Item>>();
  const names = nameBeginnings();
  for (const item of items) {
    for (const anchor of (item.always ? undefined : anchorsOf(item.match)) ?? EVERYTHING) {
      if (anchor.by === 'identity') byIdentity.push(item);
      else if (anchor.by === 'expression') always.push(item);
      else plant(indexes, anchor.kind, anchor.pattern, item, names);
    }
  }
  const asksForIdsOf = idFilter(indexes);
  const remembered = new Map<string, readonly Item[]>();
  return {
    ofIdentity(identity, sighting) {
      const key = `${identity.vendor.id}/${identity.product?.id ?? ''}`;
      let found = remembered.get(key);
      if (!found) {
        found = [...new Set(byIdentity)].filter(
          ({ possible }) => possible({ sighting, identity }).truth !== 'no',
        );
        remembered.set(key, found);
      }
      return found;
    },
    addBeginnings(table, kind) {
      const asksForMore = always.length > 0 || indexes.has('name') || indexes.has('path');
      return !asksForMore && addPackages(table, indexes, kind);
    },
    always: always.length > 0,
    asksFor: (kind) => indexes.has(kind),
    ofSighting(sighting) {
      if (indexes.size === 0 && always.length === 0) return always;
      const found = lookedUp(indexes, sighting, names, asksForIdsOf);
      return found.length === 0 ? always : [...new Set([...always, ...found])];
    },
  };
}

function plant<Item>(
  indexes: Map<string, PatternIndex<Item>>,
  kind: string,
  pattern: string,
  item: Item,
  names: NameBeginnings,
): void {
  let index = indexes.get(kind);
  if (!index)
    indexes.set(kind, (index = patternIndex({ folders: kind === 'path' || kind === 'registry-key' })));
  for (const key of patternKeys(kind as IndicatorKind, pattern)) {
    index.add(key, item);
    if (kind === 'name') names.add(key);
    if (kind === 'name' && key.endsWith(' *')) index.add(key.slice(0, -2), item);
  }
}

/** Whether an id may be in an index, by its kind: most ids of a machine are of kinds that no ban names. */
function idFilter(indexes: ReadonlyMap<string, unknown>): (id: string) => boolean {
  const known = new Map<string, boolean>();
  return (id) => {
    const kind = id.slice(0, id.indexOf(':'));
    let may = known.get(kind);
    if (may === undefined) {
      may = kindsOfLookUps(kind)?.some((one) => indexes.has(one)) ?? true;
      known.set(kind, may);
    }
    return may;
  };
}

function lookedUp<Item>(
  indexes: ReadonlyMap<string, PatternIndex<Item>>,
  sighting: Sighting,
  names: NameBeginnings,
  asksForIdsOf: (id: string) => boolean,
): Item[] {
  const found: Item[] = [];
  const cut = sighting.marks?.includes('truncated-name') === true;
  const look = (kind: string, key: string) => {
    const index = indexes.get(kind);
    if (!index || key === '') return;
    found.push(...index.find(key), ...(cut ? index.longer(key) : []));
  };
  if (indexes.has('name') && (cut || names.mayHold(sighting.name)))
    for (const name of spellingsOf(sighting)) for (const key of nameKeys(name)) look('name', key);
  if (indexes.has('publisher'))
    for (const key of publisherKeys(sighting.publisher ?? '')) look('publisher', key);
  for (const id of sighting.ids ?? []) if (asksForIdsOf(id)) ownLookUps(id, look);
  if (indexes.has('path')) for (const place of pathsOfProgram(sighting)) ownLookUps(`path:${place}`, look);
  return found;
}
