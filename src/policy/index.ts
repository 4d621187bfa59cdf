import { pathFingerprints } from '../catalogue/fingerprints.ts';
import { catalogueOf } from '../catalogue/index.ts';
import type { Baseline } from '../evaluate/baseline/bans.ts';
import { matchesOf } from '../evaluate/compile-ban.ts';
import { asksForDigests, asksForLicences } from '../evaluate/expressions.ts';
import { createEvaluator, type Evaluator } from '../evaluate/index.ts';
import type { KnownHosts } from '../host-lists/index.ts';
import { type Limits, setLimits } from '../limits.ts';
import {
  ageNotice,
  compiledRuleSet,
  DEFAULT_BANS,
  defaultRuleSet,
  deviceClassOf,
  ownRules,
  type RuleSet,
  selectBans,
  waiversIn,
  withRules,
} from '../rules/index.ts';

export { notCheckedNotice, refuseNoBan } from './cited-bans.ts';
export type { PolicyOrigin } from './origin.ts';

import type { Ban, Config, Waiver } from '../schema/index.ts';
import type { CitedBan, PluginRecord, SourceResult } from '../types.ts';
import { andBaseline, type BaselineOptions, baselineFor, ownBans, withBaseline } from './baseline.ts';
import { citedBans } from './cited-bans.ts';
import { asArray, bansFrom, configIn } from './config.ts';
import { CONFIG_FILE } from './find-config.ts';
import { originOf, type PolicyOrigin, type ToleranceOptions } from './origin.ts';
import { refuseOtherPolicy } from './pin.ts';
import { type SourceTraits, sourceTraits, withOs } from './source-traits.ts';

/** What the caller chose; `interdict.yaml` fills what is missing. */
export interface PolicyOptions extends ToleranceOptions, BaselineOptions {
  readonly bans?: readonly string[];
  readonly waivers?: readonly string[];
  /** Default: `interdict.yaml` in the current folder, if it is there; false reads none. */
  readonly config?: string | false;
  /** The digest that the policy must have: `sha256:…` or the digits alone. */
  readonly policySha256?: string;
  /** `YYYY-MM-DD`, UTC; default today. */
  readonly asOf?: string;
  /** What the scanned machines are: `desktop`, `server`, `mobile`, … */
  readonly deviceClass?: string;
  /** Bounds on what a source may cost, beside those of the configuration. */
  readonly limits?: Partial<Limits>;
  /** Lists of hosts: what is known of each, and which waivers and bans are on it. */
  readonly hosts?: readonly string[];
  /** A baseline that was read before, as workers get it. */
  readonly baseline?: Baseline;
  /** Plugins in force: rules may name their readers. */
  readonly plugins?: readonly PluginRecord[];
  /** The rule book is asked for nothing but judging, so that less of it may be read. */
  readonly onlyJudging?: boolean;
}

/** Everything that judging a source takes. */
export interface Policy {
  readonly day: string;
  readonly rules: RuleSet;
  readonly bans: readonly Ban[];
  readonly waivers: readonly Waiver[];
  /** Those that are in force and apply. */
  readonly cited: readonly CitedBan[];
  /** Those that were chosen and ask nothing on that day, of these machines: a sentence each. */
  readonly notChecked: readonly string[];
  readonly config: Config;
  /** Where it came from, in words. */
  readonly origin: PolicyOrigin;
  /** What the machines are, by the call, else by the configuration. */
  readonly deviceClass: string | undefined;
  /** Globs that a scan has to look for beside manifests. */
  readonly fingerprints: readonly string[];
  /** Whether a ban asks for the digest of program files, which then have to be read whole. */
  readonly fileDigests: boolean;
  /** Whether a ban or a waiver asks for licences, which some packages have in a file of their own. */
  readonly licences: boolean;
  readonly evaluator: Evaluator;
  /** Bounds that are others than the defaults. */
  readonly limits: Partial<Limits>;
  /** The plugins that results of this policy come from. */
  readonly plugins: readonly PluginRecord[];
  /** What the configuration says of a source by its name. */
  readonly traits: (source: string) => SourceTraits;
  readonly baseline?: Baseline | undefined;
  /** What lists say of hosts. */
  readonly hosts?: KnownHosts | undefined;
  /** What is to be said of the rules, whatever is scanned. */
  readonly notices: readonly string[];
}

/**
 * From options to a judge: rule book, bans, waivers, catalogue, each for the day that is asked about. The limits of
 * the configuration hold from then on in this thread.
 *
 * @throws RuleError or Error when a rule, a waiver, a selector or the day is wrong
 */
