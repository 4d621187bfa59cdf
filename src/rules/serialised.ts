import { type Mark, marksOnShelves } from '../catalogue/index.ts';
import type { RuleBook } from './rule-set.ts';

/**
 * A rule book as lines of JSON, in ASCII: one for all but the marks, which names their shelves, and one for the marks of
 * each shelf, so that a scan need not parse those that its machine has not.
 */
export function writtenBook({ marks, ...book }: RuleBook): string {
  const lists = marks.shelves.map((shelf) => marks.of(shelf));
  return [{ ...book, shelves: marks.shelves }, ...lists]
    .map((one) => `${ascii(JSON.stringify(one))}\n`)
    .join('');
}

/** A text of single bytes is read, kept and parsed in half the time. */
function ascii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What {@link writtenBook} wrote. */
export function readBook(text: string): RuleBook {
  const [first = '', ...lines] = text.split('\n');
  const { shelves, ...book } = JSON.parse(first) as Omit<RuleBook, 'marks'> & {
    readonly shelves: readonly string[];
  };
  const lists = shelves.map(
    (shelf, at) => [shelf, () => JSON.parse(lines[at] ?? '') as readonly Mark[]] as const,
  );
  return { ...book, marks: marksOnShelves(new Map(lists)) };
}
