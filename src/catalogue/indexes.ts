import { emptyFilter } from '../matching/prefix-filter.ts';
import type { IdKind } from '../schema/index.ts';
import type { PrefixFilter } from '../types.ts';
import type { Indexes } from './doubts.ts';
import { bucketOf, type Indicator, type Indicators } from './indicators.ts';
import { addPackages } from './keys.ts';
import { type PatternIndex, patternIndex } from './pattern-index.ts';
import { packageKey } from './shared-keys.ts';

/**
 * A machine has few of the many buckets, so each is made ready when it is first asked for.
 *
 * @param day without it, marks of any day
 */
export function indexesOf(indicators: Indicators, day?: string): Indexes {
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
  day: string | undefined,
): PatternIndex<Indicator> | undefined {
  const held = indicators.filter(
    ([, , , , conditions]) => !conditions || day === undefined || isOn(conditions, day),
  );
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

/** What names of packages of a kind begin with that are marks on some day; undefined when any may be. */
export function packagePrefixes(indicators: Indicators, kind: IdKind): PrefixFilter | undefined {
  const table = emptyFilter();
  return addPackages(table, indexesOf(indicators), kind) ? table : undefined;
}
