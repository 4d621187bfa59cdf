import { nameKey } from '../../matching/names/index.ts';
import { formsBehind, formsOnEitherSide, joinedForms } from '../../matching/names/legal-forms.ts';

/** One letter or sign, and what it is in a key. */
export type Fold = readonly [sign: string, key: string];

/** How the signs of a name become its key, for tools that can only replace one text by another. */
export interface Folding {
  /** Beyond ASCII: the letters of these alphabets, typographic signs, what is invisible. All else stays as it is. */
  readonly letters: readonly Fold[];
  /** ASCII signs that part words. Letters of ASCII are taken to be in lower case already. */
  readonly signs: readonly Fold[];
}

/** Latin of western and central Europe, Greek, Cyrillic, and letters of full width. */
const ALPHABETS: readonly (readonly [number, number])[] = [
  [0xa1, 0x17f],
  [0x386, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x493],
  [0xff01, 0xff5e],
];
const INVISIBLE = ['\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff'];
const SPACES = [...'\u00a0\u2002\u2003\u2009\u202f\u3000'];
const TYPOGRAPHY = [...'‐‑‒–—―‘’‚‛“”„‟†‡•…‹›™℠№−·、。「」【】（）'];

/** The replacements; each is one letter of a name, so that their order does not matter. */
export function folding(): Folding {
  const letters = ALPHABETS.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
  );
  const folds = [...letters, ...TYPOGRAPHY].map(fold);
  const known = new Map<string, string>([
    ...folds.filter(([sign, key]) => sign !== key),
    ...SPACES.map((sign): Fold => [sign, ' ']),
    ...INVISIBLE.map((sign): Fold => [sign, '']),
  ]);
  const ascii = Array.from({ length: 0x5f }, (_, i) => String.fromCodePoint(0x20 + i)).concat(
    '\t',
    '\n',
    '\r',
    '\u007f',
  );
  return {
    letters: [...known],
    signs: ascii
      .filter((sign) => nameKey(`a${sign}a`) === 'a a' && sign !== ' ')
      .map((sign): Fold => [sign, ' ']),
  };
}

/** Between letters a sign shows whether it is one itself. */
function fold(sign: string): Fold {
  return [sign, nameKey(`a${sign}a`).slice(1, -1)];
}

/** What law makes companies write beside their names, as keys; the longest first. */
export function legalForms(): { readonly form: string; readonly words: number; readonly before: boolean }[] {
  const before = new Set([...formsOnEitherSide, ...joinedForms].map(nameKey));
  const all = new Set([...before, ...formsBehind.map(nameKey)]);
  return [...all]
    .map((form) => ({ form, words: form.split(' ').length, before: before.has(form) }))
    .sort((a, b) => b.words - a.words || (a.form < b.form ? -1 : 1));
}

/** Those that are joined to a name without a space. */
export function joinedKeys(): string[] {
  return joinedForms.map(nameKey);
}
