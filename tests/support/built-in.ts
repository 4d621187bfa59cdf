import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Catalogue, catalogueOf, type Indicators, indicatorsOf } from '../../src/catalogue/index.ts';
import { compiledRuleSet, type RuleSet } from '../../src/rules/index.ts';
import type { Ban, FactMapping, Vendor } from '../../src/schema/index.ts';

/** The rules that come with interdict, straight from their files. */
export const vendors: readonly Vendor[] = rules('rules/vendors') as Vendor[];
/** The same of the bans. */
export const bans: readonly Ban[] = rules('rules/bans') as Ban[];

/** The built-in rules, compiled from their files once for all tests of a worker, and for the command that they call. */
export function builtInRules(): Promise<RuleSet> {
  return compiledRuleSet();
}

const catalogues = new Map<string, Catalogue>();
let indicators: Indicators | undefined;

/** The catalogue of {@link vendors} on a day, made once for all tests of a worker. */
export function builtInCatalogue(day: string): Catalogue {
  indicators ??= indicatorsOf(vendors);
  const catalogue = catalogues.get(day) ?? catalogueOf(vendors, day, indicators);
  catalogues.set(day, catalogue);
  return catalogue;
}

/** These name Telegram and Acronis outright, wherever the two are run from, or mean games and social media. */
const NAMING = ['fr-2023', 'no-2023', 'ua-nccc-2024-telegram', 'us-fascsa-acronis-2025', 'us-ga'];

/** Bans that mean nothing of the West: without those that `all` leaves out, and those above. */
export const bansOfOthers = bans.filter((ban) => !ban['named-only'] && !NAMING.includes(ban.id));

/** Facts as built-in files write them, which is always the long form. */
export function facts(list: unknown): readonly FactMapping[] {
  return (list ?? []) as readonly FactMapping[];
}

function rules(folder: string): unknown[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const rule: object = parse(readFileSync(`${folder}/${file}`, 'utf8'));
      return { id: file.replace(/\.yaml$/u, ''), ...rule };
    });
}
