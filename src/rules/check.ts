import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ban, Vendor } from '../schema/index.ts';
import { canonical, compiled } from './compile.ts';
import { exampleRunner } from './examples.ts';
import { banParts, extendRules, vendorParts } from './extend.ts';
import { isConfig } from './files.ts';
import { narrowConditions } from './lint/coverage.ts';
import { type Diagnostic, problemOf } from './lint/diagnostic.ts';
import { banStyle, indicatorOwners, sharedIndicators, vendorStyle } from './lint/style.ts';
import { type LoadedRules, loadConfig, loadRules, loadWaivers, type RuleFile } from './load.ts';
import type { Placed } from './placed.ts';
import { type Problem, RuleError } from './problem.ts';
import type { RuleSet } from './rule-set.ts';

/** What came of checking rule files. */
export interface RuleCheck {
  readonly vendors: number;
  readonly bans: number;
  readonly examples: number;
  readonly waivers: number;
  readonly problems: readonly Problem[];
  /** What holds and means less than it says. */
  readonly warnings: readonly Problem[];
}

/** How rules are checked. */
export interface CheckOptions {
  /** The day of examples that name none. */
  readonly day: string;
  readonly readers?: ReadonlySet<string>;
}

/** Schema, references, the law of the house and the examples of rule files, among the built-in rules. */
export async function checkRules(
  files: readonly RuleFile[],
  beside: readonly RuleFile[],
  rules: RuleSet,
  options: CheckOptions,
): Promise<RuleCheck> {
  try {
    const around = await withoutThese(files, rules);
    const loaded = await loadRules(files, { ...around, readers: options.readers });
    const whole = extendRules(
      {
        vendors: [...around.vendors, ...loaded.vendors.map(({ rule }) => rule)],
        bans: [...around.bans, ...loaded.bans.map(({ rule }) => rule)],
      },
      {
        vendors: loaded.vendorExtensions.map(({ rule }) => rule),
        bans: loaded.banExtensions.map(({ rule }) => rule),
      },
    );
    for (const file of beside.filter(({ path }) => isConfig(path))) loadConfig(file);
    const waivers = await loadWaivers(
      beside.filter(({ path }) => !isConfig(path)),
      { ...whole, readers: options.readers },
    );
    return { ...(await checkedFurther(loaded, whole, rules, options.day)), waivers: waivers.length };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return { vendors: 0, bans: 0, examples: 0, waivers: 0, problems: error.problems, warnings: [] };
  }
}

interface BaseRules {
  readonly vendors: readonly Vendor[];
  readonly bans: readonly Ban[];
}

/** The built-in rules may be checked themselves, and are then not in their own way. */
async function withoutThese(files: readonly RuleFile[], rules: RuleSet): Promise<BaseRules> {
  const own = files.filter(({ path }) => isBuiltIn(path));
  const others = await loadRules(
    files.filter((file) => !own.includes(file) && !/^extends:/mu.test(file.text)),
    { vendors: [], bans: [] },
  ).catch(() => undefined);
  const same = (rule: Vendor | Ban) =>
    own.some(({ path }) => idOf(path) === rule.id) ||
    [...(others?.vendors ?? []), ...(others?.bans ?? [])].some(
      (it) => it.rule.id === rule.id && canonical(it.rule) === canonical(rule),
    );
  return { vendors: rules.vendors.filter((it) => !same(it)), bans: rules.bans.filter((it) => !same(it)) };
}

function isBuiltIn(path: string): boolean {
  return ['../rules', '../../rules'].some((up) =>
    resolve(path).startsWith(fileURLToPath(new URL(up, import.meta.url)) + sep),
  );
}

function idOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.ya?ml$/u, '');
}

async function checkedFurther(
  loaded: LoadedRules,
  whole: BaseRules,
  base: RuleSet,
  day: string,
): Promise<Omit<RuleCheck, 'waivers'>> {
  const rules = compiled(whole.vendors, whole.bans, base);
  const owners = indicatorOwners(rules.vendors, rules.marks);
  const runner = exampleRunner(rules, day);
  const vendors = [...loaded.vendors, ...vendorParts(loaded.vendorExtensions, rules.vendors)];
  const bans = [...loaded.bans, ...banParts(loaded.banExtensions, rules.bans)];
  const problems = [
    ...placed(vendors, (vendor) => [...vendorStyle(vendor), ...sharedIndicators(vendor, owners)]),
    ...placed(bans, (ban) => [...banStyle(ban)]),
  ];
  for (const { rule, document } of bans) {
    // The examples of an extension are those of the whole ban, with all that is added to it.
    const whole = rules.bans.find(({ id }) => id === rule.id) ?? rule;
    for (const diagnostic of await runner.complaintsOf(withExamples(whole, rule)))
      problems.push(problemOf(diagnostic, document));
  }
  const examples = bans.map(
    ({ rule }) => (rule.examples?.banned?.length ?? 0) + (rule.examples?.allowed?.length ?? 0),
  );
  return {
    vendors: vendors.length,
    bans: bans.length,
    examples: examples.reduce((sum, count) => sum + count, 0),
    problems,
    warnings: placed(bans, (ban) => [...narrowConditions(ban.match, ['match'], rules.vendors)]),
  };
}

function withExamples({ examples: _, ...ban }: Ban, { examples }: Ban): Ban {
  return { ...ban, ...(examples && { examples }) };
}

function placed<Rule>(
  rules: readonly Placed<Rule>[],
  complaintsOf: (rule: Rule) => readonly Diagnostic[],
): Problem[] {
  return rules.flatMap(({ rule, document }) =>
    complaintsOf(rule).map((diagnostic) => problemOf(diagnostic, document)),
  );
}
