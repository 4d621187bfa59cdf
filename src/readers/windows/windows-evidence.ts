import { errorCollector } from '../../formats/errors.ts';
import { type Column, columnsAt } from '../../formats/table/columns.ts';
import { csvRows, csvTitles } from '../../formats/table/csv.ts';
import { text } from '../../formats/text/decode.ts';
import { headLines } from '../../formats/text/lines.ts';
import { isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Mark, Program, Reader } from '../../types.ts';
import { plainKey } from '../answers/keys.ts';
import { ofHost } from '../answers/program.ts';
import { pairBlocks } from '../lists/pair-blocks.ts';
import { listRecords } from '../lists/powershell-output/list.ts';
import type { Listed } from '../lists/powershell-output/listed.ts';
import { tableRecords } from '../lists/powershell-output/table.ts';
import { wmicRecords, wmicTitles } from '../lists/wmic-records.ts';
import { areOfOsquery } from '../osquery-columns.ts';
import { folderOfProduct, isForgotten } from './security-centre.ts';

/**
 * What commands of Windows print of services, drivers, file system filters and security products: `Get-Service` and
 * `Win32_Service` (table, list, CSV, `wmic`), `sc query`, `driverquery`, `fltmc`, `AntiVirusProduct`. It is evidence of
 * programs and no list of them: alone it does not make a computer clean.
 *
 * @see https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/driverquery
 */
export const windowsEvidence: Reader = {
  id: 'windows-evidence',
  title: 'Services, drivers, filters and security products of Windows (Get-Service, driverquery, fltmc, …)',
  paths: [],
  supplementary: true,
  recognises: (head, name) => formOf(head, name) !== undefined,
  *read(bytes) {
    const faults = errorCollector();
    let records = 0;
    for (const { fields, line } of recordsOf(bytes, faults.add)) {
      records++;
      yield* evidenceOf(
        new Map(Array.from(fields, ([title, value]) => [plainKey(title), value.trim()])),
        line,
      );
    }
    faults.throwIfAny();
    if (records === 0) throw new SyntaxError('no services, drivers or filters are in it');
  },
};

type Form = 'table' | 'list' | 'csv' | 'sc' | 'modules' | 'wmic';
/** The titles of a record, plain. */
type Titles = ReadonlySet<string>;

/** Titles of `driverquery` and `fltmc`, in the languages of Windows; the others are English everywhere. */
const MODULE = new Set(
  [
    'Module Name',
    'Modulname',
    'Nom du module',
    'Nombre de módulo',
    'Nome modulo',
    'Nome do módulo',
    'Имя модуля',
  ].map(plainKey),
);
const FILTER = new Set(
  ['Filter Name', 'Filtername', 'Nom du filtre', 'Nombre de filtro', 'Имя фильтра'].map(plainKey),
);
/** What programs have and services do not. */
const PROGRAM = ['version', 'displayversion', 'publisher', 'vendor', 'packagefullname'];
const BESIDE = ['status', 'state', 'startmode', 'starttype', 'servicetype', 'pathname', 'startname'];

/** Whether these titles, plain, are of services, drivers, filters or security products. */
export function isEvidence(titles: Titles): boolean {
  const has = (title: string): boolean => titles.has(title);
  if (PROGRAM.some(has)) return false;
  if ([...titles].some((title) => MODULE.has(title) || FILTER.has(title))) return titles.size > 1;
  if (has('filter') && has('instancename')) return true;
  if (has('pathtosignedproductexe') || (has('displayname') && has('productstate'))) return true;
  if (!has('name') && !has('servicename')) return false;
  return (
    (has('displayname') && BESIDE.some(has)) ||
    (has('startmode') && has('state')) ||
    (has('status') && has('starttype'))
  );
}

const RULE = /^ *[-=]{3,}(?: +[-=]+)* *$/u;
const SC = /^SERVICE_NAME: \S/u;
const PAIR = /^(?<key>\p{L}[\p{L}\w ]{0,40}?) *:(?: |$)/u;

