/**
 * Rule files → rule book. The built-in rules were compiled to JSON when this package was built; own rules are YAML and
 * read when they are named.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { indicatorsOf } from '../catalogue/index.ts';
import type { Config, Waiver } from '../schema/index.ts';
import type { CheckOptions, RuleCheck } from './check.ts';
import { fileAt, ruleFiles, sideFiles } from './files.ts';
import type { WaiverLaw } from './lint/waiver-policy.ts';
import type { RuleFile } from './load.ts';
import { readerIds } from './reader-ids.ts';
import type { RuleSet } from './rule-set.ts';
import { readRules } from './serialised.ts';
import { withRules } from './with-rules.ts';

export { ageNotice } from './age.ts';
export type { RuleCheck } from './check.ts';
export { DEFAULT_BANS, defaultRules } from './default-rules.ts';
export { deviceClassOf } from './device-class.ts';
export type { RuleFile } from './load.ts';
export { type Problem, shown } from './problem.ts';
export type { RuleSet } from './rule-set.ts';
export { type Selection, selectBans } from './select.ts';
export { withRules } from './with-rules.ts';

/** Beside the bundle or one of its parts. */
const PLACES = ['.', '..'];

/** Gives a file of the bundle that lies inside a single-file executable; there is none elsewhere. */
declare const INTERDICT_INSIDE: ((file: string) => string) | undefined;

/** The built-in rules: the compiled ones of a built package, else the YAML of the source tree. */
export async function compiledRuleSet(): Promise<RuleSet> {
  const built = builtBook('rulebook.jsonl');
  if (built) return built;
  fromSource ??= compileRules(join(import.meta.dirname, '..', '..', 'rules'));
  return fromSource;
}

/** What judging by the default bans takes of {@link compiledRuleSet}: the whole of it where nothing was built. */
export async function defaultRuleSet(): Promise<RuleSet> {
  return builtBook('judging.jsonl') ?? compiledRuleSet();
}

function builtBook(file: string): RuleSet | undefined {
  if (typeof INTERDICT_INSIDE === 'function') return readRules(INTERDICT_INSIDE(file));
  for (const place of PLACES) {
    const path = join(import.meta.dirname, place, file);
    if (existsSync(path)) return readRules(readFileSync(path, 'utf8'));
  }
  return undefined;
}

let fromSource: Promise<RuleSet> | undefined;

/**
 * Compiles a folder of rules that stands alone. Its file `reviewed.txt` has the day of the last review, if it is there.
 *
 * @throws RuleError
 */
export async function compileRules(folder: string): Promise<RuleSet> {
  const file = join(folder, 'reviewed.txt');
  const reviewed = existsSync(file) ? { reviewed: readFileSync(file, 'utf8').trim() } : {};
  const none = { vendors: [], bans: [], marks: indicatorsOf([]), digests: {}, ...reviewed };
  return withRules(none, ruleFiles([folder]));
}

/**
 * Checks rule files and folders: schema, references, the law of the house, examples.
 *
 * @throws Error when a path cannot be read or holds no rules
 */
export async function checkedRules(
  paths: readonly string[],
  rules: RuleSet,
  options: CheckOptions,
): Promise<RuleCheck> {
  const beside = sideFiles(paths);
  const named = new Set(beside.map(({ path }) => path));
  const files = ruleFiles(paths).filter(({ path }) => !named.has(path));
  if (files.length + beside.length === 0)
    throw new Error(`${paths.join(', ')}: there are no rule files in there`);
  const { checkRules } = await import('./check.ts');
  return checkRules(files, beside, rules, options);
}

/**
 * Reads waiver files.
 *
 * @throws RuleError; Error when a file cannot be opened
 */
export async function waiversIn(
  paths: readonly string[],
  rules: RuleSet,
  law?: WaiverLaw,
): Promise<Waiver[]> {
  if (paths.length === 0) return [];
  const [{ loadWaivers }, readers] = await Promise.all([import('./load.ts'), readerIds(rules.ownReaders)]);
  return loadWaivers(paths.map(fileAt), { ...rules, readers }, law);
}

/**
 * The files of the rules that a configuration names, held against their pinned digests.
 *
 * @param path of the configuration
 * @throws Error when rules are not there, or are others than those that were pinned
 */
export async function ownRules(
  { rules, 'rules-lock': lock }: Config,
  path: string,
): Promise<readonly RuleFile[]> {
  if (rules === undefined && lock === undefined) return [];
  const { checkLock, readSources } = await import('./sources.ts');
  const sources = readSources([rules ?? []].flat(), dirname(path));
  checkLock(sources, lock, path);
  return sources.flatMap(({ files }) => files);
}

/**
 * Reads a configuration file.
 *
 * @throws RuleError; Error when it cannot be opened
 */
export async function configAt(path: string): Promise<Config> {
  const { loadConfig } = await import('./load.ts');
  return loadConfig(fileAt(path));
}
