import * as v from 'valibot';
import { unknownWord } from '../matching/names/nearest.ts';

/** A mapping in which every other key is an error that offers the nearest right one. */
export function mapping<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  return v.strictObject(entries, (issue) => keyMessage(issue, known));
}

function keyMessage(issue: v.StrictObjectIssue, known: readonly string[]): string {
  if (issue.expected === 'never') return unknownWord('key', String(issue.input), known);
  if (issue.expected?.startsWith('"')) return `the key ${issue.expected.slice(1, -1)} is missing`;
  return expected('a mapping', issue);
}

/** `text is expected here, not a list`: in this form, so that what either of two schemas expects can be joined. */
function expected(what: string, { received }: { readonly received: string }): string {
  const shown = received === 'Array' ? 'a list' : received === 'Object' ? 'a mapping' : received;
  return `${what} is expected here, not ${shown}`;
}

/** One of a fixed list of words. */
export function word<const Words extends string>(what: string, words: Readonly<Record<Words, string>>) {
  const known = Object.keys(words) as Words[];
  return v.pipe(
    v.picklist(known, (issue) =>
      typeof issue.input === 'string'
        ? unknownWord(what, issue.input, known)
        : expected(article(what), issue),
    ),
    v.metadata({ words }),
  );
}

function article(what: string): string {
  return `${/^[aeiou]/u.test(what) ? 'an' : 'a'} ${what}`;
}

/** Some text: not empty, not endless. */
export const text = v.pipe(
  v.string((issue) => expected('text', issue)),
  v.check((value) => value.trim() !== '', 'this text is empty'),
  v.maxLength(4000, 'this text is longer than 4000 characters'),
);

/** A word by which vendors, products, bans, sources and authorities are called. */
export const id = v.pipe(
  text,
  v.regex(/^[a-z0-9][a-z0-9.-]*$/u, (issue) => `${issue.received} is not an ID: use a-z, 0-9, "-" and "."`),
);

/** A day, `YYYY-MM-DD`, UTC. */
export const day = v.pipe(
  text,
  v.check(isDay, (issue) => `${JSON.stringify(issue.input)} is not a day: write YYYY-MM-DD`),
);

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** ISO 3166-1 alpha-2. `EU` is let through for authorities. */
export const country = v.pipe(
  text,
  v.check(isCountry, (issue) => `${JSON.stringify(issue.input)} is not a country: write ISO 3166-1, as RU`),
);

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

function isCountry(value: string): boolean {
  return /^[A-Z]{2}$/u.test(value) && regions.of(value) !== undefined;
}

/** Parts of federations whose law or advice bans quote, ISO 3166-2. */
const PARTS: Readonly<Record<string, string>> = {
  US:
    'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR ' +
    'PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI',
  AU: 'ACT NSW NT QLD SA TAS VIC WA',
  CA: 'AB BC MB NB NL NS NT NU ON PE QC SK YT',
};

/**
 * A country, `EU`, `NATO`, or a part of a country as `US-TX`. The parts of the United States, Australia and Canada are
 * known by name; those of other countries are only checked for their form.
 *
 * @see https://www.iso.org/standard/72483.html
 */
export const jurisdiction = v.pipe(
  text,
  v.check(isJurisdiction, (issue) =>
    issue.input === 'UK'
      ? '"UK" is not a jurisdiction: did you mean "GB"?'
      : `${JSON.stringify(issue.input)} is not a jurisdiction: write ISO 3166, as RU or US-TX`,
  ),
);

function isJurisdiction(value: string): boolean {
  if (value === 'NATO') return true;
  const [, land = '', part] = /^(?<land>[A-Z]{2})(?:-(?<part>[A-Z0-9]{1,3}))?$/u.exec(value) ?? [];
  if (!isCountry(land) || land === 'UK') return false;
  return part === undefined || (PARTS[land]?.split(' ').includes(part) ?? true);
}

/** A web address. */
export const url = v.pipe(
  text,
  v.check(
    (value) => /^https?:\/\/\S+$/u.test(value) && URL.canParse(value),
    'this is not an http(s) address',
  ),
);

/** One, or a list of at least one. */
export function oneOrMore<Item extends v.GenericSchema>(item: Item) {
  return v.union([item, list(item)]);
}

/** A list of at least one. */
export function list<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.array(item, (issue) => expected('a list', issue)),
    v.minLength(1, 'this list is empty'),
  );
}

/** A whole number from 1, which the documents of rules give as the text that stands there. */
export const wholeNumber = v.pipe(
  v.string((issue) => expected('a whole number', issue)),
  v.regex(/^[1-9]\d{0,14}$/u, (issue) => `${issue.received} is not a whole number from 1`),
  // Before the change of type: what stands behind it says nothing of what is written.
  v.metadata({ whole: true }),
  v.transform(Number),
);

/** Yes or no. */
export const flag = v.boolean((issue) => expected('true or false', issue));
