/**
 * When two names are the same name. Names are compared by keys: case, width, quotes, punctuation, invisible
 * characters and look-alike letters of other scripts make no difference; a different word does.
 *
 * @see https://www.unicode.org/reports/tr39/ for look-alike letters
 */

import { JOINED_KEYS, KEYS_BEHIND, KEYS_ON_EITHER_SIDE } from './legal-form-keys.ts';
import { folded, foldedSmall } from './lookalikes.ts';

const PLAIN = /^[ -~]*$/u;
/** Invisible, so it may stand anywhere in a name that looks right: zero-width, direction marks, soft hyphens. */
const invisible = () => /[\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;
/** Letters that look like a blank: fillers of Hangul, and the empty pattern of Braille. */
const BLANK_LETTERS = /[\u115f\u1160\u3164\uffa0\u2800]/gu;
/** Controls that part no words. */
const controls = () => /[^\P{Cc}\t\n\r]+/gu;
/** NFKC would write ™ as two letters. */
const MARKS = /[™®©℠]/gu;
const notAWord = () => /[^\p{L}\p{N}\p{M}+]+/gu;
const notAWordOrGlob = () => /[^\p{L}\p{N}\p{M}+*?#]+/gu;
/** The same for plain text in small letters. Tables of Unicode cost a cold start, so the others are made when needed. */
const NOT_A_PLAIN_WORD = /[^a-z0-9+]+/gu;
const NOT_A_PLAIN_WORD_OR_GLOB = /[^a-z0-9+*?#]+/gu;
/** What lower case makes of the Turkish capital İ. */
const DOTTED_I = /i\u0307/gu;

/** The key of a display name: equal keys are equal names. Empty when nothing of the name is a letter or digit. */
export function nameKey(name: string): string {
  return keyed(name, notAWord, NOT_A_PLAIN_WORD);
}

/** The key of a name that may hold globs; these stay as they are. */
export function nameGlobKey(pattern: string): string {
  return keyed(pattern, notAWordOrGlob, NOT_A_PLAIN_WORD_OR_GLOB);
}

/**
 * All keys under which a name is looked up: one, or two where a letter looks like one Latin letter when small and
 * like another when capital.
 */
export function nameKeys(name: string): string[] {
  const key = nameKey(name);
  if (PLAIN.test(name)) return [key];
  const other = foldedSmall(lowered(name));
  return other === undefined ? [key] : [key, spaced(other, notAWord())];
}

/**
 * The key of a company name: a {@link nameKey} without legal forms. A name that is nothing but a legal form keeps it.
 */
export function publisherKey(name: string): string {
  return withoutForms(nameKey(company(name)));
}

/** The same for a name that may hold globs. */
export function publisherGlobKey(pattern: string): string {
  return withoutForms(nameGlobKey(pattern));
}

/** All keys under which a company name is looked up. */
export function publisherKeys(name: string): string[] {
  return nameKeys(company(name)).map(withoutForms);
}

/** The key of an identifier's value: case and width make no difference, all else does. */
export function exactKey(value: string): string {
  if (PLAIN.test(value)) return value.toLowerCase();
  return value.replace(invisible(), '').normalize('NFKC').toLowerCase().trim();
}

function keyed(name: string, gaps: () => RegExp, plainGaps: RegExp): string {
  if (PLAIN.test(name)) return spaced(name.toLowerCase(), plainGaps);
  return spaced(folded(lowered(name)), gaps());
}

function lowered(name: string): string {
  return name
    .replace(BLANK_LETTERS, ' ')
    .replace(controls(), '')
    .replace(invisible(), '')
    .replace(MARKS, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(DOTTED_I, 'i')
    .normalize('NFC');
}

function spaced(text: string, gaps: RegExp): string {
  return text.replace(gaps, ' ').trim();
}

/** `Doctor Web <support@example.org>`, `Developer ID Application: Example Ltd (ABCDE12345)`. */
const DEVELOPER =
  /^(?:Developer ID|Apple|3rd Party Mac Developer|Mac Developer|iPhone)[\w ]{0,40}: (?<name>.+)$/u;
const TEAM = / \([0-9A-Z]{10}\)$/u;

function company(name: string): string {
  const developer = DEVELOPER.exec(name)?.groups?.['name'];
  return withoutMail(developer === undefined ? name : developer.replace(TEAM, ''));
}

function withoutMail(name: string): string {
  const mail = name.endsWith('>') ? name.lastIndexOf('<') : -1;
  return mail > 0 ? name.slice(0, mail) : name;
}

interface Forms {
  readonly either: ReadonlySet<string>;
  readonly behind: ReadonlySet<string>;
  readonly joined: readonly string[];
}

let forms: Forms | undefined;

function knownForms(): Forms {
  if (forms) return forms;
  const either = KEYS_ON_EITHER_SIDE.split(',');
  const behind = [...either, ...KEYS_BEHIND.split(',')];
  forms = { either: new Set(either), behind: new Set(behind), joined: JOINED_KEYS.split(',') };
  return forms;
}

/** The most words that one form has. */
const LONGEST_FORM = 7;

/** No company has more legal forms; a hostile name has. */
const MAX_FORMS = 6;

function withoutForms(key: string): string {
  const { either, behind, joined } = knownForms();
  let words = key.split(' ');
  for (let round = 0; round < MAX_FORMS; round += 1) {
    const before = words.length;
    words = withoutLast(words, behind);
    words = withoutFirst(words, either);
    if (words.length === before) break;
  }
  return withoutJoined(words, joined).join(' ');
}

function withoutLast(words: string[], known: ReadonlySet<string>): string[] {
  for (let count = Math.min(LONGEST_FORM, words.length - 1); count > 0; count -= 1) {
    if (known.has(words.slice(-count).join(' '))) return words.slice(0, -count);
  }
  return words;
}

function withoutFirst(words: string[], known: ReadonlySet<string>): string[] {
  for (let count = Math.min(LONGEST_FORM, words.length - 1); count > 0; count -= 1) {
    if (known.has(words.slice(0, count).join(' '))) return words.slice(count);
  }
  return words;
}

function withoutJoined(words: string[], joined: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  const form = joined.find((suffix) => last.length > suffix.length && last.endsWith(suffix));
  const shorter = form === undefined ? words : [...words.slice(0, -1), last.slice(0, -form.length)];
  const first = shorter[0] ?? '';
  const lead = joined.find((prefix) => first.length > prefix.length && first.startsWith(prefix));
  return lead === undefined ? shorter : [first.slice(lead.length), ...shorter.slice(1)];
}
