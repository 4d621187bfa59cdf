import { errorCollector } from '../../../formats/errors.ts';
import {
  isList,
  isObject,
  type Json,
  jsonLines,
  jsonPart,
  listField,
  stringField,
} from '../../../formats/markup/json.ts';
import { beginsAsJson } from '../../../formats/markup/json-beginning.ts';
import { jsonDocuments } from '../../../formats/markup/json-documents.ts';
import { quoted } from '../../../formats/source-position.ts';
import { csvRows, csvTitles } from '../../../formats/table/csv.ts';
import { filledLines } from '../../../formats/text/lines.ts';
import { attempt } from '../../../formats/try.ts';
import type { Reader } from '../../../types.ts';
import type { NoteFact } from '../../../vocabulary.ts';
import { answerGap } from '../../answers/gaps.ts';
import { notePage } from '../../answers/page.ts';
import { byEachName, ofHost } from '../../answers/program.ts';
import { WRAPPERS } from '../../answers/wrapped.ts';
import { areOfOsquery, osqueryTable } from '../../osquery-columns.ts';
import { lineModeColumns, lineModeRows } from './line-mode.ts';
import { entries, isEntry, type LateStart, type Row } from './log.ts';
import { anyTable, type Table, tables } from './tables.ts';

/**
 * What osquery shows: the rows of `osqueryi --json`, `--csv`, `--line` and `--list`, and the result logs of `osqueryd` as events, snapshots
 * and batches. Which table a row is of shows in its columns; rows of tables without programs are passed
 * over. Of a log the last word counts: what was added and later removed is not installed.
 *
 * @see https://osquery.readthedocs.io/en/stable/deployment/logging/
 */
export const osquery: Reader = {
  id: 'osquery',
  title: 'osquery results (rows and logs)',
  paths: [],
  recognises(head) {
    if (!beginsAsJson(head)) return [lineModeColumns(head), csvTitles(head)].some(areOfOsquery);
    const first = firstObject(head);
    return isEntry(first) || tableOf(first) !== undefined || wrappedIn(first) !== undefined;
  },
  *read(bytes, _resolver, _prefilter, note) {
    const { rows, lateStarts = [], fault } = rowsOf(bytes, note);
    const broken = errorCollector();
    let reported = 0;
    for (const { row, query, host } of rows) {
      const table = tableFor(row, query);
      if (table === undefined) continue;
      reported++;
      const program = table.program(row);
      if (program?.name === '' && program.ids?.length === 0)
        broken.add(`a row without a name: ${quoted(JSON.stringify(row))}`);
      else if (program !== undefined) {
        const title = table.title === undefined ? undefined : stringField(row, table.title);
        yield* byEachName({ ...program, ...ofHost(host) }, title);
      }
    }
    if (fault !== undefined) throw fault;
    if (reported === 0 && rows.length > 0)
      broken.add(`no row is of a table of programs: ${quoted(JSON.stringify(rows[0]?.row))}`);
    for (const { query, host, counter, row } of lateStarts) {
      if (tableFor(row, query) === undefined) continue;
      broken.add(
        `the log of ${quoted(query)} begins with result ${counter}: what was installed before it is missing`,
        host,
      );
    }
    broken.throwIfAny();
  },
};

/** Of rows of other tables nothing is known. */
function tableFor(row: Json, query: string): Table | undefined {
  return tableOf(row) ?? tableOfQuery(query, row) ?? (isNamed(row) ? anyTable : undefined);
}

/** The first object of a line, of a list, or the document itself; the rest of the beginning may be cut off. */
function firstObject(head: Uint8Array): Json | undefined {
  const isWhole = filledLines(head)[0]?.trimEnd().endsWith('}');
  const [line] = (isWhole && attempt(() => firstOf(jsonLines(head))).value) || [];
  if (isObject(line?.value)) return line.value;
  const list = attempt(() => jsonPart(head).value).value;
  return isList(list) ? list[0] : list;
}

function firstOf<T>(values: Iterable<T>): T[] {
  for (const value of values) return [value];
  return [];
}

