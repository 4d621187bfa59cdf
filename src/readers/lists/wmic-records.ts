import { quoted } from '../../formats/source-position.ts';
import { columnsOf, split } from '../../formats/table/columns.ts';
import { headLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import { isPrompt } from '../../formats/text/shell-prompt.ts';
import { isTwice } from './pair-blocks.ts';
import type { Listed } from './powershell-output/listed.ts';

/**
 * The names of properties in the beginning of what `wmic` prints: the titles of its table, or the properties of its
 * first instance with `/format:list` or `/value`. None of any other text.
 */
export function wmicTitles(head: Uint8Array): readonly string[] {
  const lines = headLines(head).filter((line) => !isBeside(line));
  const titles = titlesOf(lines[0] ?? '');
  // PowerShell underlines the same titles.
  if (titles !== undefined) return isRule.test(lines[1] ?? '') ? [] : titles;
  const names: string[] = [];
  for (const line of lines) {
    const name = ASSIGNMENT.exec(line)?.groups?.['name'];
    if (name === undefined || names.includes(name)) break;
    names.push(name);
  }
  return names;
}

/**
 * The instances of either form. `wmic` writes UTF-16 into files and ends lines with two returns. The names of
 * properties are English on every system.
 *
 * @param isRow whether a row of the table may be one, where its properties have forms of their own
 * @throws SyntaxError for a line that is no row and no property, and when it is truncated
 */
export function* wmicRecords(
  bytes: Uint8Array,
  isRow: (fields: ReadonlyMap<string, string>) => boolean = () => true,
): Generator<Listed & { readonly line: number }> {
  const all = [...numberedLines(bytes)];
  const lines = all.filter((line) => !isBeside(line.text));
  const first = lines[0];
  if (first === undefined) throw new SyntaxError('it is empty');
  const isTable = titlesOf(first.text) !== undefined;
  yield* isTable ? rows(first.text, lines.slice(1), isRow) : blocks(lines);
  const last = all.at(-1);
  // A table ends with a line end, a list with blank lines behind its last property.
  if (last !== undefined && !isBeside(last.text) && !(isTable && last.ended))
    throw new SyntaxError(`line ${last.number}: truncated: ${quoted(last.text)}`);
}

/** Blank, or of the console that the answer was copied from. */
function isBeside(line: string): boolean {
  return line.trim() === '' || isPrompt(line) || /^wmic\s/iu.test(line);
}

const isRule = /^ *-+(?: +-+)* *$/u;
const ASSIGNMENT = /^(?<name>[A-Za-z][A-Za-z0-9_]*)=(?<value>.*)$/su;

/** Columns are two blanks apart at least, and the last one has two behind it. */
function titlesOf(line: string): readonly string[] | undefined {
  const titles = line.trim().split(/ {2,}/u);
  const isTable = titles.length > 1 || /\S {2,}$/u.test(line);
  return isTable && titles.every((title) => /^[A-Za-z]\w*$/u.test(title)) ? titles : undefined;
}

function* rows(
  header: string,
  lines: readonly Line[],
  isRow: (fields: ReadonlyMap<string, string>) => boolean,
): Generator<Listed & { readonly line: number }> {
  const columns = columnsOf(header, []);
  for (const { text, number } of lines) {
    const cells = split(text, columns);
    const fields = new Map(columns.map(({ title }, index) => [title, cells?.[index] ?? '']));
    if (cells === undefined || !isRow(fields))
      throw new SyntaxError(`line ${number}: no row of the table: ${quoted(text)}`);
    yield { fields, line: number };
  }
}

/** A block ends where a property comes again. */
function* blocks(lines: readonly Line[]): Generator<Listed & { readonly line: number }> {
  let twice: string | undefined;
  let fields = new Map<string, string>();
  let start = 0;
  for (const { text, number } of lines) {
    const { name, value = '' } = ASSIGNMENT.exec(text)?.groups ?? {};
    if (name === undefined) throw new SyntaxError(`line ${number}: no property: ${quoted(text)}`);
    if (isTwice(fields, name, value))
      twice ??= `line ${number}: ${quoted(name)} stands twice in an instance, with two values`;
    if (fields.has(name)) {
      yield { fields, line: start };
      fields = new Map();
    }
    if (fields.size === 0) start = number;
    fields.set(name, value);
  }
  yield { fields, line: start };
  if (twice !== undefined) throw new SyntaxError(twice);
}
