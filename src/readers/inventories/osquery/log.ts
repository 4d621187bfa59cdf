import { field, isList, isObject, type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { quoted } from '../../../formats/source-position.ts';

/** Whether this is one entry of a result log. */
export function isEntry(value: Json | undefined): boolean {
  if (!isObject(value) || !Object.hasOwn(value, 'name')) return false;
  const hasRows = isList(field(value, 'snapshot')) || isObject(field(value, 'diffResults'));
  const hasRow = isObject(field(value, 'columns')) && stringField(value, 'action') !== undefined;
  return hasRows || hasRow;
}

/** A row, and the query that gave it: empty where nothing tells. */
export interface Row {
  readonly row: Json;
  readonly query: string;
}

/** The rows of a log, and what kept others from being understood. */
export interface LogRows {
  readonly rows: readonly Row[];
  readonly fault: SyntaxError | undefined;
}

/**
 * The rows that hold at the end of a log. A snapshot replaces all that its query told before on its host;
 * `added` and `removed` change it.
 */
export function entries(values: readonly Json[]): LogRows {
  const queries = new Map<string, { query: string; rows: Map<string, Json> }>();
  let fault: SyntaxError | undefined;
  for (const value of values) {
    if (!isEntry(value)) {
      fault ??= new SyntaxError(`no entry of a result log: ${quoted(JSON.stringify(value))}`);
      continue;
    }
    const key = JSON.stringify([stringField(value, 'hostIdentifier'), stringField(value, 'name')]);
    const known = queries.get(key) ?? {
      query: stringField(value, 'name') ?? '',
      rows: new Map<string, Json>(),
    };
    queries.set(key, known);
    apply(value, known.rows);
  }
  const rows = [...queries.values()].flatMap(({ query, rows: known }) =>
    [...known.values()].map((row) => ({ row, query })),
  );
  return { rows, fault };
}

function apply(entry: Json, rows: Map<string, Json>): void {
  const snapshot = field(entry, 'snapshot');
  if (isList(snapshot)) {
    rows.clear();
    for (const row of snapshot) rows.set(JSON.stringify(row), row);
  }
  for (const row of listField(entry, 'diffResults', 'removed')) rows.delete(JSON.stringify(row));
  for (const row of listField(entry, 'diffResults', 'added')) rows.set(JSON.stringify(row), row);
  const columns = field(entry, 'columns');
  if (columns === undefined) return;
  if (stringField(entry, 'action') === 'removed') rows.delete(JSON.stringify(columns));
  else rows.set(JSON.stringify(columns), columns);
}
