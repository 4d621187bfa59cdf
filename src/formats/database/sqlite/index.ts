import { Buffer } from 'node:buffer';
import type { ErrorCollector } from '../../errors.ts';
import { errorCollector } from '../../errors.ts';
import { type Column, type Layout, layoutOf } from './columns.ts';
import { isSqlite, type Pages, pagesOf } from './pages.ts';
import { recordOf, type SqliteValue } from './record.ts';
import { cellsOf, type Room } from './tree.ts';

export { isSqlite, type SqliteValue };

/** A row: the name of each column as the schema writes it, with its value; NULL is undefined. */
export type SqliteRow = ReadonlyMap<string, SqliteValue>;

/** An open database: names of its tables, and their rows. */
export interface SqliteDatabase {
  readonly tables: readonly string[];
  /** Whether there is such a table and its rows can be read. */
  keepsRows(table: string): boolean;
  /**
   * @param how `lent`: blobs are overwritten when the next row is asked for, which spares the memory of them
   * all; `numbered`: where no column is named `rowid`, the number of the row has that name, as in queries
   * @throws SyntaxError when there is no such table, or it is a virtual one
   */
  rows(table: string, how?: 'lent' | 'numbered'): Generator<SqliteRow>;
}

interface Table {
  readonly name: string;
  readonly root: number;
  /** Works out the columns, of the one table that is read out of many. */
  readonly layout: () => Layout | string;
}

/** What is added to the name of a database in those of its write-ahead log, its index and its journal. */
export const sqliteCompanions: readonly string[] = ['-wal', '-shm', '-journal'];

const JOURNAL_MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/**
 * The rows of one table of an SQLite database, without locking or writing anything.
 *
 * @param wal the file with the same name and `-wal`, when it is there: its committed pages count
 * @param journal the file with `-journal`: a hot one is not rolled back, and that is reported
 * @throws SyntaxError at once when there is nothing to read, and after the last readable row when the file is
 * damaged anywhere on the way to them
 * @see https://www.sqlite.org/fileformat2.html
 */
export function* sqliteRows(
  bytes: Uint8Array,
  table: string,
  wal?: Uint8Array,
  journal?: Uint8Array,
): Generator<SqliteRow> {
  const broken = errorCollector();
  yield* sqlite(bytes, { wal, journal }, broken).rows(table);
  broken.throwIfAny();
}

/** The names of the tables, with the write-ahead log applied. Throws like {@link sqliteRows}. */
export function sqliteTables(bytes: Uint8Array, wal?: Uint8Array, journal?: Uint8Array): readonly string[] {
  const broken = errorCollector();
  const { tables } = sqlite(bytes, { wal, journal }, broken);
  broken.throwIfAny();
  return tables;
}

/**
 * Opens a database of which several tables are read, or whose faults are gathered with others.
 *
 * @param broken takes what is damaged
 * @throws SyntaxError when the header is not that of a database that can be read
 */
export function sqlite(
  bytes: Uint8Array,
  beside: { readonly wal?: Uint8Array | undefined; readonly journal?: Uint8Array | undefined },
  broken: ErrorCollector,
): SqliteDatabase {
  if (isHot(beside.journal)) broken.add('the database has a hot rollback journal that was not replayed');
  const pages = pagesOf(bytes, beside.wal, broken);
  const tables = tablesOf(pages, broken);
  return {
    tables: tables.map(({ name }) => name),
    keepsRows(name) {
      const table = tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
      return table !== undefined && typeof table.layout() !== 'string';
    },
    rows: (name, how) => rowsOf(pages, tableNamed(tables, name, broken), broken, how),
  };
}

/** A journal whose head was zeroed or cut off belongs to a transaction that ended well. */
function isHot(journal: Uint8Array | undefined): boolean {
  return journal !== undefined && JOURNAL_MAGIC.every((byte, at) => journal[at] === byte);
}

function tablesOf(pages: Pages, broken: ErrorCollector): Table[] {
  const columns = ['type', 'name', 'tbl_name', 'rootpage', 'sql'].map(
    (name): Column => ({ name, preset: undefined, rowid: false, stored: true }),
  );
  const schema: Layout = { columns, kind: 'rows' };
  const tables: Table[] = [];
  for (const row of rowsOf(pages, { name: 'sqlite_schema', root: 1, layout: () => schema }, broken)) {
    const [name, root, sql] = [row.get('name'), row.get('rootpage'), row.get('sql')];
    if (row.get('type') !== 'table' || typeof name !== 'string') continue;
    const isRowTable = typeof root === 'number' && root > 0 && typeof sql === 'string';
    const layout = (): Layout | string => (isRowTable ? layoutOf(sql) : 'a virtual table is not read');
    tables.push({ name, root: typeof root === 'number' ? root : 0, layout });
  }
  return tables;
}

function tableNamed(tables: readonly Table[], name: string, broken: ErrorCollector): Table {
  const table = tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (table !== undefined) return table;
  // Where the schema is broken, that is why the table is missing
  broken.throwIfAny();
  const names = tables.slice(0, 8).map((one) => one.name);
  throw new SyntaxError(`no table ${JSON.stringify(name)} in the database, only ${JSON.stringify(names)}`);
}

/** One room for all, as large as the largest that was asked for. */
function sameRoom(): Room {
  let room = new Uint8Array(1 << 16);
  return (length) => {
    if (length > room.length) room = new Uint8Array(2 * length);
    return room.subarray(0, length);
  };
}

function* rowsOf(
  pages: Pages,
  table: Table,
  broken: ErrorCollector,
  how?: 'lent' | 'numbered',
): Generator<SqliteRow> {
  const layout = table.layout();
  if (typeof layout === 'string') throw new SyntaxError(`table ${JSON.stringify(table.name)}: ${layout}`);
  const { columns, kind } = layout;
  const decode = decoderOf(pages.encoding);
  const room: Room = how === 'lent' ? sameRoom() : (length) => new Uint8Array(length);
  const numbered =
    how === 'numbered' && kind === 'rows' && columns.every(({ name }) => name.toLowerCase() !== 'rowid');
  for (const { rowid, payload, page } of cellsOf(pages, { root: table.root, kind }, broken, room)) {
    const values = recordOf(payload, decode);
    if (typeof values === 'string') broken.add(`row ${rowid} on page ${page}: ${values}`);
    else yield rowOf(columns, values, rowid, numbered);
  }
}

function decoderOf(encoding: Pages['encoding']): (text: Uint8Array) => string {
  // For the short strings of most tables this is several times as fast as a decoder
  if (encoding === 'utf-8')
    return (text) => Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8');
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (text) => decoder.decode(text);
}

/** Rows that are older than a column end before it. */
function rowOf(
  columns: readonly Column[],
  values: readonly SqliteValue[],
  rowid: number | bigint,
  numbered: boolean,
): SqliteRow {
  const row = new Map<string, SqliteValue>();
  let at = 0;
  for (const column of columns) {
    if (!column.stored) continue;
    const value = at < values.length ? values[at] : column.preset;
    row.set(column.name, column.rowid ? rowid : value);
    at++;
  }
  if (numbered) row.set('rowid', rowid);
  return row;
}
