import { existsSync } from 'node:fs';
import { listed } from '../evaluate/vendors.ts';
import { globOf, isGlob } from '../matching/glob.ts';
import { unknownWord } from '../matching/names/nearest.ts';
import type { Ban } from '../schema/index.ts';
import { bansOfFiles, ruleFiles } from './files.ts';
import type { RuleSet } from './rule-set.ts';
import { withRules } from './with-rules.ts';

/** The bans that were chosen, and the rule book with all own rules among them. */
export interface Selection {
  readonly book: RuleSet;
  readonly bans: readonly Ban[];
}

/**
 * Chooses bans: `all` (but those that want to be named), an id, a glob of ids, `jurisdiction:GB` (with its parts: `US` means `US-TX` too), or files and folders of own rules, which are added to
 * the book.
 *
 * @throws RuleError when own rules cannot be used; Error when a selector names nothing
 */
export async function selectBans(rules: RuleSet, selectors: readonly string[]): Promise<Selection> {
  const paths = selectors.filter((selector) => isPath(selector, rules));
  const files = ruleFiles(paths);
  const whole = await withRules(rules, files);
  const chosen = new Set(bansOfFiles(whole, files));
  if (paths.length > 0 && chosen.size === 0) throw new Error(`${paths.join(', ')}: there is no ban in there`);
  for (const selector of selectors.filter((it) => !paths.includes(it))) {
    for (const ban of named(whole, selector)) chosen.add(ban);
  }
  return { book: whole, bans: whole.bans.filter((ban) => chosen.has(ban)) };
}

function isPath(selector: string, { bans }: RuleSet): boolean {
  if (bans.some(({ id }) => id === selector) || selector === 'all' || isGlob(selector)) return false;
  return /[\\/]|\.ya?ml$/u.test(selector) || existsSync(selector);
}

function named({ bans }: RuleSet, selector: string): readonly Ban[] {
  const found = bansNamed(bans, selector);
  if (found.length > 0) return found;
  if (selector === '') throw new Error('--bans: an empty name; is a variable without a value?');
  const message =
    isGlob(selector) || selector.includes(':') ? `no ban is meant by ${JSON.stringify(selector)}` : '';
  throw new Error(
    `--bans: ${
      message ||
      unknownWord(
        'ban',
        selector,
        bans.map(({ id }) => id),
      )
    }`,
  );
}

function bansNamed(bans: readonly Ban[], selector: string): readonly Ban[] {
  if (selector === 'all') return bans.filter((ban) => !ban['named-only']);
  if (selector.startsWith('jurisdiction:')) {
    const wanted = selector.slice('jurisdiction:'.length).toUpperCase();
    return bans.filter(({ authorities = [] }) =>
      authorities.some(({ jurisdiction }) =>
        listed(jurisdiction).some((it) => it === wanted || it.startsWith(`${wanted}-`)),
      ),
    );
  }
  const matches = globOf(selector);
  return bans.filter(({ id }) => matches(id));
}
