import { compileRules, defaultRules } from '../../src/rules/index.ts';
import { serialiseRules } from '../../src/rules/serialised.ts';

/** The rules of a folder as lines of JSON: the whole book, and what a built package reads of it at every start. */
export async function compiledRules(folder: string): Promise<{ whole: string; judging: string }> {
  const book = await compileRules(folder);
  return { whole: serialiseRules(book), judging: serialiseRules(defaultRules(book)) };
}
