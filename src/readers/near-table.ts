import { quoted } from '../formats/source-position.ts';
import { beginningOf } from '../formats/text/decode.ts';
import { isTableOfDevices } from './device-table.ts';
import { fieldOf, nearField, type RecordField } from './program-record.ts';

/** Lines in which the titles of a table may stand. */
const MAX_LINES = 12;
/** One of these must stand next to the names. */
const BESIDE: readonly (RecordField | undefined)[] = ['version', 'publisher', 'code'];

/**
 * What a table of an unknown kind lacks for a table of programs: its titles are known in part, or nearly.
 *
 * @returns undefined for what has no titles of that kind
 */
export function nearTable(head: Uint8Array): string | undefined {
  const rows = (beginningOf(head) ?? '')
    .split(/\r*\n/u)
    .slice(0, MAX_LINES)
    .map((line) => line.split(/[,;\t|]/u).map((cell) => cell.trim().replace(/^"|"$/gu, '')));
  for (const titles of rows.filter((cells) => cells.length > 1)) {
    if (isTableOfDevices(titles))
      return `this looks like a table of computers or users (${shown(titles)}), and lists no programs`;
    const reason = lackOf(titles);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function lackOf(titles: readonly string[]): string | undefined {
  const known = titles.filter((title) => fieldOf(title) !== undefined);
  const fields = known.map(fieldOf);
  const near = titles.flatMap((title) => {
    const meant = fieldOf(title) === undefined ? nearField(title) : undefined;
    return meant === undefined ? [] : [`${quoted(title)}, much like ${quoted(meant)}`];
  });
  const hasName = fields.includes('name') || fields.includes('full');
  const hasMore = BESIDE.some((field) => fields.includes(field));
  // One known title is a word of any table, and a cell of rows without titles.
  if (known.length + near.length < 2 || (hasName && hasMore)) return undefined;
  const missing = hasName ? 'versions, publishers or product codes' : 'names';
  const unknown = near.length > 0 ? ` (unknown: ${near.join('; ')})` : '';
  return `this looks like a table of programs (${shown(known)}), but no column has ${missing}${unknown}: name the columns with --columns name=Title,version=Title`;
}

function shown(titles: readonly string[]): string {
  return titles
    .slice(0, 4)
    .map((title) => quoted(title))
    .join(', ');
}
