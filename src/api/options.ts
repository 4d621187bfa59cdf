import type { Limits } from '../limits.ts';
import { loadPlugins, type Plugin, type Plugins, pluginsFrom } from '../plugins/index.ts';
import { configIn } from '../policy/config.ts';
import { loadPolicy as load, type Policy, type PolicyOptions } from '../policy/index.ts';
import { readBaseline } from '../report-files/baseline.ts';
import { withLimits } from './isolate.ts';

/** What is checked by, and how. Nothing of it is read from the current folder unless it is named. */
export interface PolicyChoice {
  /** Ids, globs, `jurisdiction:GB`, files or folders of own rules, or `all`. Default: the built-in default bans. */
  readonly bans?: readonly string[];
  /** Files of accepted exceptions. */
  readonly waivers?: readonly string[];
  /** A configuration. Default: none, not even `interdict.yaml` in the current folder. */
  readonly config?: string;
  /** The day, `YYYY-MM-DD`, UTC. Default: today. */
  readonly asOf?: string;
  /** `desktop`, `laptop`, `server`, `mobile`, or what an own ban names. */
  readonly deviceClass?: string;
  /** The digest that the policy has to have. */
  readonly policySha256?: string;
  /** Inventories of machines as they should be: what is not on them is a finding. */
  readonly onlyBaseline?: readonly string[];
  /** Whether another version than in the baseline is a finding, too. */
  readonly baselineVersions?: boolean;
  /** Bounds on what a source may cost, beside those of the configuration. */
  readonly limits?: Partial<Limits>;
}

/** Plugins of a call: files, from the current folder, or objects. */
export interface PluginChoice {
  readonly plugins?: readonly (string | Plugin)[];
}

/** Files and objects, loaded and checked, with those that a named configuration has. */
export async function pluginsIn(
  chosen: readonly (string | Plugin)[] = [],
  config?: string,
): Promise<Plugins> {
  const named = config === undefined ? [] : [(await configIn(config)).config.plugins ?? []].flat();
  const files = chosen.filter((one) => typeof one === 'string');
  const objects = chosen.filter((one) => typeof one !== 'string');
  const parts = [await loadPlugins([...files, ...named]), pluginsFrom(objects)];
  return {
    records: parts.flatMap(({ records }) => records),
    readers: parts.flatMap(({ readers }) => readers),
    reporters: parts.flatMap(({ reporters }) => reporters),
  };
}

/** The bounds that a call asks for, and those of its configuration. */
export async function limitsOf({ config, limits }: PolicyChoice): Promise<Partial<Limits>> {
  return { ...(config === undefined ? {} : (await configIn(config)).config.limits), ...limits };
}

/** The options of a policy that a choice stands for. */
export function policyOptions(choice: PolicyChoice, plugins: Plugins): PolicyOptions {
  return { ...choice, readBaseline, config: choice.config ?? false, plugins: plugins.records };
}

/**
 * Loads bans, waivers and a configuration, for {@link evaluate} and for a look at what is asked.
 *
 * @throws RuleError with every problem of your rule files; Error when a selector, a waiver, a file or the day is wrong
 * @example
 * ```js
 * import { loadPolicy } from 'interdict';
 *
 * const policy = await loadPolicy({ bans: ['us-*'], asOf: '2026-11-24' });
 * console.log(policy.bans.length > 10, policy.day);
 * ```
 * ```text
 * true 2026-11-24
 * ```
 */
export async function loadPolicy(choice: PolicyChoice & PluginChoice = {}): Promise<Policy> {
  const { plugins, ...rest } = choice;
  const loaded = await pluginsIn(plugins, choice.config);
  return withLimits(await limitsOf(choice), () => load(policyOptions(rest, loaded)));
}
