import { quoted } from '../source-position.ts';
import { beginningOf } from '../text/decode.ts';
import { ofLastHead } from '../text/head-text.ts';
import { numberedLines } from '../text/lines.ts';
import { framedRows, isFrame, isFramed } from './framed-table.ts';

/** A row of a table: its cells, and the line it begins in, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of comma separated values, the header among them, whatever separates them: commas, semicolons,
 * tabs or bars. Cells may be quoted and then hold separators, line ends and doubled quotes. Blank lines are
 * passed over, and so are the lines that only say how to read the rest: `sep=;` of Excel, `#TYPE …` of
 * PowerShell, and remarks above the titles. A table with bars around its rows is read too.
 *
 * @param above lines above the titles, which are passed over
 *
 * Throws `SyntaxError`, after the rows before, when the file is truncated inside a quoted cell or in its last
 * row: without a line end only a quote shows that a cell is whole.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function* csvRows(bytes: Uint8Array, above = 0): Generator<CsvRow> {
  if (isFramed(firstLine(bytes))) yield* framedRows(bytes);
  else yield* separatedRows(bytes, above);
}

function firstLine(bytes: Uint8Array): string {
  for (const { text } of numberedLines(bytes)) if (text.trim() !== '') return text;
  return '';
}

function* separatedRows(bytes: Uint8Array, above: number): Generator<CsvRow> {
  let separator: string | undefined;
  let width = 0;
  let row: Row = { line: 1, cells: [], open: undefined, length: 0 };
  for (const { text, number, ended } of numberedLines(bytes)) {
    if (number <= above) {
      separator ??= settingOf(text);
      continue;
    }
    if (row.open === undefined) {
      row = { line: number, cells: [], open: undefined, length: 0 };
      if (text.trim() === '' || (width === 0 && /^#(?:TYPE| )/u.test(text))) continue;
      const setting = width === 0 ? settingOf(text) : undefined;
      separator ??= setting ?? separatorOf(text);
      if (setting !== undefined) continue;
    }
    add(row, text, separator ?? ',');
    if (row.open !== undefined) continue;
    const isWhole = ended || (row.cells.length >= width && width > 0 && isClosed(row, text));
    width ||= row.cells.length;
    if (ended || row.cells.length >= width) yield { line: row.line, cells: row.cells };
    if (!isWhole) throw new SyntaxError(`line ${row.line}: truncated after ${quoted(text.slice(-40))}`);
  }
  if (row.open !== undefined) {
    throw new SyntaxError(`line ${row.line}: truncated inside quotes: ${quoted(row.open.join('\n'))}`);
  }
}

/** The titles of a table of which the beginning is known, whatever separates them; empty when it is no text. */
export const csvTitles: (head: Uint8Array) => readonly string[] = ofLastHead((head) => {
  const first = beginningOf(head)
    ?.split(/\r*\n/u)
    .find((line) => line.trim() !== '' && !isFrame(line));
  return (first ?? '').split(/[,;\t|]/u).map((cell) => cell.trim().replace(/^"|"$/gu, ''));
});

/** A row as far as it was read. */
interface Row {
  readonly line: number;
  readonly cells: string[];
  /** The lines of a quoted cell that has not ended. */
  open: string[] | undefined;
  /** Whether the last line of the row began inside a cell. */
  spans?: boolean;
  length: number;
}

/** Longer than any row of a list of programs. */
const LONGEST_ROW = 1 << 20;

/** Takes one more line of a row. */
function add(row: Row, line: string, separator: string): void {
  row.length += line.length;
  if (row.length > LONGEST_ROW) throw new SyntaxError(`line ${row.line}: a row without end`);
  let at = 0;
  row.spans = row.open !== undefined;
  if (row.open !== undefined) {
    const close = closeOf(line, 0);
    if (close === -1) return void row.open.push(line);
    row.open.push(line.slice(0, close));
    at = finish(row, row.open.join('\n'), line, close, separator);
    row.open = undefined;
  }
  while (at <= line.length) {
    const quote = skipBlanks(line, at);
    if (line[quote] !== '"') {
      const end = endOf(line, at, separator);
      row.cells.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    const close = closeOf(line, quote + 1);
    if (close === -1) return void (row.open = [line.slice(quote + 1)]);
    at = finish(row, line.slice(quote + 1, close), line, close, separator);
  }
}

/**
 * Whether a quote ends the last row of a file that has no line end behind it. A quote inside a cell is doubled, and the
 * first of the two looks like the end where the file is truncated between them.
 */
function isClosed({ cells, spans }: Row, text: string): boolean {
  const last = cells.at(-1) ?? '';
  if (!text.trimEnd().endsWith('"') || spans || /\s$/u.test(last)) return false;
  return last.split('"').length % 2 === 1;
}

/** Ends a quoted cell; what stands between its quote and the separator belongs to it, as in Excel. */
function finish(row: Row, cell: string, line: string, close: number, separator: string): number {
  const end = endOf(line, close + 1, separator);
  row.cells.push(cell.replaceAll('""', '"') + line.slice(close + 1, end).trimEnd());
  return end + 1;
}

function settingOf(line: string): string | undefined {
  return /^"?sep=(?<separator>.)"?$/iu.exec(line)?.groups?.['separator'];
}

/** The one of the usual separators that splits the header into most cells. */
function separatorOf(header: string): string {
  const counts = [',', ';', '\t', '|'].map((separator) => {
    const row: Row = { line: 1, cells: [], open: undefined, length: 0 };
    add(row, header, separator);
    return { separator, count: row.cells.length };
  });
  return counts.sort((a, b) => b.count - a.count)[0]?.separator ?? ',';
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at++;
  return at;
}

function endOf(line: string, from: number, separator: string): number {
  const end = line.indexOf(separator, from);
  return end === -1 ? line.length : end;
}

/** The quote that ends a cell; a doubled one stands for itself. */
function closeOf(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}
