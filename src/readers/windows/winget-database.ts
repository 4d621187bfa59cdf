import {
  isSqlite,
  type SqliteDatabase,
  type SqliteRow,
  type SqliteValue,
  sqlite,
  sqliteCompanions,
} from '../../formats/database/sqlite/index.ts';
import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/** Where winget keeps its state: as a package of the store, without one, and for the system. */
const STATES = ['Users/*', 'Windows/System32/config/systemprofile', 'Windows/ServiceProfiles/*'].flatMap(
  (home) => [
    `${home}/AppData/Local/Packages/Microsoft.DesktopAppInstaller_8wekyb3d8bbwe/LocalState`,
    `${home}/AppData/Local/Microsoft/WinGet/State/*`,
  ],
);
const PATHS = STATES.map((state) => `${state}/*/installed.db`);

/**
 * What winget remembers of having installed, one database for each of its sources.
 *
 * A program that was removed by other means than winget stays in it, so winget itself lists an entry only
 * when the registry or the packages of Windows know the program too. Hence these are traces: evidence beside
 * the entry of the program, else residue. The index of a source (`index.db`) has the same tables, lists all
 * that could be installed, and is not recognised.
 *
 * @see https://github.com/microsoft/winget-cli/tree/master/src/AppInstallerRepositoryCore/Microsoft/Schema
 */
export const wingetDatabase: Reader = {
  id: 'winget-database',
  title: 'winget tracking catalogue',
  paths: PATHS,
  siblings: PATHS.flatMap((path) => [`${path}-wal`, `${path}-journal`]),
  sidecars: sqliteCompanions,
  supplementary: true,
  recognises: (head, name) =>
    /^installed\.db$/iu.test(name) && isSqlite(head) && /CREATE TABLE \[manifest\]/u.test(memoiseHead(head)),
  *read(bytes, resolver) {
    const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const broken = errorCollector();
    const beside = { wal: resolver.read(`${name}-wal`), journal: resolver.read(`${name}-journal`) };
    yield* packages(sqlite(bytes, beside, broken), broken);
    broken.throwIfAny();
  },
};

function* packages(database: SqliteDatabase, broken: ErrorCollector): Iterable<Program> {
  const ids = valuesOf(database, 'ids', 'id');
  const names = valuesOf(database, 'names', 'name');
  const versions = valuesOf(database, 'versions', 'version');
  const codes = manyOf(database, 'productcodes', 'productcode', broken);
  const families = manyOf(database, 'pfns', 'pfn', broken);
  const upgrades = manyOf(database, 'upgradecodes', 'upgradecode', broken);
  for (const row of database.rows('manifest', 'numbered')) {
    const key = row.get('rowid');
    const id = ids.get(row.get('id'));
    if (id === undefined)
      broken.add(`manifest ${String(key)} has the id ${String(row.get('id'))}, which is lost`);
    const name = names.get(row.get('name')) ?? id;
    if (name === undefined) continue;
    const marks = idsOf(
      ['winget', id],
      ...(codes.get(key) ?? []).flatMap(codeMarks),
      ...(families.get(key) ?? []).map((family) => ['appx', family] as const),
      ...(upgrades.get(key) ?? []).map((code) => ['upgrade-code', code.toUpperCase()] as const),
    );
    yield present<Program>({ name, version: versions.get(row.get('version')), ids: marks, kind: 'trace' });
  }
}

const GUID = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/iu;

/** What winget calls a product code is the name of the key in the list of programs, whatever it looks like. */
function codeMarks(code: string): (readonly [string, string])[] {
  return GUID.test(code)
    ? [
        ['product-code', code.toUpperCase()],
        ['uninstall-key', code.toUpperCase()],
      ]
    : [['uninstall-key', code]];
}

/** The texts of a table by their row ids, by which the others refer to them. */
function valuesOf(database: SqliteDatabase, table: string, column: string): Map<SqliteValue, string> {
  const values = new Map<SqliteValue, string>();
  for (const row of database.rows(table, 'numbered')) {
    const value = textOf(row, column);
    if (value !== undefined) values.set(row.get('rowid'), value);
  }
  return values;
}

/** The texts that a second table maps to manifests; none where the version of the schema keeps none. */
function manyOf(
  database: SqliteDatabase,
  table: string,
  column: string,
  broken: ErrorCollector,
): Map<SqliteValue, string[]> {
  const found = new Map<SqliteValue, string[]>();
  if (!database.keepsRows(table) || !database.keepsRows(`${table}_map`)) return found;
  const values = valuesOf(database, table, column);
  for (const row of database.rows(`${table}_map`)) {
    const [manifest, value] = [row.get('manifest'), values.get(row.get(column))];
    if (value === undefined) broken.add(`${table} ${String(row.get(column))} is lost`);
    else found.set(manifest, [...(found.get(manifest) ?? []), value]);
  }
  return found;
}

function textOf(row: SqliteRow, column: string): string | undefined {
  const value = row.get(column);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
