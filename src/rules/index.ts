/**
 * Rule files → rule book. The built-in rules were compiled to JSON when this package was built; own rules are YAML and
 * read when they are named.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marksOf } from '../catalogue/index.ts';
import type { Config, Waiver } from '../schema/index.ts';
import type { CheckOptions, RuleCheck } from './check.ts';
import { fileAt, ruleFiles, sideFiles } from './files.ts';
import type { RuleBook } from './rule-set.ts';
import { readBook } from './serialised.ts';
import { extended } from './with-rules.ts';

export type { RuleCheck } from './check.ts';
export { DEFAULT_BANS, judgingBook } from './default-rules.ts';
export { deviceClassOf } from './device-class.ts';
export { ruleFiles } from './files.ts';
export type { RuleFile } from './load.ts';
export { type Problem, shown as problemLine } from './problem.ts';
export type { RuleBook } from './rule-set.ts';
export { type Selection, selectBans } from './select.ts';
export { extended } from './with-rules.ts';

/** Beside the bundle or one of its parts. */
const PLACES = ['.', '..'];

/** Gives a file of the bundle that lies inside a single-file executable; there is none elsewhere. */
declare const INTERDICT_INSIDE: ((file: string) => string) | undefined;

/** The built-in rules: the compiled ones of a built package, else the YAML of the source tree. */
export async function compiledRuleBook(): Promise<RuleBook> {
  const built = builtBook('rulebook.jsonl');
  if (built) return built;
  fromSource ??= compileRules(join(import.meta.dirname, '..', '..', 'rules'));
  return fromSource;
}

/** What judging by the default bans takes of {@link compiledRuleBook}: the whole of it where nothing was built. */
export async function judgingRuleBook(): Promise<RuleBook> {
  return builtBook('judging.jsonl') ?? compiledRuleBook();
}

function builtBook(file: string): RuleBook | undefined {
  if (typeof INTERDICT_INSIDE === 'function') return readBook(INTERDICT_INSIDE(file));
  for (const place of PLACES) {
    const path = join(import.meta.dirname, place, file);
    if (existsSync(path)) return readBook(readFileSync(path, 'utf8'));
  }
  return undefined;
}

let fromSource: Promise<RuleBook> | undefined;

/**
 * Compiles a folder of rules that stands alone.
 *
 * @throws RuleError
 */
export async function compileRules(folder: string): Promise<RuleBook> {
  return extended({ vendors: [], bans: [], marks: marksOf([]), digests: {} }, ruleFiles([folder]));
}

/**
 * Checks rule files and folders: schema, references, the law of the house, examples.
 *
 * @throws Error when a path cannot be read or holds no rules
 */
export async function checkedRules(
  paths: readonly string[],
  book: RuleBook,
  options: CheckOptions,
): Promise<RuleCheck> {
  const beside = sideFiles(paths);
  const named = new Set(beside.map(({ path }) => path));
  const files = ruleFiles(paths).filter(({ path }) => !named.has(path));
  if (files.length + beside.length === 0)
    throw new Error(`${paths.join(', ')}: there are no rule files in there`);
  const { checkRules } = await import('./check.ts');
  return checkRules(files, beside, book, options);
}

/**
 * Reads waiver files.
 *
 * @throws RuleError; Error when a file cannot be opened
 */
export async function waiversIn(paths: readonly string[], book: RuleBook): Promise<Waiver[]> {
  if (paths.length === 0) return [];
  const { loadWaivers } = await import('./load.ts');
  return loadWaivers(paths.map(fileAt), book);
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
