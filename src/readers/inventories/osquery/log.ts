import { field, isList, isObject, type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { quoted } from '../../../formats/source-position.ts';

/** Whether this is one entry of a result log. */
export function isEntry(value: Json | undefined): boolean {
  if (!isObject(value) || !Object.hasOwn(value, 'name')) return false;
  const hasRows = isList(field(value, 'snapshot')) || isObject(field(value, 'diffResults'));
  const hasRow = isObject(field(value, 'columns')) && stringField(value, 'action') !== undefined;
  return hasRows || hasRow;
}

/** A row, and the query that gave it: empty where nothing shows. */
export interface Row {
  readonly row: Json;
  readonly query: string;
  /** The computer, where a log shows it. */
  readonly host?: string;
}

/** A query whose first results are not in a log: what it found before them is unknown. */
export interface LateStart {
  readonly query: string;
  readonly host: string;
  /** The number of its first result that is there. */
  readonly counter: number;
  /** A row that it found or lost. */
  readonly row: Json;
}

/** The rows of a log, and what kept others from being understood. */
export interface LogRows {
  readonly rows: readonly Row[];
  readonly lateStarts: readonly LateStart[];
  readonly fault: SyntaxError | undefined;
}

/** What the results of a query on a host amount to so far. */
interface Query {
  readonly name: string;
  readonly host: string;
  readonly rows: Map<string, Json>;
  /** Epoch and time of the first result, which lists all: everything before it is void. */
  start?: { readonly epoch: string | undefined; readonly time: number | undefined };
  late?: LateStart;
}

/**
 * The rows that hold at the end of a log, by time, epoch and counter: files of a log are often put together with the
 * newest in front. A snapshot and a first result (counter 0) replace all that their query reported before on its host;
 * `added` and `removed` change it.
 *
 * @see https://osquery.readthedocs.io/en/stable/deployment/logging/#differential-logs
 */
export function entries(values: readonly Json[]): LogRows {
  const queries = new Map<string, Query>();
  const odd = values.find((value) => !isEntry(value));
  for (const value of values.filter(isEntry).sort(byAge)) {
    const host = stringField(value, 'hostIdentifier') ?? '';
    const name = stringField(value, 'name') ?? '';
    const key = JSON.stringify([host, name]);
    const query: Query = queries.get(key) ?? { name, host, rows: new Map<string, Json>() };
    queries.set(key, query);
    begin(value, query);
    apply(value, query.rows);
  }
  const all = [...queries.values()];
  return {
    rows: all.flatMap(({ name, host, rows }) =>
      Array.from(rows.values(), (row) => ({ row, query: name, ...(host === '' ? {} : { host }) })),
    ),
    lateStarts: all.flatMap(({ late }) => (late === undefined ? [] : [late])),
    fault:
      odd === undefined
        ? undefined
        : new SyntaxError(`no entry of a result log: ${quoted(JSON.stringify(odd))}`),
  };
}

/** What cannot be distinguished stays in the order of the log. */
function byAge(a: Json, b: Json): number {
  for (const key of ['unixTime', 'epoch', 'counter']) {
    const difference = numberIn(a, key) - numberIn(b, key);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

function numberIn(entry: Json, key: string): number {
  return Number(stringField(entry, key) ?? 0);
}

/** Takes note of the result that an entry belongs to. */
function begin(entry: Json, query: Query): void {
  const counter = stringField(entry, 'counter');
  const epoch = stringField(entry, 'epoch');
  const isSnapshot = isList(field(entry, 'snapshot'));
  const isFirst = isSnapshot || counter === '0';
  const time = isFirst ? numberIn(entry, 'unixTime') : query.start?.time;
  if (isSnapshot || (isFirst && (query.start?.epoch !== epoch || query.start?.time !== time))) {
    query.rows.clear();
    delete query.late;
  }
  // Without a counter nothing shows whether results before this one are missing.
  const isLate = !isFirst && counter !== undefined && (!query.start || query.start.epoch !== epoch);
  if (isLate) query.late ??= lateStart(entry, query, Number(counter));
  if (isFirst || counter !== undefined) query.start = { epoch, time };
}

function lateStart(entry: Json, { name, host }: Query, counter: number): LateStart {
  const [added] = listField(entry, 'diffResults', 'added');
  const [removed] = listField(entry, 'diffResults', 'removed');
  return { query: name, host, counter, row: field(entry, 'columns') ?? added ?? removed ?? null };
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