function formOf(head: Uint8Array, name: string): Form | undefined {
  const lines = headLines(head).filter((line) => !isPrompt(line));
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.some((line) => SC.test(line)) && /^(?:SERVICE_NAME|\[SC\])/u.test(filled[0] ?? '')) return 'sc';
  const rule = lines.findIndex((line) => RULE.test(line));
  if (rule > 0 && isEvidence(titlesOf(columnsAt(dashed(lines[rule - 1]), dashed(lines[rule])))))
    return 'table';
  const start = lines.findIndex((line) => line.trim() !== '');
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  const keys = lines
    .slice(start, end === -1 ? undefined : end)
    .map((line) => PAIR.exec(line)?.groups?.['key'] ?? '');
  const titles = keys.map(plainKey);
  if (isEvidence(new Set(titles))) return titles.some((title) => MODULE.has(title)) ? 'modules' : 'list';
  const properties = wmicTitles(head);
  if (isEvidence(new Set(properties.map(plainKey))) || isNamesOfProducts(properties)) return 'wmic';
  const isCsv = /\.(?:csv|tsv|txt)$|^-$/iu.test(name) || filled[0]?.startsWith('#TYPE') === true;
  if (!isCsv || !isEvidence(new Set(titlesOfCsv(head, filled)))) return undefined;
  // Services of osquery have the same titles, written in another way, and a reader of their own.
  return areOfOsquery(csvTitles(head)) ? undefined : 'csv';
}

/** `wmic path AntiVirusProduct get displayName`: no other class spells it so. */
function isNamesOfProducts(properties: readonly string[]): boolean {
  return properties.length === 1 && properties[0] === 'displayName';
}

function* asProducts(records: Iterable<Listed>): Generator<Listed> {
  for (const { fields, ...place } of records)
    yield { fields: new Map([...fields, ['pathToSignedProductExe', '']]), ...place };
}

/** The rulers of `driverquery` and `tasklist` are drawn with equals signs. */
function dashed(line = ''): string {
  return RULE.test(line) ? line.replaceAll('=', '-') : line;
}

function titlesOf(columns: readonly Column[]): Titles {
  return new Set(columns.map(({ title }) => plainKey(title)));
}

function titlesOfCsv(head: Uint8Array, lines: readonly string[]): readonly string[] {
  const titles = lines[0]?.startsWith('#TYPE') ? (lines[1] ?? '').split(/[,;\t]/u) : csvTitles(head);
  return titles.map(plainKey);
}

function recordsOf(bytes: Uint8Array, note: (fault: string) => void): Iterable<Listed> {
  switch (formOf(bytes.subarray(0, 1 << 16), '-')) {
    case 'table':
      return tableRecords(
        Buffer.from(text(bytes).replace(/^[= ]+$/gmu, (rule) => rule.replaceAll('=', '-'))),
      );
    case 'list':
      return listRecords(bytes);
    case 'sc':
      return scRecords(bytes, note);
    case 'wmic':
      return isNamesOfProducts(wmicTitles(bytes.subarray(0, 1 << 16)))
        ? asProducts(wmicRecords(bytes))
        : wmicRecords(bytes);
    case 'modules':
      return moduleRecords(bytes, note);
    default:
      return csvRecords(bytes);
  }
}

function* csvRecords(bytes: Uint8Array): Generator<Listed> {
  let titles: readonly string[] | undefined;
  for (const { cells, line } of csvRows(bytes)) {
    const known: readonly string[] = (titles ??= cells);
    if (known === cells) continue;
    if (cells.length !== known.length)
      throw new SyntaxError(`line ${line}: ${cells.length} cells below ${known.length} titles`);
    yield { fields: new Map(known.map((title, index) => [title, cells[index] ?? ''])), line };
  }
}

