import {
  isSqlite,
  type SqliteRow,
  sqliteCompanions,
  sqliteRows,
} from '../../formats/database/sqlite/index.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const FOLDERS = ['private/var/db/SystemPolicyConfiguration', 'var/db/SystemPolicyConfiguration'];

/**
 * Kernel extensions that somebody has approved on this Mac, with the teams and the vendors that signed them.
 * An approval outlives what it was given for, so these are residue whatever else is there.
 *
 * @see https://developer.apple.com/library/archive/technotes/tn2459/_index.html
 */
export const macKextPolicy: Reader = {
  id: 'mac-kext-policy',
  title: 'macOS approvals of kernel extensions',
  paths: FOLDERS.map((folder) => `${folder}/KextPolicy`),
  siblings: FOLDERS.flatMap((folder) => [`${folder}/KextPolicy-wal`, `${folder}/KextPolicy-journal`]),
  sidecars: sqliteCompanions,
  supplementary: true,
  recognises: (head) => isSqlite(head) && memoiseHead(head).includes('kext_policy'),
  *read(bytes, resolver) {
    const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const beside = (suffix: string): Uint8Array | undefined => resolver.read(`${name}-${suffix}`);
    for (const row of sqliteRows(bytes, 'kext_policy', beside('wal'), beside('journal'))) {
      const program = programOf(row);
      if (program) yield program;
    }
  },
};

function programOf(row: SqliteRow): Program | undefined {
  const text = (column: string): string | undefined => {
    const value = row.get(column);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const identifier = text('bundle_id');
  const team = text('team_id');
  const name = identifier ?? team;
  if (name === undefined) return undefined;
  return present<Program>({
    name,
    publisher: text('developer_name'),
    ids: idsOf(['kext', identifier], ['bundle-id', identifier], ['team-id', team]),
    kind: 'trace',
    state: 'residue',
    marks: row.get('allowed') === 0 ? ['disabled'] : undefined,
  });
}
