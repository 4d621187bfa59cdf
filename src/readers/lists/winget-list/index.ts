import { quoted } from '../../../formats/source-position.ts';
import { type Column, columnsOf, split } from '../../../formats/table/columns.ts';
import { headLines, type Line, numberedLines } from '../../../formats/text/lines.ts';
import { unmangled } from '../../../formats/text/mojibake.ts';
import type { Program, Reader } from '../../../types.ts';
import { programOf } from './row.ts';

/**
 * What `winget list` and `winget upgrade` print, in any language: the columns are reported by their position, and
 * the table by the unbroken line below its header. Spinners and progress bars before it are passed over.
 *
 * @see https://learn.microsoft.com/windows/package-manager/winget/list
 */
export const wingetList: Reader = {
  id: 'winget-list',
  title: 'winget list',
  paths: [],
  recognises(head) {
    const lines = headLines(head).map(visible);
    return lines.some(
      (line, index) =>
        isRule.test(line) && (isHeader.test(lines[index - 1] ?? '') || isRow.test(lines[index + 1] ?? '')),
    );
  },
  *read(bytes) {
    const faults: string[] = [];
    let tables = 0;
    const titles = new Set<string>();
    for (const table of tablesOf(numberedLines(bytes))) {
      tables++;
      const words = table.header.trim().split(/\s+/u);
      // A row above a ruler would be lost as titles: all tables have some title in common.
      if (tables > 1 && !words.some((word) => titles.has(word)))
        faults.push(`no titles of a table: ${quoted(table.header)}`);
      for (const word of words) titles.add(word);
      yield* programsOf(table, faults);
    }
    if (tables === 0) faults.push('no table of winget is in it');
    if (faults.length > 0) throw new SyntaxError(faults[0]);
  },
};

/** `Id` is called so in most languages; in Russian not, here in the code pages it comes in. `dotnet` has others. */
const isHeader =
  /^(?!\s*Package Id\s).*\sI[dD]\s|\s(?:ИД|Ð\u0098Ð\u0094|\u0088\u0084|ÈÄ|\u0018\u0004\u0014\u0004)\s/u;
const isRule = /^\s*-{12,}\s*$/u;
/** The others are known by their first row: by its source, or by what winget makes the id of a foreign one. */
const isRow = /\s(?:(?:winget|msstore)\s*$|ARP\\(?:Machine|User)\\|MSIX\\)/u;

/** What remains visible of a line that the console wrote over: spinners return to its beginning. */
function visible(line: string): string {
  const last = line.slice(line.lastIndexOf('\r') + 1);
  return unmangled(last.includes('\b') ? last.replace(/[^\b]\b/gu, '').replaceAll('\b', '') : last);
}

interface Table {
  readonly header: string;
  readonly rows: readonly Line[];
  /** What broke the table off before its end. */
  readonly fault: string | undefined;
}

/** Rows of one table before the next; one longer than any machine has programs is cut up without harm. */
function* tablesOf(lines: Iterable<Line>): Generator<Table> {
  let header: string | undefined;
  let before = '';
  let rows: Line[] = [];
  let fault: string | undefined;
  for (const line of lines) {
    const text = visible(line.text);
    if (isRule.test(text)) {
      if (header !== undefined) yield { header, rows: rows.slice(0, -1), fault: undefined };
      header = before;
      rows = [];
    } else if (header !== undefined && text.trim() !== '') rows.push({ ...line, text });
    if (!line.ended) fault = `line ${line.number}: truncated before the line end: ${quoted(text)}`;
    before = text;
  }
  if (header !== undefined) yield { header, rows, fault };
}

function* programsOf({ header, rows, fault }: Table, faults: string[]): Generator<Program> {
  const columns = columnsOf(
    header,
    rows.filter((row) => !isProse.test(row.text)).map((row) => row.text),
  );
  if (columns.length < 3) faults.push(`a table of ${columns.length} columns: ${quoted(header)}`);
  else yield* withColumns({ header, columns, rows }, faults);
  if (fault !== undefined) faults.push(fault);
}

/** Sentences have no two blanks in a row, and rows nearly always do. */
const isProse = /^(?!.*\S {2,}\S)/su;

function* withColumns(
  { header, columns, rows }: Pick<Table, 'header' | 'rows'> & { readonly columns: readonly Column[] },
  faults: string[],
): Generator<Program> {
  if (columns.length > 3 && isSearch(columns, rows)) {
    faults.push('winget search says nothing of what is installed');
    return;
  }
  let prose: string | undefined;
  for (const { text, number } of rows) {
    const cells = split(text, columns);
    if (isForeign(text, header)) faults.push(`line ${number}: no row of the table: ${quoted(text)}`);
    else if (cells !== undefined && cells[0] !== '' && cells[1] !== '' && !isSentence(cells)) {
      if (CELLS.test(cells[0] ?? '')) faults.push(`line ${number}: no row of the table: ${quoted(text)}`);
      yield programOf(cells, number);
      // What winget says stands behind the last row.
      if (prose !== undefined) faults.push(prose);
      prose = undefined;
    } else if (!isProse.test(text)) {
      // What lost its columns on the way to us still names programs.
      const parts = text.trim().split(/ {2,}/u);
      if (parts.length === columns.length) yield programOf(parts, number);
      faults.push(`line ${number}: no row of the table: ${quoted(text)}`);
    } else prose ??= `line ${number}: no row of the table: ${quoted(text)}`;
  }
}

/** A name with a version and nothing else, cells between bars, and a line that begins with a blank are of other lists. */
function isForeign(text: string, header: string): boolean {
  if (/^\S+ (?:\d+:)?\d\S*-\d[\w.]*$/u.test(text.trimEnd()) || BARS.test(text)) return true;
  return /^\s/u.test(text) && !/^\s/u.test(header);
}

const BARS = /(?:\|[^|]*){4}/u;

/** A name and a version of narrower columns, which stand in the place of a name. */
const CELLS = /\S {2,}v?\d[\w+~^]*[.:-][\w.+~^:-]*$/u;

/** Prose may happen to have a blank where a column begins; no identifier ends like a sentence does. */
function isSentence(cells: readonly string[]): boolean {
  return cells[1]?.includes(' ') === true && /[.:!]$/u.test(cells.filter((cell) => cell !== '').at(-1) ?? '');
}

/** A search says what it found a package by, in a column of its own. */
function isSearch(columns: readonly Column[], rows: readonly Line[]): boolean {
  const cells = rows.map((row) => split(row.text, columns)?.[3] ?? '');
  return cells.some((cell) => foundBy.test(cell));
}

const foundBy = /^(?:Tag|Moniker|Command|ProductCode|PackageFamilyName|UpgradeCode): \S/u;
