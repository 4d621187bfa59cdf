import { createHash } from 'node:crypto';
import { compileRules, defaultRules, type RuleSet } from '../../src/rules/index.ts';
import { serialiseRules } from '../../src/rules/serialised.ts';

/** Rules as lines of JSON: the whole book, and what a built package reads of it at every start. */
export interface SerialisedRules {
  readonly whole: string;
  readonly judging: string;
}

/** The rules of a folder as lines of JSON. */
export async function compiledRules(folder: string): Promise<SerialisedRules> {
  return serialised(await compileRules(folder));
}

/** A rule book as lines of JSON. */
export function serialised(rules: RuleSet): SerialisedRules {
  const text = JSON.stringify([rules.vendors, rules.bans]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const book = { ...rules, build: { sha256, days: [...new Set(text.match(DAY))].sort() } };
  return { whole: serialiseRules(book), judging: serialiseRules(defaultRules(book)) };
}

const DAY = /\d{4}-\d{2}-\d{2}/gu;
