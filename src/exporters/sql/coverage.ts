import type { ExportBan } from '../model/index.ts';
import type { System } from '../system.ts';
import { type Columns, pathKey, type SqlTable, tables } from './tables.ts';
import { list, quoted } from './text.ts';

/** The most ids that one row of a table shows. */
const IDS = 4;

/** What of a ban one system can show. */
export interface Coverage {
  readonly tables: readonly SqlTable[];
  /** Kinds of mark that come into sight. */
  readonly kinds: ReadonlySet<string>;
  /** Kinds that the ban asks for and no table of the system shows. */
  readonly hidden: readonly string[];
  readonly places: readonly string[];
  /** Whether anything that the ban looks for can come into sight at all. */
  readonly sees: boolean;
  /** Whether a table shows publishers. */
  readonly publishers: boolean;
  /** Whether another vendor's publisher can speak against a mark: not where marks are names of packages. */
  readonly rivals: boolean;
}

/** Chooses the tables of a system that can show what a ban looks for. */
export function coverageOf(ban: ExportBan, wanted: ReadonlySet<string>, system: System): Coverage {
  const chosen = tables.filter(
    (table) =>
      table.systems.includes(system) &&
      (table.entries || table.kinds.some((kind) => kind !== 'path' && wanted.has(kind))),
  );
  const places = ban.places.flatMap((place) => placeOn(system, place));
  const kinds = new Set<string>(['name', 'publisher', 'path', ...chosen.flatMap((table) => table.kinds)]);
  const everShown = new Set<string>(tables.flatMap((table) => table.kinds));
  const withPublisher = chosen.filter(({ columns }) => columns.publisher !== undefined);
  const publishers = withPublisher.length > 0;
  const names = chosen.some(({ packaged }) => packaged !== true);
  return {
    sees:
      places.length > 0 ||
      (publishers && wanted.has('publisher')) ||
      (names && wanted.has('name')) ||
      chosen.some((table) => table.kinds.some((kind) => wanted.has(kind))),
    publishers,
    rivals: withPublisher.some(({ packaged }) => !packaged),
    tables: chosen,
    kinds,
    places,
    hidden: [...wanted].filter((kind) => !kinds.has(kind) && !everShown.has(kind)),
  };
}

/** `seen(n, source, name, …)`: every row of every chosen table, as one kind of program. */
export function coverageTable({ tables: chosen, places }: Coverage, wanted: ReadonlySet<string>): string {
  const rows = [...chosen.map((table) => tableRows(table, wanted)), ...placeRows(places)];
  const ids = Array.from({ length: IDS }, (_, i) => `kind${i + 1}, key${i + 1}`).join(', ');
  return `seen(n, source, name, version, publisher, state, kind, packaged, folder, ${ids}, firm) AS MATERIALIZED (
  SELECT row_number() OVER (), t.*, CASE WHEN publisher LIKE '_%<%>'
    THEN trim(substr(publisher, 1, length(rtrim(publisher, replace(publisher, '<', ''))) - 1)) ELSE publisher END
  FROM (${rows.join('\n  UNION ALL ')}) AS t)`;
}

function tableRows({ name, columns, from, packaged }: SqlTable, wanted: ReadonlySet<string>): string {
  const ids = columns.ids.filter(([kind]) => typeof kind !== 'string' || wanted.has(kind));
  return rowsOf(name, { ...columns, ids }, from, packaged === true ? '1' : (packaged ?? '0'));
}

/** Folders and files; osquery looks for what is named, and one name a query is what it does best. */
function placeRows(places: readonly string[]): string[] {
  const columns: Columns = { name: 'path', trace: true, ids: [['path', pathKey('path')]] };
  const whole = places.filter((place) => !place.includes('*'));
  const froms = [
    ...(whole.length > 0 ? [`file WHERE path IN ${list(whole)}`] : []),
    ...places
      .filter((place) => place.includes('*'))
      .map((place) => `file WHERE path LIKE ${quoted(place.replace(/\*/gu, '%'))}`),
  ];
  return froms.map((from) => rowsOf('file', columns, from, '0'));
}

function rowsOf(source: string, columns: Columns, from: string, packaged: string): string {
  const { name, version, publisher, state, trace, folder, ids } = columns;
  const pairs = Array.from({ length: IDS }, (_, i) => ids[i]).map((pair, i) => {
    const kind = pair === undefined ? "''" : typeof pair[0] === 'string' ? quoted(pair[0]) : pair[0].sql;
    return `${kind} AS kind${i + 1}, ${pair === undefined ? "''" : filled(pair[1])} AS key${i + 1}`;
  });
  const values = [
    quoted(source),
    `${filled(name)} AS name`,
    `${filled(version)} AS version`,
    `${filled(publisher)} AS publisher`,
    `${state ?? (trace ? "''" : "'installed'")} AS state`,
    `'${trace ? 'trace' : 'program'}' AS kind`,
    `${packaged} AS packaged`,
    `${folder === undefined ? "''" : filled(pathKey(folder))} AS folder`,
    ...pairs,
  ];
  // What `from` says of users or rows stays in brackets of its own.
  return `SELECT ${values.join(', ')} FROM ${from}`;
}

function filled(expression: string | undefined): string {
  return expression === undefined ? "''" : `coalesce(${expression}, '')`;
}

const WINDOWS = /^(?:Program Files|ProgramData\/|Users\/\*\/AppData\/|Windows\/)/iu;

/** A place as the system writes it; nothing where the system has no such place. */
function placeOn(system: System, place: string): string[] {
  if (place.startsWith('Files/')) return [];
  if (WINDOWS.test(place)) return system === 'windows' ? [`C:\\${place.replace(/\//gu, '\\')}`] : [];
  return system === 'windows' ? [] : [`/${place}`];
}
