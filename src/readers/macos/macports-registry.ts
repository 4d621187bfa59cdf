import {
  isSqlite,
  type SqliteRow,
  sqliteCompanions,
  sqliteRows,
} from '../../formats/database/sqlite/index.ts';
import { errorCollector } from '../../formats/errors.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const PATH = 'opt/local/var/macports/registry/registry.db';

/**
 * The registry of MacPorts. A port that was deactivated stays installed as an archive, from which it can be switched on.
 *
 * @see https://guide.macports.org/#internals.registry
 */
export const macportsRegistry: Reader = {
  id: 'macports-registry',
  title: 'MacPorts registry',
  paths: [PATH],
  siblings: [`${PATH}-wal`, `${PATH}-journal`],
  sidecars: sqliteCompanions,
  supplementary: true,
  recognises: (head) => isSqlite(head) && /CREATE TABLE ports \(.{0,2000}portfile/su.test(memoiseHead(head)),
  *read(bytes, resolver) {
    const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const beside = (suffix: string): Uint8Array | undefined => resolver.read(`${name}-${suffix}`);
    const faults = errorCollector();
    for (const row of sqliteRows(bytes, 'ports', beside('wal'), beside('journal'))) {
      const program = programOf(row);
      if (program === undefined) faults.add(`a port without a name: number ${String(row.get('id'))}`);
      else yield program;
    }
    faults.throwIfAny();
  },
};

function programOf(row: SqliteRow): Program | undefined {
  const text = (column: string): string | undefined => {
    const value = row.get(column);
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
  };
  const [name, version, revision = '0'] = [text('name'), text('version'), text('revision')];
  if (!name) return undefined;
  return {
    name,
    // The revision is that of the port, as `port installed` writes it.
    ...(version ? { version: `${version}_${revision}` } : {}),
    ...(row.get('state') === 'imaged' ? { marks: ['disabled'] as const } : {}),
  };
}
