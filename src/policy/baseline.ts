import { BASELINE_BANS, type Baseline, bansOfBaseline } from '../evaluate/baseline/bans.ts';
import type { RuleSet, Selection } from '../rules/index.ts';
import type { Ban, Config } from '../schema/index.ts';
import { asArray } from './config.ts';

/** Which inventories of machines as they should be are asked for, and what reads them. */
export interface BaselineOptions {
  /** Files; in place of those of the configuration. */
  readonly onlyBaseline?: readonly string[];
  /** Whether another version than in the baseline is a finding, too. */
  readonly baselineVersions?: boolean;
  /** Only commands that check have one: to the others a baseline says nothing. */
  readonly readBaseline?: (paths: readonly string[], versions: boolean) => Promise<Baseline> | Baseline;
}

/**
 * The baseline that a call or a configuration names.
 *
 * @throws Error when a file is not a baseline, or versions are asked for without one
 */
export async function baselineFor(
  { onlyBaseline = [], baselineVersions, readBaseline }: BaselineOptions,
  config: Config,
): Promise<Baseline | undefined> {
  const paths = onlyBaseline.length > 0 ? onlyBaseline : asArray(config['only-baseline']);
  if (paths.length > 0)
    return readBaseline?.(paths, baselineVersions ?? config['baseline-versions'] ?? false);
  if (baselineVersions) throw new Error('--baseline-versions: give a baseline with --only-baseline');
  if (config['baseline-versions']) throw new Error('baseline-versions: give a baseline with only-baseline');
  return undefined;
}

const IDS: ReadonlySet<string> = new Set(Object.values(BASELINE_BANS));

/**
 * Rules with the two bans of a baseline among them, by which reports and waivers name it.
 *
 * @throws Error when a rule file has one of their IDs
 */
export function withBaseline(rules: RuleSet, baseline: Baseline | undefined): RuleSet {
  if (baseline === undefined) return rules;
  const taken = rules.bans.find(({ id }) => IDS.has(id));
  if (taken) throw new Error(`only-baseline: your rules have a ban ${taken.id}; give it another name`);
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
