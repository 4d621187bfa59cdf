import { quoted } from '../../../formats/source-position.ts';
import { type Column, columnsAt, isAcross, splitLoosely } from '../../../formats/table/columns.ts';
import { numberedLines } from '../../../formats/text/lines.ts';
import { isPrompt } from '../../../formats/text/shell-prompt.ts';
import { fieldOf } from '../../program-record.ts';
import type { Listed } from './listed.ts';

/** The line below the header: each title is underlined by itself. */
const rule = /^ *-+(?: +-+)* *$/u;

/** Whether these are lines of `Format-Table` with programs in it. */
export function isTableOfPrograms(lines: readonly string[]): boolean {
  const at = lines.findIndex((line) => rule.test(line));
  const columns = columnsAt(lines[at - 1] ?? '', lines[at] ?? '');
  const fields = columns.map(({ title }) => fieldOf(title));
  const isTold = fields.includes('name') || fields.includes('full');
  return isTold && fields.some((field) => field === 'version' || field === 'publisher' || field === 'full');
}

/** The rows of `Format-Table` by the titles of its columns. Rows that were wrapped go on without a name. */
export function* tableRecords(bytes: Uint8Array): Generator<Listed> {
  let columns: readonly Column[] | undefined;
  let before = '';
  let blank: number | undefined;
  let torn: number | undefined;
  let foreign: string | undefined;
  let held: { fields: Map<string, string>; line: number } | undefined;
  for (const { text: written, number, ended } of numberedLines(bytes)) {
    const text = isPrompt(written) ? '' : written;
    if (rule.test(text)) columns = columnsAt(before, text);
    else if (text.trim() === '') {
      blank = rule.test(before) ? number : undefined;
      columns = held === undefined ? columns : undefined;
    } else if (columns !== undefined) {
      const cells = splitLoosely(text, columns);
      torn ??= blank;
      const isRow = held === undefined || !isMore(held.fields, columns, cells);
      const isRelease = RELEASE.test(text) && RELEASE.test(before);
      if (
        isAcross(text, columns) ||
        isRelease ||
        isOfOtherList(text, cells) ||
        (isRow && lacksCell(columns, cells))
      )
        foreign ??= `line ${number}: not a row of the table: ${quoted(text)}`;
      if (held !== undefined && !isRow) goOn(held.fields, columns, cells);
      else {
        if (held !== undefined) yield held;
        held = {
          fields: new Map(columns.map(({ title }, index) => [title, cells[index] ?? ''])),
          line: number,
        };
      }
    }
    if (columns === undefined && OUTSIDE.test(text))
      foreign ??= `line ${number}: a row outside the table: ${quoted(text)}`;
    if (columns === undefined && held !== undefined) {
      yield held;
      held = undefined;
    }
    if (!ended && text.trim() !== '') {
      if (held !== undefined) yield held;
      throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    before = text;
  }
  if (held !== undefined) yield held;
  if (torn !== undefined) throw new SyntaxError(`line ${torn}: an empty line below the titles of a table`);
  if (foreign !== undefined) throw new SyntaxError(foreign);
}

/** Cells with a digit among them, which titles of columns have not. */
const OUTSIDE = /^(?![^:]{1,60} : )(?=.*\d)\S.*? {2,}\S.*? {2,}\S/u;
/** A package with its release and nothing else, as pacman lists it: one of them may be the name of a program. */
const RELEASE = /^[a-z0-9@][\w@.+-]* (?:\d+:)?\d[\w.+~]*-\d[\w.]*\s*$/u;

/**
 * Whether the columns of another list show within these cells: as gaps, of which a name may have one, as what `ls -l` puts
 * first, as colons one below the other, or as tabs.
 */
function isOfOtherList(text: string, cells: readonly string[]): boolean {
  const gaps = cells.reduce((sum, cell) => sum + cell.split(/ {2,}/u).length - 1, 0);
  if (/^\S[^:]{0,60} {2,}: |\t[^\t]*\t/u.test(text)) return true;
  return gaps > 1 || /^[-bcdlps](?:[-r][-w][-SsTtx]){3}[.+@]? +\d/u.test(text);
}

/** Titles below which no row of its command is empty. */
const FILLED: ReadonlySet<string> = new Set([
  'ProviderName',
  'IdentifyingNumber',
  'PackageFullName',
  'PackageFamilyName',
  'PSChildName',
]);

function lacksCell(columns: readonly Column[], cells: readonly string[]): boolean {
  return columns.some(({ title }, index) => FILLED.has(title) && cells[index] === '');
}

/** A wrapped row goes on without a name, below cells that had no room for more. */
function isMore(fields: Map<string, string>, columns: readonly Column[], cells: readonly string[]): boolean {
  const isNamed = columns.some(({ title }, index) => fieldOf(title) === 'name' && cells[index] !== '');
  if (isNamed && cells[0] !== '') return false;
  return columns.every(({ start, title }, index) => {
    const width = (columns[index + 1]?.start ?? start + 16) - start;
    return cells[index] === '' || (fields.get(title)?.length ?? 0) > width / 2;
  });
}

function goOn(fields: Map<string, string>, columns: readonly Column[], cells: readonly string[]): void {
  for (const [index, { title }] of columns.entries()) {
    const more = cells[index] ?? '';
    if (more !== '') fields.set(title, `${fields.get(title)} ${more}`.trim());
  }
}
