/** A table to be written. The first column of `rows` is the number of a row. */
export interface SqliteTable {
  readonly name: string;
  readonly sql: string;
  readonly rows: readonly (readonly [number, readonly SqliteCell[]])[];
}

/** What a cell holds; `null` is the column that the number of a row stands for. */
export type SqliteCell = string | number | Uint8Array | null;

/**
 * A database of plain tables: leaves with overflow pages below at most one interior page.
 *
 * @see https://www.sqlite.org/fileformat2.html
 */
export function sqlite(tables: readonly SqliteTable[], pageSize: number): Buffer {
  const pages = new Pages(pageSize);
  const first = pages.add();
  const schema = tables.map(({ name, sql, rows }, at): [number, SqliteCell[]] => [
    at + 1,
    ['table', name, name, tree(pages, rows), sql],
  ]);
  const cells = schema.map(([row, values]) => leafCell(pages, row, values));
  pages.leaf(first, cells, 100);
  const file = pages.joined();
  header(file, pageSize, file.length / pageSize);
  return file;
}

class Pages {
  private readonly pages: Buffer[] = [];
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** A new page, by its number from 1. */
  add(): number {
    return this.pages.push(Buffer.alloc(this.size));
  }

  at(page: number): Buffer {
    const bytes = this.pages[page - 1];
    if (bytes === undefined) throw new TypeError(`no page ${page}`);
    return bytes;
  }

  leaf(page: number, cells: readonly Buffer[], start: number): void {
    this.fill(page, cells, start, 0x0d, 8);
  }

  /** Cells lie at the end of a page, the table of their places after its header. */
  fill(page: number, cells: readonly Buffer[], start: number, kind: number, head: number): void {
    const bytes = this.at(page);
    let end = this.size;
    for (const [at, cell] of cells.entries()) {
      end -= cell.length;
      cell.copy(bytes, end);
      bytes.writeUInt16BE(end, start + head + at * 2);
    }
    bytes.writeUInt8(kind, start);
    bytes.writeUInt16BE(cells.length, start + 3);
    bytes.writeUInt16BE(end === 65_536 ? 0 : end, start + 5);
  }

  joined(): Buffer {
    return Buffer.concat(this.pages);
  }
}

function tree(pages: Pages, rows: SqliteTable['rows']): number {
  const root = pages.add();
  const leaves: { cells: Buffer[]; last: number }[] = [];
  let room = 0;
  for (const [row, values] of rows) {
    const cell = leafCell(pages, row, values);
    if (leaves.length === 0 || room < cell.length + 2) {
      leaves.push({ cells: [], last: 0 });
      room = pages.size - 8;
    }
    const leaf = leaves.at(-1);
    if (leaf === undefined) throw new TypeError('no leaf');
    leaf.cells.push(cell);
    leaf.last = row;
    room -= cell.length + 2;
  }
  if (leaves.length < 2) {
    pages.leaf(root, leaves[0]?.cells ?? [], 0);
    return root;
  }
  const places = leaves.map(({ cells, last }) => {
    const page = pages.add();
    pages.leaf(page, cells, 0);
    return { page, last };
  });
  const children = places.slice(0, -1).map(({ page, last }) => Buffer.concat([uint32(page), varint(last)]));
  pages.fill(root, children, 0, 0x05, 12);
  pages.at(root).writeUInt32BE(places.at(-1)?.page ?? 0, 8);
  return root;
}

function leafCell(pages: Pages, row: number, values: readonly SqliteCell[]): Buffer {
  const payload = record(values);
  const most = pages.size - 35;
  const head = [varint(payload.length), varint(row)];
  if (payload.length <= most) return Buffer.concat([...head, payload]);
  const least = Math.floor(((pages.size - 12) * 32) / 255) - 23;
  const rest = least + ((payload.length - least) % (pages.size - 4));
  const kept = rest <= most ? rest : least;
  return Buffer.concat([...head, payload.subarray(0, kept), uint32(overflow(pages, payload.subarray(kept)))]);
}

function overflow(pages: Pages, rest: Buffer): number {
  const step = pages.size - 4;
  const page = pages.add();
  rest.copy(pages.at(page), 4, 0, step);
  if (rest.length > step) pages.at(page).writeUInt32BE(overflow(pages, rest.subarray(step)), 0);
  return page;
}

function record(values: readonly SqliteCell[]): Buffer {
  const cells = values.map(cellOf);
  const types = Buffer.concat(cells.map(({ type }) => varint(type)));
  const length = types.length + 1 < 128 ? types.length + 1 : types.length + 2;
  return Buffer.concat([varint(length), types, ...cells.map(({ data }) => data)]);
}

function cellOf(value: SqliteCell): { type: number; data: Buffer } {
  if (value === null) return { type: 0, data: Buffer.alloc(0) };
  if (typeof value === 'number') return { type: 4, data: uint32(value) };
  const data = Buffer.from(value);
  return { type: data.length * 2 + (typeof value === 'string' ? 13 : 12), data };
}

/** Seven bits a byte, the highest first; no number here needs nine bytes. */
function varint(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest % 128) | 0x80);
  return Buffer.from(bytes);
}

function uint32(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return data;
}

function header(file: Buffer, pageSize: number, pages: number): void {
  file.write('SQLite format 3\0', 0, 'latin1');
  file.writeUInt16BE(pageSize === 65_536 ? 1 : pageSize, 16);
  [1, 1, 0, 64, 32, 32].forEach((value, at) => file.writeUInt8(value, 18 + at));
  file.writeUInt32BE(1, 24);
  file.writeUInt32BE(pages, 28);
  file.writeUInt32BE(1, 40);
  file.writeUInt32BE(4, 44);
  file.writeUInt32BE(1, 56);
  file.writeUInt32BE(1, 92);
  file.writeUInt32BE(3_040_001, 96);
}
