import { resolve } from 'node:path';
import type { RuleFile } from './load.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book with own rules added.
 *
 * @throws RuleError with every problem of every file
 */
export async function withRules(rules: RuleSet, all: readonly RuleFile[]): Promise<RuleSet> {
  const known = new Set(rules.files);
  const files = all.filter(({ path }) => known.size < known.add(resolve(path)).size);
  if (files.length === 0) return rules;
  const [{ loadRules }, { compiled }] = await Promise.all([import('./load.ts'), import('./compile.ts')]);
  const { vendors, bans } = await loadRules(files, rules);
  return {
    ...compiled([...rules.vendors, ...vendors.map(rule)], [...rules.bans, ...bans.map(rule)]),
    files: known,
  };
}

function rule<Rule>({ rule }: { readonly rule: Rule }): Rule {
  return rule;
}
