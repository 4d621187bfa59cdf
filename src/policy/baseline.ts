import { BASELINE_BANS, type Baseline, bansOfBaseline } from '../evaluate/baseline/bans.ts';
import type { RuleSet, Selection } from '../rules/index.ts';
import type { Ban } from '../schema/index.ts';

const IDS: ReadonlySet<string> = new Set(Object.values(BASELINE_BANS));

/**
 * Rules with the two bans of a baseline among them, by which reports and waivers name it.
 *
 * @throws Error when a rule file has one of their IDs
 */
export function withBaseline(rules: RuleSet, baseline: Baseline | undefined): RuleSet {
  if (baseline === undefined) return rules;
  const taken = rules.bans.find(({ id }) => IDS.has(id));
  if (taken) throw new Error(`--only-baseline: your rules have a ban ${taken.id}; give it another name`);
  const digests = Object.fromEntries([...IDS].map((id) => [id, baseline.digest]));
  return {
    ...rules,
    bans: [...rules.bans, ...bansOfBaseline(baseline)],
    digests: { ...rules.digests, ...digests },
  };
}

/** The chosen bans, and those of a baseline whether or not a selector named them. */
export function andBaseline({ book, bans }: Selection, baseline: Baseline | undefined): readonly Ban[] {
  if (baseline === undefined) return bans;
  return [...ownBans(bans, baseline), ...book.bans.filter(({ id }) => IDS.has(id))];
}

/** The bans that are judged by what their files say, and not by a baseline. */
export function ownBans(bans: readonly Ban[], baseline: Baseline | undefined): readonly Ban[] {
  return baseline === undefined ? bans : bans.filter(({ id }) => !IDS.has(id));
}
