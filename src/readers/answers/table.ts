import { isList, isObject, type Json } from '../../formats/markup/json.ts';
import { type Members, membersOf, plainKey, textIn } from './keys.ts';

/**
 * The rows of a table whose titles stand apart, each as an object; undefined when this object is no such table:
 * `{columns: [{name}], rows: [[…]]}`, `{Schema: [{Column}], Values: [[…]]}`, and rows that hold their cells in `data`.
 */
export function tableRows(members: Members): readonly Json[] | undefined {
  const titles = TITLES.map((key) => members.get(key)).find(isList);
  const names = titles?.map(titleOf) ?? [];
  if (names.length === 0 || names.some((name) => name === undefined)) return undefined;
  const rows = ROWS.map((key) => members.get(key)).find((list) => isList(list) && list.every(isRow));
  if (!isList(rows)) return undefined;
  return rows.map((row) => {
    const cells = cellsOf(row) ?? [];
    return Object.fromEntries(names.map((name, index) => [name ?? '', textIn(cells[index]) ?? null]));
  });
}

const TITLES = ['columns', 'schema', 'fields', 'headers'];
const ROWS = ['rows', 'values', 'data', 'results', 'records'];

function titleOf(title: Json): string | undefined {
  if (typeof title === 'string') return plainKey(title);
  if (!isObject(title)) return undefined;
  const members = membersOf(title);
  const name = textIn(
    members.get('name') ?? members.get('column') ?? members.get('columnname') ?? members.get('title'),
  );
  return name === undefined ? undefined : plainKey(name);
}

function isRow(row: Json): boolean {
  return cellsOf(row) !== undefined;
}

function cellsOf(row: Json): readonly Json[] | undefined {
  if (isList(row)) return row;
  const data = isObject(row) ? membersOf(row).get('data') : undefined;
  return isList(data) ? data : undefined;
}
