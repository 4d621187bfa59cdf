import {
  isSqlite,
  type SqliteDatabase,
  type SqliteValue,
  sqlite,
  sqliteCompanions,
} from '../../formats/database/sqlite/index.ts';
import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { storeName } from '../nix-store.ts';

const DATABASE = 'nix/var/nix/db/db.sqlite';
const PROFILES = '/nix/var/nix/profiles';

/**
 * Packages in the store of NixOS. What a system or the environment of an account needs is installed; what is left in
 * the store until it is cleaned is residue. Where Nix is an addition to another system, its profiles show more.
 *
 * @see https://nix.dev/manual/nix/latest/store/
 */
export const nixDatabase: Reader = {
  id: 'nix-database',
  title: 'Nix store of NixOS',
  paths: [DATABASE],
  siblings: [`${DATABASE}-wal`, `${DATABASE}-journal`, `${PROFILES.slice(1)}/system`],
  sidecars: sqliteCompanions,
  supplementary: true,
  recognises: (head) => isSqlite(head) && memoiseHead(head).includes('CREATE TABLE ValidPaths'),
  *read(bytes, resolver) {
    const isPlaced = resolver.path.includes('/');
    if (isPlaced && !resolver.list(PROFILES).includes('system')) return;
    const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const broken = errorCollector();
    const beside = { wal: resolver.read(`${name}-wal`), journal: resolver.read(`${name}-journal`) };
    yield* packages(sqlite(bytes, beside, broken), broken);
    broken.throwIfAny();
  },
};

/** What systems and environments are called in the store. */
const ROOT = /-(?:nixos-system-[^/]+|user-environment|home-manager-(?:path|generation)|system-path)$/u;

function* packages(database: SqliteDatabase, broken: ErrorCollector): Generator<Program> {
  const paths = new Map<SqliteValue, string>();
  for (const row of database.rows('ValidPaths', 'numbered')) {
    const path = row.get('path');
    if (typeof path === 'string') paths.set(row.get('id') ?? row.get('rowid'), path);
    else broken.add(`the path of entry ${String(row.get('rowid'))} is lost`);
  }
  const needed = closure(database, paths);
  for (const [id, path] of paths) {
    const found = path.endsWith('.drv') ? undefined : storeName(path);
    // Of scripts, units and settings, which have no version, there are thousands.
    if (found?.version === undefined) continue;
    const state = needed.has(id) ? {} : { state: 'residue' as const };
    yield { name: found.name, version: found.version, ids: [`nix:${found.name}`], ...state, entry: path };
  }
}

/** All that systems and environments refer to, and what that refers to. */
function closure(
  database: SqliteDatabase,
  paths: ReadonlyMap<SqliteValue, string>,
): ReadonlySet<SqliteValue> {
  const references = new Map<SqliteValue, SqliteValue[]>();
  for (const row of database.rows('Refs')) {
    const known = references.get(row.get('referrer'));
    if (known) known.push(row.get('reference'));
    else references.set(row.get('referrer'), [row.get('reference')]);
  }
  const todo = [...paths].flatMap(([id, path]) => (ROOT.test(path) ? [id] : []));
  const needed = new Set(todo);
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const next of references.get(id) ?? []) {
      if (needed.has(next)) continue;
      needed.add(next);
      todo.push(next);
    }
  }
  return needed;
}
