import { createHash } from 'node:crypto';
import { indicatorsOf } from '../catalogue/index.ts';
import { order } from '../matching/compare-text.ts';
import type { Ban, Vendor } from '../schema/index.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * Vendors and bans → a rule book: sorted by id, with marks and digests.
 *
 * @param base the rule book that was added to: what of it did not change keeps its marks and digests
 */
export function compiled(vendors: readonly Vendor[], bans: readonly Ban[], base?: RuleSet): RuleSet {
  const sorted = [...vendors].sort(byId);
  const sortedBans = [...bans].sort(byId);
  const kept = new Map(base?.bans.map((ban) => [ban, base.digests[ban.id]]));
  const digests = sortedBans.map((ban) => [ban.id, kept.get(ban) ?? digestOf(ban)] as const);
  const isUnchanged =
    sorted.length === base?.vendors.length && sorted.every((vendor, at) => vendor === base.vendors[at]);
  return {
    vendors: sorted,
    bans: sortedBans,
    marks: isUnchanged ? base.marks : indicatorsOf(sorted),
    digests: Object.fromEntries(digests),
  };
}

/** A ban's digest: `sha256:…` over its canonical JSON, so that the same rule has the same digest however it is written. */
export function digestOf(ban: Ban): string {
  return `sha256:${createHash('sha256').update(canonical(ban)).digest('hex')}`;
}

/** JSON with sorted keys and no spaces. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return order(a.id, b.id);
}
