import { safeJson } from './sanitise.ts';

/**
 * The entries of a JSON list, one a line, for between its brackets. They are written as they come: a list of any length
 * takes no memory, and an entry that comes or goes is one line of a diff.
 *
 * @param indent of an entry, in spaces; the bracket after the last has two less
 */
export function* jsonEntries(entries: Iterable<unknown>, indent: number): Iterable<string> {
  const start = `\n${' '.repeat(indent)}`;
  let comma = '';
  for (const entry of entries) {
    yield `${comma}${start}${safeJson(entry)}`;
    comma = ',';
  }
  if (comma !== '') yield start.slice(0, -2);
}
