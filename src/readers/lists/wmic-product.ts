import { quoted } from '../../formats/source-position.ts';
import { type Column, columnsOf, split } from '../../formats/table/columns.ts';
import { headLines, type Line, numberedLines } from '../../formats/text/lines.ts';
import { isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Program, Reader } from '../../types.ts';
import { programFrom } from '../program-record.ts';
import { isTwice } from './pair-blocks.ts';

/**
 * `wmic product get`: as a table, and with `/format:list`. It writes UTF-16 into files and ends lines with two
 * returns. The names of properties are English on every system. (`/format:csv` is read as a table of
 * programs like every other.)
 *
 * @see https://learn.microsoft.com/previous-versions/windows/desktop/msiprov/win32-product
 */
export const wmicProduct: Reader = {
  id: 'wmic-product',
  title: 'wmic product get',
  paths: [],
  recognises(head) {
    const lines = headLines(head).filter((line) => !isBeside(line));
    // PowerShell underlines the same titles.
    return (isHeader(lines[0] ?? '') && !isRule.test(lines[1] ?? '')) || isList(lines);
  },
  *read(bytes) {
    const all = [...numberedLines(bytes)];
    const lines = all.filter((line) => !isBeside(line.text));
    const first = lines[0];
    if (first === undefined) throw new SyntaxError('it is empty');
    const isTable = isHeader(first.text);
    yield* isTable ? rows(first.text, lines.slice(1)) : blocks(lines);
    const last = all.at(-1);
    // A table ends with a line end, a list with blank lines behind its last property.
    if (last !== undefined && !isBeside(last.text) && !(isTable && last.ended)) {
      throw new SyntaxError(`line ${last.number}: truncated: ${quoted(last.text)}`);
    }
  },
};

/** Blank, or of the console that the answer was copied from. */
function isBeside(line: string): boolean {
  return line.trim() === '' || isPrompt(line) || /^wmic\s/iu.test(line);
}

const isRule = /^ *-+(?: +-+)* *$/u;

/** The properties of `Win32_Product`. */
const properties = new Set(
  (
    'AssignmentType Caption Description HelpLink HelpTelephone IdentifyingNumber InstallDate InstallDate2 ' +
    'InstallLocation InstallSource InstallState Language LocalPackage Name PackageCache PackageCode PackageName ' +
    'ProductID RegCompany RegOwner SKUNumber Transforms URLInfoAbout URLUpdateInfo Vendor Version WordCount'
  ).split(' '),
);
const naming = ['Name', 'Caption', 'Description'];

/** Columns are two blanks apart at least, and the last one has two behind it. */
function isHeader(line: string): boolean {
  const titles = line.trim().split(/ {2,}/u);
  const isTable = titles.length > 1 || /\S {2,}$/u.test(line);
  return (
    isTable &&
    titles.every((title) => properties.has(title)) &&
    titles.some((title) => naming.includes(title))
  );
}

function isList(lines: readonly string[]): boolean {
  const names = lines.map((line) => assignment.exec(line)?.groups?.['name'] ?? '');
  return (
    names.length > 0 &&
    names.every((name) => properties.has(name)) &&
    names.some((name) => naming.includes(name))
  );
}

const assignment = /^(?<name>[A-Za-z0-9]+)=(?<value>.*)$/su;

function* rows(header: string, lines: readonly Line[]): Generator<Program> {
  const columns: readonly Column[] = columnsOf(header, []);
  for (const { text, number } of lines) {
    const cells = split(text, columns);
    const code = cells?.[columns.findIndex(({ title }) => title === 'IdentifyingNumber')];
    if (cells === undefined || (code !== undefined && !PRODUCT_CODE.test(code)))
      throw new SyntaxError(`line ${number}: no row of the table: ${quoted(text)}`);
    const fields = new Map(columns.map(({ title }, index) => [title, cells[index] ?? '']));
    const program = programFrom(fields, number);
    if (program !== undefined) yield program;
  }
}

const PRODUCT_CODE = /^\{[0-9A-F-]{36}\}$/iu;

/** A block ends where a property comes again. */
function* blocks(lines: readonly Line[]): Generator<Program> {
  let twice: string | undefined;
  let fields = new Map<string, string>();
  let start = 0;
  for (const { text, number } of lines) {
    const { name, value = '' } = assignment.exec(text)?.groups ?? {};
    if (name === undefined) throw new SyntaxError(`line ${number}: no property: ${quoted(text)}`);
    if (isTwice(fields, name, value))
      twice ??= `line ${number}: ${quoted(name)} stands twice in a product, with two values`;
    if (fields.has(name)) {
      yield* programsFrom(fields, start);
      fields = new Map();
    }
    if (fields.size === 0) start = number;
    fields.set(name, value);
  }
  yield* programsFrom(fields, start);
  if (twice !== undefined) throw new SyntaxError(twice);
}

function* programsFrom(fields: ReadonlyMap<string, string>, line: number): Generator<Program> {
  const program = programFrom(fields, line);
  if (program !== undefined) yield program;
}
