import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { field, isList, isObject, type Json, listField, stringField } from '../../formats/markup/json.ts';
import { jsonDocuments } from '../../formats/markup/json-documents.ts';
import { quoted } from '../../formats/source-position.ts';
import type { Reader } from '../../types.ts';
import { ofHost } from '../answers/program.ts';
import { shapeOf } from '../answers/shape.ts';
import { osqueryTable } from '../osquery-columns.ts';
import { anyTable, type Table, tables } from './osquery/tables.ts';

/**
 * Rows of osquery with their computers, as servers collect them: query reports and live results of Fleet, the lines of
 * `fleetctl query`, and the answers to distributed queries. A computer that answers with an error, or a table that is
 * clipped, is incomplete.
 *
 * @see https://osquery.readthedocs.io/en/stable/deployment/remote/#distributed-write
 */
export const osqueryAnswer: Reader = {
  id: 'osquery-answer',
  title: 'osquery rows by computer (Fleet reports, fleetctl query, distributed answers)',
  paths: [],
  recognises: (head) =>
    shapeOf(head).some(({ path, keys }) =>
      path.length > 0
        ? keys.has('hostid') && keys.has('columns')
        : KNOWN.some((set) => set.every((key) => keys.has(key))),
    ),
  *read(bytes) {
    const { values, fault } = jsonDocuments(bytes);
    const faults = errorCollector();
    let rows = 0;
    let programs = 0;
    for (const { row, host, query } of values.flatMap((value) => [...rowsIn(value, faults)])) {
      rows++;
      const program = tableOf(row, query)?.program(row);
      if (program === undefined) continue;
      if (program.kind !== 'trace') programs++;
      if (program.name === '')
        faults.add(`a row without a name: ${quoted(JSON.stringify(row))}`, host ?? query);
      else yield { ...program, ...ofHost(host) };
    }
    if (fault) throw fault;
    faults.throwIfAny();
    if (programs === 0)
      throw new SyntaxError(rows === 0 ? 'no rows of osquery' : 'no row is of a table of programs');
  },
};

const KNOWN = [
  ['queries', 'statuses'],
  ['queries', 'nodekey'],
  ['livequeryresults'],
  ['host', 'rows'],
  ['queryid', 'results', 'reportclipped'],
];

interface HostRow {
  readonly row: Json;
  readonly host: string | undefined;
  readonly query: string;
}

function* rowsIn(document: Json, faults: ErrorCollector): Generator<HostRow> {
  if (isList(document)) {
    for (const each of document) yield* rowsIn(each, faults);
    return;
  }
  if (field(document, 'report_clipped') === true) faults.add('the report is clipped (report_clipped: true)');
  const [targeted, answered] = ['targeted_host_count', 'responded_host_count'].map((key) =>
    Number(field(document, 'summary', key) ?? field(document, key)),
  );
  if (Number(answered) < Number(targeted)) faults.add(`${answered} of ${targeted} computers have answered`);
  yield* distributed(document, faults);
  for (const result of listField(document, 'live_query_results')) {
    for (const response of listField(result, 'responses')) yield* ofResponse(response, faults);
  }
  for (const result of listField(document, 'results')) {
    const columns = field(result, 'columns');
    const host = stringField(result, 'host_name') ?? stringField(result, 'host_id');
    if (isObject(columns)) yield { row: columns, host, query: '' };
    else yield* ofResponse(result, faults);
  }
  if (isList(field(document, 'rows')) || field(document, 'host') !== undefined)
    yield* ofResponse(document, faults);
}

/** The rows of one computer, or the error that it answers with. */
function* ofResponse(response: Json, faults: ErrorCollector): Generator<HostRow> {
  const host = ['hostname', 'host_display_name', 'host', 'host_id']
    .map((key) => stringField(response, key) ?? stringField(response, 'host', 'hostname'))
    .find((name) => name !== undefined);
  const error = stringField(response, 'error');
  if (error !== undefined) faults.add(error, host ?? 'a computer');
  else if (!isList(field(response, 'rows'))) faults.add('no rows', host ?? 'a computer');
  for (const row of listField(response, 'rows')) yield { row, host, query: '' };
}

/** `{"queries": {name: rows}, "statuses": {name: 0}}`; another status than 0 is a failure. */
function* distributed(document: Json, faults: ErrorCollector): Generator<HostRow> {
  const queries = field(document, 'queries');
  // The key of a node is a secret between it and its server: no report holds it.
  const host = stringField(document, 'host_identifier');
  for (const [query, rows] of isObject(queries) ? Object.entries(queries) : []) {
    const status = stringField(document, 'statuses', query) ?? '0';
    if (status !== '0') {
      const message = stringField(document, 'messages', query) ?? '';
      faults.add(`the query ${quoted(query)} failed with status ${status}: ${message}`, host);
    }
    for (const row of isList(rows) ? rows : []) yield { row, host, query };
  }
}

function tableOf(row: Json, query: string): Table | undefined {
  if (!isObject(row)) return undefined;
  const known = osqueryTable((column) => Object.hasOwn(row, column));
  const named = tables
    .filter(({ name }) => query.endsWith(name))
    .sort((a, b) => b.name.length - a.name.length)[0];
  const isProgram =
    Object.hasOwn(row, 'name') && Object.hasOwn(row, 'version') && !Object.hasOwn(row, 'major');
  return tables.find(({ name }) => name === known) ?? named ?? (isProgram ? anyTable : undefined);
}
