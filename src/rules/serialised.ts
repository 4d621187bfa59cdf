import { Buffer } from 'node:buffer';
import { type Indicator, indicatorsByBucket, packagePrefixes } from '../catalogue/index.ts';
import { packedFilter } from '../matching/prefix-filter.ts';
import type { PrefixFilter } from '../types.ts';
import { asciiJson } from './ascii-json.ts';
import { divideBan, divideVendor, wholeRule } from './put-off.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book as lines of JSON, in ASCII, so that a call need not parse what it does not look at: one for the rules,
 * which names the buckets of the indicators, one for the indicators of each bucket, one for what was put off of each
 * rule, and one for what names of packages of each kind begin with.
 */
export function serialiseRules({ marks: indicators, files, vendors, bans, ...book }: RuleSet): string {
  const lists = indicators.buckets.map((bucket) => indicators.of(bucket));
  const [dividedVendors, dividedBans] = [vendors.map(divideVendor), bans.map(divideBan)];
  const head = {
    ...book,
    vendors: dividedVendors.map(({ first }) => first),
    bans: dividedBans.map(({ first }) => first),
    buckets: indicators.buckets,
    packages: PACKAGES,
  };
  const rest = [...dividedVendors, ...dividedBans].map((rule) => rule.rest);
  const prefixes = PACKAGES.map((kind) => packed(packagePrefixes(indicators, kind)));
  return [head, ...lists, ...rest, ...prefixes].map((one) => `${asciiJson(one)}\n`).join('');
}

/** Kinds of packages that machines have by the thousand, most of which nobody looks for. */
const PACKAGES = ['deb', 'rpm', 'apk', 'pacman'] as const;

function packed(table: PrefixFilter | undefined): string {
  return table === undefined ? '' : Buffer.from(packedFilter(table)).toString('base64');
}

/** What {@link serialiseRules} wrote. */
export function readRules(text: string): RuleSet {
  const [first = '', ...lines] = text.split('\n');
  const { buckets, packages, vendors, bans, ...book } = JSON.parse(first) as Head;
  const lists = buckets.map(
    (bucket, at) => [bucket, () => JSON.parse(lines[at] ?? '') as readonly Indicator[]] as const,
  );
  const later = (at: number) => () => JSON.parse(lines[buckets.length + at] ?? '');
  for (const [at, rule] of [...vendors, ...bans].entries()) wholeRule(rule, later(at));
  const end = buckets.length + vendors.length + bans.length;
  const prefixes = (kind: string) => {
    const line = packages.includes(kind) ? lines[end + packages.indexOf(kind)] : undefined;
    return line === undefined || line === '""' ? undefined : Buffer.from(JSON.parse(line), 'base64');
  };
  return {
    ...book,
    vendors,
    bans,
    marks: indicatorsByBucket(new Map(lists), prefixes),
  };
}

/** The first line. */
interface Head extends Omit<RuleSet, 'marks'> {
  readonly buckets: readonly string[];
  readonly packages: readonly string[];
}
