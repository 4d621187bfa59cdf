import type { RuleFile } from './load.ts';
import type { RuleBook } from './rule-set.ts';

/**
 * A rule book with own rules added.
 *
 * @throws RuleError with every problem of every file
 */
export async function extended(book: RuleBook, files: readonly RuleFile[]): Promise<RuleBook> {
  if (files.length === 0) return book;
  const [{ loadRules }, { compiled }] = await Promise.all([import('./load.ts'), import('./compile.ts')]);
  const { vendors, bans } = await loadRules(files, book);
  return compiled([...book.vendors, ...vendors.map(rule)], [...book.bans, ...bans.map(rule)]);
}

function rule<Rule>({ rule }: { readonly rule: Rule }): Rule {
  return rule;
}
