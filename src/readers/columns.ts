import { idsOf, present } from '../formats/omit-undefined.ts';
import { quoted } from '../formats/source-position.ts';
import { csvRows } from '../formats/table/csv.ts';
import { tableStart } from '../formats/table/table-start.ts';
import type { Program, Reader } from '../types.ts';
import { packageKind } from './package-kind.ts';

/** Which column of a table holds what, by its title. */
export interface Columns {
  readonly name: string;
  readonly version?: string;
  readonly publisher?: string;
  readonly user?: string;
  readonly folder?: string;
  readonly bundleId?: string;
  readonly productCode?: string;
  /** The package format of each row: `deb`, `rpm_packages`, … */
  readonly format?: string;
}

/**
 * A reader of tables whose titles only their owner knows: `--columns name=Title,version=Version`. Titles are
 * compared without case and outer blanks.
 */
export function columnReader(columns: Columns): Reader {
  return {
    id: 'columns',
    title: 'Tables by the columns that were named',
    paths: [],
    read: (bytes) => tablePrograms(bytes, columns),
  };
}

/** In the words of the command line, which are those of a program. */
const FIELDS = new Map<string, keyof Columns>([
  ['name', 'name'],
  ['version', 'version'],
  ['publisher', 'publisher'],
  ['user', 'user'],
  ['folder', 'folder'],
  ['bundle-id', 'bundleId'],
  ['product-code', 'productCode'],
  ['format', 'format'],
]);

/**
 * Reads `name=Title,version=Version,publisher=Vendor`.
 *
 * @throws Error for a field that is not known, one without a title, and a mapping without `name`
 */
export function parseColumns(mapping: string): Columns {
  const columns: { -readonly [field in keyof Columns]?: string } = {};
  for (const part of mapping.split(',')) {
    const cut = part.indexOf('=');
    const field = FIELDS.get(part.slice(0, Math.max(cut, 0)).trim());
    const title = part.slice(cut + 1).trim();
    if (!field || title === '') {
      throw new Error(`--columns ${part}: write field=Title; fields are ${[...FIELDS.keys()].join(', ')}`);
    }
    columns[field] = title;
  }
  const { name } = columns;
  if (name === undefined) throw new Error(`--columns ${mapping}: name= is missing`);
  return { ...columns, name };
}

/** Where each field stands in a row. */
type Places = Readonly<Partial<Record<keyof Columns, number>>> & {
  readonly name: number;
  readonly width: number;
};

function* tablePrograms(bytes: Uint8Array, columns: Columns): Generator<Program> {
  let at: Places | undefined;
  let rows = 0;
  const wanted = columns.name.trim().toLowerCase();
  const isTitles = (cells: readonly string[]) => cells.some((cell) => cell.toLowerCase() === wanted);
  const { above, remarks, faults } = tableStart(bytes, isTitles);
  for (const { cells, line } of csvRows(bytes, above)) {
    if (at === undefined) {
      at = places(cells, columns);
      continue;
    }
    if (remarks.isRemark(cells, at.width)) continue;
    rows++;
    const program = programOf(cells, at, line);
    if (program !== undefined) yield program;
    else faults.add(`line ${line}: a row without a name: ${quoted(cells.join(','))}`);
  }
  if (at === undefined) throw new SyntaxError('no table: the file is empty');
  const gap = remarks.gap(rows);
  if (gap !== undefined) faults.add(gap);
  faults.throwIfAny();
}

function places(header: readonly string[], columns: Columns): Places {
  const titles = header.map((title) => title.trim().toLowerCase());
  const found = new Map<keyof Columns, number>();
  for (const [field, title] of Object.entries(columns) as [keyof Columns, string][]) {
    const at = titles.indexOf(title.trim().toLowerCase());
    if (at === -1) throw new SyntaxError(`no column ${quoted(title)} in ${quoted(header.join(','))}`);
    found.set(field, at);
  }
  return { ...Object.fromEntries(found), name: found.get('name') ?? 0, width: header.length };
}

function programOf(cells: readonly string[], at: Places, line: number): Program | undefined {
  const cell = (field: keyof Columns): string | undefined => {
    const place = at[field];
    return (place === undefined ? undefined : cells[place]?.trim()) || undefined;
  };
  const name = cell('name');
  if (name === undefined) return undefined;
  const kind = packageKind(cell('format'));
  const code = cell('productCode');
  return present<Program>({
    name,
    version: cell('version'),
    publisher: cell('publisher'),
    user: cell('user'),
    folder: cell('folder'),
    ids: idsOf(
      [kind ?? '', kind && name],
      ['bundle-id', cell('bundleId')],
      ['product-code', code && GUID.test(code) ? code.toUpperCase() : undefined],
    ),
    line,
  });
}

const GUID = /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/u;