export async function loadPolicy(options: PolicyOptions): Promise<Policy> {
  const day = dayOf(options.asOf);
  const { config, file } = await configIn(options.config);
  const own = await ownRules(config, file ?? CONFIG_FILE);
  const limits = { ...config.limits, ...options.limits };
  setLimits(limits);
  const plugins = options.plugins ?? [];
  const built = withReaders(
    await (isByDefault(options, config) ? defaultRuleSet() : compiledRuleSet()),
    plugins.flatMap(({ readers }) => readers),
  );
  const baseline = options.baseline ?? (await baselineFor(options, config));
  const withOwn = withBaseline(await withRules(built, own), baseline);
  const selectors = options.bans?.length
    ? options.bans
    : bansFrom(file, asArray(config.bans ?? DEFAULT_BANS), withOwn);
  const selected = await selectBans(withOwn, selectors);
  const { book: rules } = selected;
  const bans = andBaseline(selected, baseline);
  // What the call says stands in place of what the configuration says, as for every other option.
  const waiverFiles = options.waivers?.length ? options.waivers : asArray(config.waivers);
  const waivers = await waiversIn(waiverFiles, rules, { policy: config['waiver-policy'], day });
  const deviceClass = deviceClassOf(options.deviceClass ?? config['device-class'], rules.bans);
  const hosts = await hostsOf(options.hosts?.length ? options.hosts : asArray(config.hosts));
  const traits = sourceTraits(config, hosts);
  for (const { deviceClass: one, place } of hosts?.entries ?? []) classAt(place, one, rules.bans);
  for (const { 'device-class': one } of config.sources ?? []) deviceClassOf(one, rules.bans);
  const perSource =
    options.deviceClass === undefined && (config.sources !== undefined || hosts !== undefined);
  const catalogue = catalogueOf(rules.vendors, day, rules.marks);
  const evaluator = await createEvaluator(catalogue, ownBans(bans, baseline), {
    waivers,
    ...(deviceClass ? { deviceClass } : {}),
    ...(baseline ? { baseline } : {}),
    ...(hosts ? { factsOf: (name: string) => hosts.find(name) } : {}),
    ...(perSource ? { deviceClassOf: (name: string) => traits(name).deviceClass ?? deviceClass } : {}),
  });
  const { cited, notChecked } = citedBans(bans, rules.digests, day, perSource ? 'any' : deviceClass);
  if (options.policySha256 !== undefined)
    await refuseOtherPolicy(options.policySha256, { bans, rules, waivers, config, deviceClass, plugins });
  return {
    day,
    rules,
    bans,
    waivers,
    cited,
    notChecked,
    config,
    origin: originOf(options, config, file),
    deviceClass,
    fingerprints: rules.fingerprints ?? pathFingerprints({ ...rules, bans }),
    fileDigests: bans.some((ban) => matchesOf(ban).some(asksForDigests)),
    licences:
      bans.some((ban) => matchesOf(ban).some(asksForLicences)) ||
      waivers.some(({ program }) => asksForLicences(program)),
    evaluator,
    limits,
    plugins,
    traits,
    baseline,
    hosts,
    notices: [ageNotice(rules.reviewed, day)].filter((notice) => notice !== undefined),
  };
}

function withReaders(rules: RuleSet, ownReaders: readonly string[]): RuleSet {
  return ownReaders.length === 0 ? rules : { ...rules, ownReaders };
}

/** Own rules and waivers may name anything of the whole rule book. */
function isByDefault({ onlyJudging, bans, waivers, policySha256 }: PolicyOptions, config: Config): boolean {
  const own = [bans, waivers, asArray(config.bans), asArray(config.rules), asArray(config.waivers)];
  // A digest is of the whole rule book, whatever the command.
  return onlyJudging === true && policySha256 === undefined && own.every((list = []) => list.length === 0);
}

/** What reads lists is loaded where there are any. */
async function hostsOf(paths: readonly string[]): Promise<KnownHosts | undefined> {
  return paths.length === 0 ? undefined : (await import('./known-hosts.ts')).hostsAt(paths);
}

/** @throws Error with the place of a class that no ban knows */
function classAt(place: string, deviceClass: string | undefined, bans: readonly Ban[]): void {
  try {
    deviceClassOf(deviceClass, bans);
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}

/** An outcome with its findings, and with what could not be decided among its unreads. */
export function evaluate(
  found: SourceResult,
  { evaluator, traits }: Pick<Policy, 'evaluator'> & Partial<Pick<Policy, 'traits'>>,
): SourceResult {
  const result = withOs(found, traits?.(found.name) ?? {});
  const { findings, gaps } = evaluator.evaluate(result, result.sightings);
  return { ...result, findings, gaps: [...result.gaps, ...gaps] };
}

/** @throws Error when it is no day of the calendar */
function dayOf(asked: string | undefined): string {
  if (asked === undefined) return new Date().toISOString().slice(0, 10);
  const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(asked) && !Number.isNaN(Date.parse(asked));
  if (!isDay || new Date(asked).toISOString().slice(0, 10) !== asked) {
    throw new Error(`--as-of ${asked}: not a day of the calendar; write YYYY-MM-DD`);
  }
  return asked;
}
