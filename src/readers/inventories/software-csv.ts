import type { ErrorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { type CsvRow, csvRows } from '../../formats/table/csv.ts';
import { isFrame } from '../../formats/table/framed-table.ts';
import { cellsOf, linesAbove, type TableRemarks } from '../../formats/table/table-remark.ts';
import { firstLines, tableStart } from '../../formats/table/table-start.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { isTableOfDevices } from '../device-table.ts';
import { isDpkgStatus } from '../dpkg-state.ts';
import { idsInColumns, isIdentifierTitle } from '../identifier-columns.ts';
import { areOfOsquery } from '../osquery-columns.ts';
import { fieldOf, programFrom, type RecordField, stateOf } from '../program-record.ts';
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
  freeText: true,
  recognises(head, name) {
    const isMarked = setting.test(memoiseHead(head.subarray(0, 64)));
    if (!isMarked && !/\.(?:csv|tsv|txt)$|^-$/iu.test(name)) return false;
    const lines = firstLines(head).filter((line) => line.trim() !== '' && !isFrame(line));
    const at = linesAbove(lines, isHeader);
    if (at === undefined) return false;
    const titles = cellsOf(lines[at] ?? '');
    const next = lines[at + 1] ?? '';
    // Those who know its columns show more of a table than its titles do.
    const isKnown = areOfOsquery(titles) || rpmTitles(titles)?.includes('release') === true;
    return (
      !isKnown && !EOPKG.test(lines[at] ?? '') && !SEARCH_RULE.test(next) && !cellsOf(next).some(isDpkgStatus)
    );
  },
  *read(bytes) {
    const { above, remarks, faults } = tableStart(bytes, isHeader);
    let titles: readonly string[] | undefined;
    let rows = 0;
    for (const row of csvRows(bytes, above)) {
      if (titles === undefined && !isHeader(row.cells))
        throw new SyntaxError(`no column of names is known: ${quoted(row.cells.join(','))}`);
      // Lists that were appended to each other have their titles again, maybe in another order.
      if (isHeader(row.cells)) titles = row.cells.map((cell) => cell.trim());
      else if (isRow(row, titles ?? [], remarks, faults)) {
        rows++;
        yield* programIn(row, titles ?? [], faults);
      }
    }
    if (titles === undefined) faults.add('it is empty');
    const gap = remarks.gap(rows);
    if (gap !== undefined) faults.add(gap);
    faults.throwIfAny();
  },
};

/**
 * Whether a line of the table is one of its rows. Exports write all cells of a row, empty ones too: fewer are reported if
 * they are not known to say something else, since they may be of another table.
 */
function isRow(
  { cells, line }: CsvRow,
  titles: readonly string[],
  remarks: TableRemarks,
  faults: ErrorCollector,
): boolean {
  const { length } = titles;
  if (remarks.isRemark(cells, length)) return false;
  if (cells.length > titles.findLastIndex((title) => title !== '')) return true;
  const count = cells.length === 1 ? 'one cell' : `${cells.length} cells`;
  faults.add(`line ${line}: ${count} below ${length} titles: ${quoted(cells.join(','))}`);
  return cells.length > 1;
}

function* programIn(row: CsvRow, titles: readonly string[], faults: ErrorCollector): Generator<Program> {
  const cells = fitted(row, titles.length);
  const fields = new Map(titles.map((title, index) => [title, cells[index] ?? '']));
  const state = stateOf(fields);
  if (state === 'absent' || isOtherKind(fields)) return;
  const program = programFrom(fields, row.line);
  if (program === undefined) {
    if (titles.some((title) => NEEDS_NAME.has(fieldOf(title)) && fields.get(title)?.trim()))
      faults.add(`line ${row.line}: a row without a name: ${quoted(row.cells.join(','))}`);
    else noteHost(fields, row, faults);
    return;
  }
  const { ids, unknown } = idsInColumns(fields);
  if (unknown !== undefined) faults.add(`line ${row.line}: ${unknown}`);
  yield {
    ...program,
    ids: [...new Set([...(program.ids ?? []), ...ids])],
    ...(state === 'installed' ? {} : { state }),
  };
}

/** A computer next to no program was not inventoried: it is in the table because it was to be. */
function noteHost(fields: ReadonlyMap<string, string>, { line }: CsvRow, faults: ErrorCollector): void {
  for (const [title, value] of fields) {
    if (fieldOf(title) !== 'host' || value.trim() === '') continue;
    faults.add(`line ${line}: no program is next to ${quoted(value)}`, value.trim());
    return;
  }
}

/** What only a program has: a row that has it and no name is a program that was lost. */
const NEEDS_NAME: ReadonlySet<RecordField | undefined> = new Set(['version', 'publisher'] as const);

/** The titles of eopkg, with a reader of its own. */
const EOPKG = /^Package Name +\|St\|/u;
/** What zypper draws below its titles, with a reader of its own. */
const SEARCH_RULE = /^-+(?:\+-+){3,}$/u;

/** The first line of `Export-Csv`, and what Excel says of separators. */
const setting = /^(?:\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf)?(?:#TYPE |"?sep=)/iu;

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
  const isBeside = fields.some((field) => field === 'version' || field === 'publisher' || field === 'code');
  return isNamed && (isBeside || titles.some(isIdentifierTitle));
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
