import { openTable } from '../../src/store/open-table.ts';
import type { TableName, Tables } from '../../src/store/tables.ts';

/** All rows of a table of a stored sweep, with all columns. */
export async function rowsAt<Name extends TableName>(path: string, name: Name): Promise<Tables[Name][]> {
  const table = await openTable<Tables[Name]>(path, name);
  const rows: Tables[Name][] = [];
  try {
    for await (const group of table.groups()) {
      for (let index = 0; index < group.length; index++) rows.push(group.at(index));
    }
  } finally {
    table.close();
  }
  return rows;
}
