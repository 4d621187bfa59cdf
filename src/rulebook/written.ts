import { type Mark, marksByKind } from '../catalogue.ts';
import type { RuleBook } from './book.ts';

/**
 * A rule book as lines of JSON, in ASCII: one for all but the marks, which names their kinds, and one for the marks of
 * each kind, so that a scan need not parse those that its machine has not.
 */
export function writtenBook({ marks, ...book }: RuleBook): string {
  const lists = marks.kinds.map((kind) => marks.of(kind));
  return [{ ...book, kinds: marks.kinds }, ...lists].map((one) => `${ascii(JSON.stringify(one))}\n`).join('');
}

/** A text of single bytes is read, kept and parsed in half the time. */
function ascii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What {@link writtenBook} wrote. */
export function readBook(text: string): RuleBook {
  const [first = '', ...lines] = text.split('\n');
  const { kinds, ...book } = JSON.parse(first) as Omit<RuleBook, 'marks'> & {
    readonly kinds: readonly string[];
  };
  const lists = kinds.map(
    (kind, at) => [kind, () => JSON.parse(lines[at] ?? '') as readonly Mark[]] as const,
  );
  return { ...book, marks: marksByKind(new Map(lists)) };
}
