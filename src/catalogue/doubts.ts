/** What speaks for a vendor where a manifest does not show a program whole: never a decision, only a doubt. */

import { nameKey, publisherKeys } from '../matching/names/index.ts';
import type { Program } from '../types.ts';
import type { IndicatorMatch } from './indicator-match.ts';
import type { Indicator } from './indicators.ts';
import { idKey, isPackage } from './keys.ts';
import { type Brand, storeName } from './not-whole.ts';
import type { PatternIndex } from './pattern-index.ts';
import { isNamedAlike, packageKey } from './shared-keys.ts';

/** Marks to look up by key. */
export interface Indexes {
  /** Where to look a key of a kind up; nowhere when there is no such mark. */
  get(kind: string, key: string): PatternIndex<Indicator> | undefined;
}

/** What a cut name may have been the beginning of. */
export function hiddenSignals(program: Program, indexes: Indexes): IndicatorMatch[] {
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
  const store = storeName(program);
  if (store !== undefined) add('appx', idKey('appx', store));
  return matches;
}

/** Publishers that begin with what is left of one. */
export function longerPublishers(rest: string, indexes: Indexes): IndicatorMatch[] {
  const longer = publisherKeys(rest).flatMap((key) => indexes.get('publisher', key)?.longer(key) ?? []);
  return [...new Set(longer)].map((mark) => ({ via: 'publisher', said: rest, key: mark[1], mark }));
}

/** A brand as what a name says. */
export function brandMatch(said: string, { key, vendor }: Brand): IndicatorMatch {
  return { via: 'name', said, key, mark: ['name', key, vendor, -1, { medium: true }] };
}

/** Windows lists a publisher for almost everything; without one a common name may be anybody's. */
export function isAnonymous({ publisher, kind, ids = [] }: Program): boolean {
  return publisher === undefined && kind !== 'trace' && ids.some((id) => id.startsWith('uninstall-key:'));
}

/** What a name would say if the publisher were reported and were the right one. */
export function withoutSecond(match: IndicatorMatch): IndicatorMatch[] {
  const [kind, key, vendor, product, conditions] = match.mark;
  if (match.via !== 'name' || conditions?.with !== 'publisher') return [];
  return [{ ...match, mark: [kind, key, vendor, product] }];
}

/** The kind of an id. */
export function kindOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf(':')));
}
