import type { RuleFile } from './load.ts';
import type { RuleSet } from './rule-set.ts';

/**
 * A rule book with own rules added.
 *
 * @throws RuleError with every problem of every file
 */
export async function withRules(rules: RuleSet, files: readonly RuleFile[]): Promise<RuleSet> {
  if (files.length === 0) return rules;
  const [{ loadRules }, { compiled }] = await Promise.all([import('./load.ts'), import('./compile.ts')]);
  const { vendors, bans } = await loadRules(files, rules);
  return compiled([...rules.vendors, ...vendors.map(rule)], [...rules.bans, ...bans.map(rule)]);
}

function rule<Rule>({ rule }: { readonly rule: Rule }): Rule {
  return rule;
}
