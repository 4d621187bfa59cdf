import { type Indicator, indicatorsByBucket } from '../catalogue/index.ts';
import { asciiJson } from './ascii-json.ts';
import { divideBan, divideVendor, wholeRule } from './put-off.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book as lines of JSON, in ASCII, so that a call need not parse what it does not look at: one for the rules,
 * which names the buckets of the indicators, one for the indicators of each bucket, and one for what was put off of
 * each rule.
 */
export function serialiseRules({ marks: indicators, files, vendors, bans, ...book }: RuleSet): string {
  const lists = indicators.buckets.map((bucket) => indicators.of(bucket));
  const [dividedVendors, dividedBans] = [vendors.map(divideVendor), bans.map(divideBan)];
  const head = {
    ...book,
    vendors: dividedVendors.map(({ first }) => first),
    bans: dividedBans.map(({ first }) => first),
    buckets: indicators.buckets,
  };
  const rest = [...dividedVendors, ...dividedBans].map((rule) => rule.rest);
  return [head, ...lists, ...rest].map((one) => `${asciiJson(one)}\n`).join('');
}

/** What {@link serialiseRules} wrote. */
export function readRules(text: string): RuleSet {
  const [first = '', ...lines] = text.split('\n');
  const head = JSON.parse(first) as Omit<RuleSet, 'marks'> & { readonly buckets: readonly string[] };
  const { buckets, vendors, bans, ...book } = head;
  const lists = buckets.map(
    (bucket, at) => [bucket, () => JSON.parse(lines[at] ?? '') as readonly Indicator[]] as const,
  );
  const later = (at: number) => () => JSON.parse(lines[buckets.length + at] ?? '');
  for (const [at, rule] of [...vendors, ...bans].entries()) wholeRule(rule, later(at));
  return {
    ...book,
    vendors,
    bans,
    marks: indicatorsByBucket(new Map(lists)),
  };
}
