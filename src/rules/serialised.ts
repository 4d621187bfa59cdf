import { type Indicator, indicatorsByBucket } from '../catalogue/index.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book as lines of JSON, in ASCII: one for all but the marks, which names their shelves, and one for the marks of
 * each shelf, so that a scan need not parse those that its machine has not.
 */
export function serialiseRules({ marks: indicators, files, ...book }: RuleSet): string {
  const lists = indicators.shelves.map((bucket) => indicators.of(bucket));
  return [{ ...book, shelves: indicators.shelves }, ...lists]
    .map((one) => `${ascii(JSON.stringify(one))}\n`)
    .join('');
}

/** A text of single bytes is read, kept and parsed in half the time. */
function ascii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What {@link serialiseRules} wrote. */
export function readRules(text: string): RuleSet {
  const [first = '', ...lines] = text.split('\n');
  const { shelves: buckets, ...book } = JSON.parse(first) as Omit<RuleSet, 'marks'> & {
    readonly shelves: readonly string[];
  };
  const lists = buckets.map(
    (bucket, at) => [bucket, () => JSON.parse(lines[at] ?? '') as readonly Indicator[]] as const,
  );
  return { ...book, marks: indicatorsByBucket(new Map(lists)) };
}