function tableOf(row: Json | undefined): Table | undefined {
  if (!isObject(row)) return undefined;
  return tableCalled(osqueryTable((column) => Object.hasOwn(row, column)));
}

function tableCalled(known: string | undefined): Table | undefined {
  return tables.find(({ name }) => name === known);
}

/** Who selects some columns only often names the query by its table. */
function tableOfQuery(query: string, row: Json): Table | undefined {
  const fitting = tables.filter(({ name }) => query.endsWith(name));
  const longest = fitting.sort((a, b) => b.name.length - a.name.length)[0];
  return isNamed(row) ? longest : undefined;
}

/** Rows of a selection: a name with a version, and not those of the operating system's own table. */
function isNamed(row: Json): boolean {
  const has = (column: string): boolean => isObject(row) && Object.hasOwn(row, column);
  return has('name') && has('version') && !(has('platform') && has('major'));
}

interface Rows {
  readonly rows: readonly Row[];
  readonly lateStarts?: readonly LateStart[];
  readonly fault: unknown;
}

/** Answers that name their computer or their query have a reader of their own. */
function isOfHost(value: Json | undefined): boolean {
  return isObject(value) && OF_HOSTS.some((key) => Object.hasOwn(value, key));
}

const OF_HOSTS = ['host', 'host_id', 'hostname', 'host_display_name', 'query_id', 'report_clipped'];

/** Lists of rows, one row or entry a line, wrappers around rows: several of them may stand one behind the other. */
function rowsOf(bytes: Uint8Array, note?: NoteFact): Rows {
  if (!beginsAsJson(bytes))
    return lineModeColumns(bytes.subarray(0, 1 << 16)).length > 0 ? lineModeRows(bytes) : tableRows(bytes);
  const { values, fault } = documentsOf(bytes);
  const items: Json[] = [];
  let gap: string | undefined;
  for (const value of values) {
    const list = isList(value) ? value : wrappedIn(value);
    for (const item of list ?? [value]) items.push(item);
    if (list !== undefined) gap ??= answerGap(value, list.length);
    if (list !== undefined && values.length === 1) notePage(note, values, list.length);
  }
  const broken = fault ?? (gap === undefined ? undefined : new SyntaxError(gap));
  if (items.some(isEntry)) return logRows(items, broken);
  return { rows: items.map((row) => ({ row, query: '' })), fault: broken };
}

/** One document a line, whose number faults show; else documents that are laid out over several. */
function documentsOf(bytes: Uint8Array): { readonly values: readonly Json[]; readonly fault?: unknown } {
  const values: Json[] = [];
  const { fault } = attempt(() => {
    for (const { value } of jsonLines(bytes)) values.push(value);
  });
  return fault === undefined || values.length > 0 ? { values, fault } : jsonDocuments(bytes);
}

function wrappedIn(value: Json | undefined): readonly Json[] | undefined {
  if (isEntry(value) || tableOf(value) !== undefined || isOfHost(value)) return undefined;
  return WRAPPERS.map((key) => listField(value, key)).find(
    ([first]) => isEntry(first) || tableOf(first) !== undefined,
  );
}

/** The rows of `osqueryi --csv` and `--list`, which put bars between the columns. */
function tableRows(bytes: Uint8Array): Rows {
  const rows: Row[] = [];
  let titles: readonly string[] | undefined;
  const { fault } = attempt(() => {
    for (const { cells, line } of csvRows(bytes)) {
      const known: readonly string[] = (titles ??= cells);
      if (known === cells) continue;
      if (cells.length !== known.length)
        throw new SyntaxError(`line ${line}: ${cells.length} cells below ${known.length} titles`);
      rows.push({ row: Object.fromEntries(known.map((title, at) => [title, cells[at] ?? ''])), query: '' });
    }
  });
  return { rows, fault };
}

function logRows(values: readonly Json[], fault: unknown): Rows {
  const { fault: odd, ...log } = entries(values);
  return { ...log, fault: fault ?? odd };
}
