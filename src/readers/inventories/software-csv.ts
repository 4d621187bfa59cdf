import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { type CsvRow, csvRows } from '../../formats/table/csv.ts';
import { isFrame } from '../../formats/table/framed-table.ts';
import { beginningOf } from '../../formats/text/decode.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Reader } from '../../types.ts';
import { isTableOfDevices } from '../device-table.ts';
import { isDpkgStatus } from '../dpkg-state.ts';
import { osqueryTable } from '../osquery-columns.ts';
import { fieldOf, programFrom, stateOf } from '../program-record.ts';
import { rpmTitles } from '../rpm-titles.ts';

/**
 * Comma separated lists of programs as management tools export them: Configuration Manager, Intune, Lansweeper
 * and their like, PowerShell's `Export-Csv`, `wmic … /format:csv`. Which column holds what is reported by its
 * title, in a dozen languages.
 *
 * @see https://learn.microsoft.com/mem/intune/apps/app-discovered-apps
 */
export const softwareCsv: Reader = {
  id: 'software-csv',
  title: 'CSV of installed programs (Intune, Configuration Manager, PowerShell, …)',
  paths: [],
  recognises(head, name) {
    const isMarked = setting.test(memoiseHead(head.subarray(0, 64)));
    if (!isMarked && !/\.(?:csv|tsv|txt)$|^-$/iu.test(name)) return false;
    const lines =
      beginningOf(head)
        ?.split(/\r*\n/u)
        .filter((line) => line.trim() !== '' && !isFrame(line) && !line.startsWith('# ')) ?? [];
    const titles = titlesOf(lines[isMarked ? 1 : 0] ?? '');
    // Those who know its columns tell more of a table than its titles do.
    const isKnown =
      osqueryTable((column) => titles.includes(column)) !== undefined ||
      rpmTitles(titles)?.includes('release') === true;
    if (SEARCH_RULE.test(lines[isMarked ? 2 : 1] ?? '')) return false;
    return !isKnown && isHeader(titles) && !titlesOf(lines[isMarked ? 2 : 1] ?? '').some(isDpkgStatus);
  },
  *read(bytes) {
    const faults = errorCollector();
    let titles: readonly string[] | undefined;
    for (const row of csvRows(bytes)) {
      if (titles === undefined) {
        titles = row.cells.map((cell) => cell.trim());
        if (!isHeader(titles))
          throw new SyntaxError(`no column of names is known: ${quoted(titles.join(','))}`);
        continue;
      }
      // Lists that were appended to each other have their titles again, maybe in another order.
      if (isHeader(row.cells)) {
        titles = row.cells.map((cell) => cell.trim());
        continue;
      }
      if (row.cells.length === 1 && titles.length > 1) {
        const [text = ''] = row.cells;
        if (!REMARK.test(text))
          faults.add(`line ${row.line}: one cell below ${titles.length} titles: ${quoted(text)}`);
        continue;
      }
      const cells = fitted(row, titles.length);
      const fields = new Map(titles.map((title, index) => [title, cells[index] ?? '']));
      const state = stateOf(fields);
      if (state === 'absent' || isOtherKind(fields)) continue;
      const program = programFrom(fields, row.line);
      if (program !== undefined) yield state === 'installed' ? program : { ...program, state };
    }
    if (titles === undefined) faults.add('it is empty');
    faults.throwIfAny();
  },
};

/** What zypper draws below its titles, with a reader of its own. */
const SEARCH_RULE = /^-+(?:\+-+){3,}$/u;

/** What reports write below their rows: totals, who made them and when. */
const REMARK =
  /^\W*(?:(?:grand )?total|count|records?|rows|sum|summe|gesamt|anzahl|generated|created|printed|page|end of|\d+ (?:rows?|records?|items?|results?))\b/iu;

/** The first line of `Export-Csv`, and what Excel says of separators. */
const setting = /^(?:\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf)?(?:#TYPE |"?sep=)/iu;

function titlesOf(header: string): readonly string[] {
  return header.split(/[,;\t|]/u).map((cell) => cell.trim().replace(/^"|"$/gu, ''));
}

/** Change Tracking exports files, registry keys and services in the columns of software. */
function isOtherKind(fields: ReadonlyMap<string, string>): boolean {
  const kind = fields.get('ConfigDataType')?.trim() ?? '';
  return kind !== '' && kind !== 'Software';
}

/** A name, and something else that lists of programs have beside it. */
function isHeader(titles: readonly string[]): boolean {
  // The members of JSON in one line read like titles too.
  if (/^[{[]/u.test(titles[0] ?? '')) return false;
  const fields = titles.map(fieldOf);
  if (isTableOfDevices(titles)) return false;
  const isNamed = fields.includes('name') || fields.includes('full');
  return isNamed && fields.some((field) => field === 'version' || field === 'publisher' || field === 'code');
}

/** `wmic` puts no quotes around what holds commas; a blank shows that a cell goes on. */
function fitted({ cells, line }: CsvRow, width: number): readonly string[] {
  if (cells.length <= width || cells.slice(width).every((cell) => cell.trim() === '')) return cells;
  const joined: string[] = [];
  let surplus = cells.length - width;
  for (const cell of cells) {
    if (surplus > 0 && joined.length > 0 && cell.startsWith(' ')) {
      joined.push(`${joined.pop()},${cell}`);
      surplus--;
    } else joined.push(cell);
  }
  if (surplus > 0)
    throw new SyntaxError(
      `line ${line}: ${cells.length} cells below ${width} titles: ${quoted(cells.join(','))}`,
    );
  return joined;
}
