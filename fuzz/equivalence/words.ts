import type { Random } from '../random.ts';

/** What a drawn text may hold beside letters. */
export interface Alphabet {
  /** Letters beyond ASCII: of every script, or of none. */
  readonly scripts?: boolean;
  readonly tabs?: boolean;
  readonly newlines?: boolean;
  /** Control characters but zero, tab and line ends. */
  readonly controls?: boolean;
  /** Halves of characters, which Windows allows in its registry and UTF-8 cannot hold. */
  readonly halves?: boolean;
  /** Blanks at the ends. */
  readonly blanks?: boolean;
  /** Most characters; default 6000. */
  readonly longest?: number;
}

const PLAIN = [
  'Example',
  'Antivirus',
  'Suite',
  '2024',
  '1.10',
  'x64',
  'Security',
  'GmbH',
  'a',
  'null',
  'true',
  '~',
  'NaN',
  '0x10',
  '1e5',
  '__proto__',
  'constructor',
  'DisplayName',
];
const HOSTILE = [
  '"',
  "'",
  "O'Brien",
  '"quoted"',
  '""',
  '\\',
  '\\"',
  'C:\\Program Files\\',
  'a,b',
  ', Inc.',
  ';',
  '|',
  '=',
  '"="',
  ':',
  ': ',
  '#',
  ' #',
  '&',
  '&amp;',
  '&#0;',
  '&lt;',
  '<b>',
  '</string>',
  ']]>',
  '<![CDATA[',
  '<!--',
  '{a}',
  '[b]',
  ']',
  '(c)',
  '%s',
  '%APPDATA%',
  '$(id)',
  '`id`',
  '@',
  '*',
  '?',
  '!',
  '-',
  '--',
  '---',
  '- x',
  '+',
  '/',
  '//',
  '../..',
  '...',
  '\u2026',
  '(none)',
  '[installed]',
  '\\n',
  '\\u0041',
  '\\x41',
];
const SCRIPTS = [
  'Лаборатория «Весна»',
  'АО',
  'é',
  'e\u0301',
  'ß',
  'ı',
  'İ',
  'Ünïcode',
  '卡巴斯基',
  '日本語 ソフト',
  '한국어',
  'עברית',
  'العربية',
  'ελληνικά',
  'ไทย',
  'हिन्दी',
  '💥',
  '👩‍💻',
  '™',
  '®',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ufffd',
  'ﬁ',
  'ＦＵＬＬ',
];
const CONTROLS = ['\u0001', '\u0007', '\b', '\v', '\f', '\u001b[31m', '\u001f', '\u007f', '\u0085'];

/** A text of the alphabet, never empty; mostly one that somebody could have meant. */
export function text(random: Random, alphabet: Alphabet = {}): string {
  const kinds: (readonly string[])[] = [PLAIN, PLAIN, PLAIN, HOSTILE];
  if (alphabet.scripts ?? true) kinds.push(SCRIPTS, SCRIPTS);
  if (alphabet.tabs) kinds.push(['\t', '\t\t', 'a\tb']);
  if (alphabet.newlines) kinds.push(['\n', '\r\n', '\n\n', '[x]\n"y"="z"\n']);
  if (alphabet.controls) kinds.push(CONTROLS);
  if (alphabet.halves) kinds.push(['\ud83d', '\udca5']);
  const words = Array.from({ length: 1 + random(4) }, () => pick(random, pick(random, kinds)));
  const glue = pick(random, ['', ' ', ' ', '  ']);
  const joined = random(60) === 0 ? 'x'.repeat(200 + random(20_000)) + words.join(glue) : words.join(glue);
  const cut = joined.slice(0, alphabet.longest ?? 6000);
  const said = cut.trim() === '' ? 'x' : cut.trim();
  return alphabet.blanks && random(8) === 0 ? ` ${said} ` : said;
}

/** Something or nothing: a text, an empty one, a blank, or none at all. */
export function maybe(random: Random, alphabet: Alphabet = {}): string | undefined {
  const kind = random(8);
  if (kind === 0) return '';
  if (kind === 1) return alphabet.blanks ? ' ' : '';
  return kind === 2 ? undefined : text(random, alphabet);
}

/** A word of these letters. */
export function word(random: Random, first: string, rest: string, longest = 24): string {
  const length = random(longest);
  const letters = Array.from({ length }, () => rest.charAt(random(rest.length)));
  return first.charAt(random(first.length)) + letters.join('');
}

/** One of a list. */
export function pick<Value>(random: Random, list: readonly Value[]): Value {
  return list[random(list.length)] as Value;
}

/** The small letters of ASCII. */
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
/** The digits of ASCII. */
export const DIGITS = '0123456789';
/** The letters of ASCII. */
export const LETTERS = LOWER + LOWER.toUpperCase();

/** What a reader should give for a value that says nothing: nothing. */
export function given(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

/** The bytes of a text. */
export function utf8(written: string): Uint8Array {
  return new TextEncoder().encode(written);
}
