import { compileRules } from '../src/rulebook.ts';

/** The rules of a folder as the JSON that the built package reads at every start. */
export async function compiledRules(folder: string): Promise<string> {
  return `${JSON.stringify(await compileRules(folder))}\n`;
}
