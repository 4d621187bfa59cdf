import { nameKey } from '../../src/matching/names/index.ts';
import { formsBehind, formsOnEitherSide, joinedForms } from '../../src/matching/names/legal-forms.ts';

/** What `legal-form-keys.ts` of `src/matching/names` has to say: the legal forms as they stand in keys of names. */
export function legalFormKeys(): string {
  return `/** Legal forms of \`legal-forms.ts\` as keys, written by \`npm run generate\`: making them takes longer than reading them. */
export const KEYS_ON_EITHER_SIDE =
${lines([...formsOnEitherSide, ...joinedForms])};
export const KEYS_BEHIND =
${lines(formsBehind)};
/** The longest first. */
export const JOINED_KEYS =
${lines(joinedForms)};
`;
}

/** A list between commas, which no key has, as a sum of strings that fit on a line. */
function lines(forms: readonly string[]): string {
  const rows = [''];
  for (const key of new Set(forms.map(nameKey))) {
    const row = rows.length - 1;
    if ((rows[row] ?? '').length + key.length > MOST) rows.push(`${key},`);
    else rows[row] += `${key},`;
  }
  return `  ${rows.map((row, at) => `'${at === rows.length - 1 ? row.slice(0, -1) : row}'`).join(' +\n  ')}`;
}

const MOST = 100;
