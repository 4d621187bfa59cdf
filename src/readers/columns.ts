import { idsOf, present } from '../formats/omit-undefined.ts';
import { quoted } from '../formats/source-position.ts';
import { csvRows } from '../formats/table/csv.ts';
import { tableStart } from '../formats/table/table-start.ts';
import type { Program, Reader } from '../types.ts';
import { type IdKind, idKinds } from '../vocabulary.ts';
import { packageKind } from './package-kind.ts';

/** Which column of a table holds what, by its title. */
export interface Columns {
  readonly name: string;
  readonly version?: string;
  readonly publisher?: string;
  readonly user?: string;
  readonly folder?: string;
  /** Kind of identifier → the column that has it: `flatpak` → `Application ID`. */
  readonly ids?: ReadonlyMap<IdKind, string>;
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
const FIELDS = ['name', 'version', 'publisher', 'user', 'folder', 'format'] as const;

/** A column of one value. */
type Field = (typeof FIELDS)[number];

/**
 * Reads `name=Title,version=Version,flatpak=Application ID`: fields of a program, and kinds of identifier.
 *
 * @throws Error for a field that is not known, one without a title, and a mapping without `name`
 */
export function parseColumns(mapping: string): Columns {
  const columns: { -readonly [field in Field]?: string } = {};
  const ids = new Map<IdKind, string>();
  for (const part of mapping.split(',')) {
    const cut = part.indexOf('=');
    const given = part.slice(0, Math.max(cut, 0)).trim();
    const field = FIELDS.find((known) => known === given);
    const title = part.slice(cut + 1).trim();
    if ((field === undefined && !isIdKind(given)) || title === '') {
      throw new Error(
        `--columns ${part}: write field=Title; fields are ${FIELDS.join(', ')}, and kinds of ID such as bundle-id, product-code, flatpak`,
      );
    }
    if (field !== undefined) columns[field] = title;
    else if (isIdKind(given)) ids.set(given, title);
  }
  const { name } = columns;
  if (name === undefined) throw new Error(`--columns ${mapping}: name= is missing`);
  return { ...columns, name, ...(ids.size > 0 ? { ids } : {}) };
}

function isIdKind(word: string): word is IdKind {
  return Object.hasOwn(idKinds, word);
}

/** Where each field stands in a row. */
interface Places {
  readonly fields: Readonly<Partial<Record<Field, number>>> & { readonly name: number };
  readonly ids: readonly (readonly [kind: IdKind, at: number])[];
  readonly width: number;
}

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
  const placeOf = (title: string): number => {
    const at = titles.indexOf(title.trim().toLowerCase());
    if (at === -1) throw new SyntaxError(`no column ${quoted(title)} in ${quoted(header.join(','))}`);
    return at;
  };
  const fields: { -readonly [field in Field]?: number } = {};
  for (const field of FIELDS) {
    const title = columns[field];
    if (title !== undefined) fields[field] = placeOf(title);
  }
  return {
    fields: { ...fields, name: placeOf(columns.name) },
    ids: Array.from(columns.ids ?? [], ([kind, title]) => [kind, placeOf(title)] as const),
    width: header.length,
  };
}

function programOf(cells: readonly string[], at: Places, line: number): Program | undefined {
  const cellAt = (place: number | undefined): string | undefined =>
    (place === undefined ? undefined : cells[place]?.trim()) || undefined;
  const { fields, ids } = at;
  const name = cellAt(fields.name);
  if (name === undefined) return undefined;
  const kind = packageKind(cellAt(fields.format));
  return present<Program>({
    name,
    version: cellAt(fields.version),
    publisher: cellAt(fields.publisher),
    user: cellAt(fields.user),
    folder: cellAt(fields.folder),
    ids: idsOf(
      [kind ?? '', kind && name],
      ...ids.map(([idKind, place]) => [idKind, written(idKind, cellAt(place))] as const),
    ),
    line,
  });
}

/** An identifier as catalogues write it: product codes in capitals, and nothing in place of one that is none. */
function written(kind: IdKind, value: string | undefined): string | undefined {
  if (value === undefined || !/^(?:product|upgrade)-code$/u.test(kind)) return value;
  return GUID.test(value) ? value.toUpperCase() : undefined;
}

const GUID = /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/u;
