/** A licence as lists write it, taken apart: expressions of SPDX, those of distributions, and plain names. */

import { idsOfName, isName } from './names.ts';

/** What a program is licensed under. */
export type Licence =
  /** One of these identifiers of SPDX. */
  | { readonly kind: 'one'; readonly ids: readonly string[] }
  /** A licence with a name of its own, in small letters. */
  | { readonly kind: 'other'; readonly name: string }
  /** No licence that is known: a sentence, a file, a word such as `custom`. */
  | { readonly kind: 'unknown' }
  /** All of them, a choice of them, or one of the two: several names without a word between them. */
  | { readonly kind: 'all' | 'choice' | 'unclear'; readonly parts: readonly Licence[] };

/** Longer texts, and brackets in more brackets, are no expressions that anybody wrote. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 30;
const UNKNOWN: Licence = { kind: 'unknown' };

/** What separates licences, the weakest first. Of several names that nothing but a mark separates it is open what they mean. */
const SEPARATORS: readonly (readonly ['all' | 'choice' | 'unclear', RegExp])[] = [
  ['unclear', /\s*[;\n]\s*|\s+and\/or\s+/iuy],
  ['choice', /\s*,\s+or\s+(?!\(?(?:any|at|later|newer|above|greater|higher)\b)/iuy],
  ['all', /\s*,\s+and\s+(?!\(?(?:any|later|above)\b)/iuy],
  ['choice', /\s+or\s+(?!\(?(?:any|at|later|newer|above|greater|higher)\b)|\s*\|\|?\s*/iuy],
  ['all', /\s+and\s+(?!\(?(?:any|later|above)\b)|\s*&&?\s*/iuy],
];
/** These stand in names, too, so that what they separate has to be known. */
const UNSURE: readonly RegExp[] = [/\s*,\s*/uy, /\s*\/\s*/uy, /\s+/uy];
/** Arch Linux writes so what has a text of its own. */
const ARCH = /^custom:\s*(?=\S)/iu;
/** An exception permits more, and takes nothing away. */
const EXCEPTION = /\s+with\s+[\w\s.+-]*$/iu;

/**
 * Takes a licence apart.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
 * @see https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/#license-short-name
 */
export function parseLicence(text: string): Licence {
  return text.length > MAX_LENGTH ? UNKNOWN : parsed(text.replace(/[^\S\n]+/gu, ' '), 0);
}

function parsed(written: string, depth: number): Licence {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const text = withoutBrackets(written.trim());
  const own = idsOfName(text.replace(ARCH, ''));
  if (own) return { kind: 'one', ids: own };
  for (const [kind, separator] of SEPARATORS) {
    const parts = split(text, separator);
    if (parts.length > 1) return { kind, parts: parts.map((part) => parsed(part, depth + 1)) };
  }
  if (EXCEPTION.test(text)) return parsed(text.replace(EXCEPTION, ''), depth + 1);
  for (const separator of UNSURE) {
    const parts = split(text, separator).map(idsOfName);
    if (parts.length > 1 && parts.every((ids) => ids !== undefined))
      return { kind: 'unclear', parts: parts.map((ids) => ({ kind: 'one', ids })) };
  }
  return isName(text) ? { kind: 'other', name: text.toLowerCase() } : UNKNOWN;
}

/** Without brackets around the whole. */
function withoutBrackets(text: string): string {
  let inner = text;
  while (inner.startsWith('(') && closing(inner) === inner.length - 1) inner = inner.slice(1, -1).trim();
  return inner;
}

/** Where the first bracket ends; -1 where it does not. */
function closing(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') open += 1;
    else if (text[at] === ')' && (open -= 1) === 0) return at;
  }
  return -1;
}

/** The parts of a text between separators that stand in no brackets. */
function split(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let open = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') open += 1;
    else if (text[at] === ')') open -= 1;
    if (open !== 0) continue;
    separator.lastIndex = at;
    const found = separator.exec(text)?.[0];
    if (!found || at === start) continue;
    parts.push(text.slice(start, at));
    start = at + found.length;
    at = start - 1;
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== '');
}