/** `SERVICE_NAME: klif`, then indented properties; the state goes on in brackets. */
function* scRecords(bytes: Uint8Array, note: (fault: string) => void): Generator<Listed> {
  const form = {
    pair: /^ *(?<key>[A-Z][A-Z0-9_]+) *: ?(?<value>.*)$/u,
    isOther: (line: string) => isPrompt(line) || /^\s*\(.*\)\s*$|^\[SC\] .* SUCCESS/u.test(line),
  };
  for (const { pairs, line } of pairBlocks(bytes, form, { add: note, throwIfAny() {} })) {
    if (pairs.has('STATE') || pairs.has('WIN32_EXIT_CODE')) yield { fields: pairs, line };
    else note(`line ${line}: truncated inside a service: ${pairs.get('SERVICE_NAME') ?? ''}`);
  }
}

/** `driverquery /fo list`: a blank line before each driver, and none behind the last one. */
function* moduleRecords(bytes: Uint8Array, note: (fault: string) => void): Generator<Listed> {
  const form = { pair: /^(?<key>\p{L}[\p{L} ]*?) *:(?: +(?<value>.*))?$/u, isOther: isPrompt };
  let size = 0;
  for (const { pairs, line } of pairBlocks(bytes, form, { add: note, throwIfAny() {} })) {
    size = Math.max(size, pairs.size);
    yield { fields: pairs, line };
    if (pairs.size < size) note(`line ${line}: truncated inside a driver: ${[...pairs.values()][0] ?? ''}`);
  }
}

/** What a record of such titles shows, each name of it. */
export function* evidenceOf(
  fields: ReadonlyMap<string, string>,
  line: number | undefined,
): Generator<Program> {
  const first = (...titles: readonly string[]): string | undefined =>
    titles.map((title) => fields.get(title)).find((value) => value !== undefined && value !== '');
  const around = {
    ...(line === undefined ? {} : { line }),
    ...ofHost(first('pscomputername', 'systemname', 'machinename', 'node', 'computername')),
  };
  const shown = first('displayname', 'anzeigename');
  if (fields.has('pathtosignedproductexe') || fields.has('productstate')) {
    const left = isForgotten(fields.get('productstate'));
    const place = folderOfProduct(first('pathtosignedproductexe', 'pathtosignedreportingexe'));
    if (shown !== undefined) yield { name: shown, ...(left ? { kind: 'trace' } : {}), ...place, ...around };
    return;
  }
  const module = first(...MODULE, ...FILTER, ...(fields.has('instancename') ? ['filter'] : []));
  const name = module ?? first('name', 'servicename');
  const isDriver = module !== undefined || /driver/iu.test(first('servicetype', 'type') ?? '');
  if (name === undefined) return;
  const ids = [`${isDriver ? 'driver' : 'service'}:${name}`];
  const state = first('status', 'state') ?? '';
  const start = first('startmode', 'starttype') ?? '';
  const marks = (reported: string) => marksOf(reported, state, start);
  yield { name, kind: 'trace', ids, ...marks(name), ...around };
  // The name that people see may say more than the one that Windows uses.
  if (shown !== undefined && shown !== name)
    yield { name: shown, kind: 'trace', ids, ...marks(shown), ...around };
}

/** A table that is too narrow ends its cells with three dots; `RUNNING` of `sc` has a number before it. */
const RUNNING = /^(?:\d\s+)?running\b/iu;
const AUTOMATIC = /^(?:auto|automatic|automaticdelayedstart|boot|system)$/iu;

function marksOf(name: string, state: string, start: string): Pick<Program, 'marks'> {
  const marks: Mark[] = [];
  if (/(?:\.\.\.|…)$/u.test(name)) marks.push('truncated-name');
  if (RUNNING.test(state)) marks.push('running');
  else if (/^disabled$/iu.test(start)) marks.push('disabled');
  else if (AUTOMATIC.test(start)) marks.push('enabled');
  else if (/^(?:manual|demand)$/iu.test(start)) marks.push('on-demand');
  return marks.length > 0 ? { marks } : {};
}
