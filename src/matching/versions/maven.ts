import { compareNumbers } from './deb.ts';

/**
 * Maven's order: numbers and qualifiers between dots, hyphens and changes from digits to letters; `alpha`, `beta`,
 * `milestone`, `rc` and `snapshot` come before nothing, `sp` and other words after it, numbers after them all.
 *
 * @see https://maven.apache.org/pom.html#Version_Order_Specification
 */
export function compareMaven(a: string, b: string): number {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? padFor(right[index]), right[index] ?? padFor(left[index])];
    const order = compareTokens(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

interface Token {
  readonly separator: '.' | '-';
  readonly text: string;
}

const TOKEN = /(?<written>[.\-_]?)(?<text>\d+|[a-z]+)/gu;

function tokensOf(version: string): Token[] {
  const found = [...version.trim().toLowerCase().matchAll(TOKEN)].map(({ groups }) => groups ?? {});
  const tokens = found.map(({ written, text = '' }, index): Token => {
    const next = found[index + 1];
    const isShort = next?.['written'] === '' && isNumber(next['text'] ?? '');
    // A change from digits to letters counts as a hyphen.
    const separator = index === 0 || written === '.' ? '.' : '-';
    return { separator, text: (isShort ? SHORT[text] : undefined) ?? ALIASES[text] ?? text };
  });
  const kept: Token[] = [];
  for (const token of tokens) {
    if (token.separator === '-') trim(kept);
    kept.push(token);
  }
  trim(kept);
  return kept;
}

/** Before a digit at once, these letters announce. */
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };
const ALIASES: Readonly<Record<string, string>> = { cr: 'rc', ga: '', final: '', release: '' };

/** Zeros and empty qualifiers at the end, and before a hyphen, say nothing. */
function trim(tokens: Token[]): void {
  while (tokens.length > 0 && /^0*$/u.test(tokens.at(-1)?.text ?? '')) tokens.pop();
}

function isNumber(text: string): boolean {
  return /^\d/u.test(text);
}

/** What is missing is 0 for a number and nothing for a qualifier. */
function padFor(other: Token | undefined): Token {
  return { separator: other?.separator ?? '.', text: other && isNumber(other.text) ? '0' : '' };
}

function compareTokens(one: Token, other: Token): number {
  const order = kindOf(one) - kindOf(other);
  if (order !== 0) return order;
  if (isNumber(one.text)) return compareNumbers(one.text, other.text);
  return (
    rankOf(one.text) - rankOf(other.text) || (one.text < other.text ? -1 : Number(one.text > other.text))
  );
}

/** A qualifier, a number after a hyphen, a number after a dot. */
function kindOf({ separator, text }: Token): number {
  if (!isNumber(text)) return 0;
  return separator === '-' ? 1 : 2;
}

const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];

function rankOf(qualifier: string): number {
  const rank = QUALIFIERS.indexOf(qualifier);
  return rank < 0 ? QUALIFIERS.length : rank;
}
