import { gzipSync } from 'node:zlib';
import { island } from './markup.ts';
import { pool } from './pool.ts';

/** Characters of data above which they stand in the page compressed; a small page stays readable. */
const PLAIN = 512 * 1024;
/** About as many characters are compressed at once, so that no more of them are held as rows. */
const PART = 4 * 1024 * 1024;
/** Characters that the number of a text takes, with its comma. */
const DIGITS = 6;
/** A value of several lines has a list of texts, so that lines which many rows share stand there once. */
const LINES = '\n';

/** A text by its number, or several as the lines of one value. */
type Cell = number | readonly number[];

/** By columns, because neighbours in a column are alike: the same rows compressed are a fifth smaller. */
type Columns = readonly Cell[][];

/** The rows of all tables of a page, as numbers that stand for texts. */
export interface PageData {
  /** Adds a row of a table, which has a value for each of its columns. */
  add(id: string, row: readonly string[]): void;
  /** Whether some row of a table has a value in a column. */
  isFilled(id: string, column: number): boolean;
  /** The elements that hold it all, and say of each table the columns that are shown. */
  markup(shown: ReadonlyMap<string, readonly number[]>): Iterable<string>;
}

/** No data yet. */
export function pageData(): PageData {
  const texts = pool();
  const empty = texts.number('');
  const filled = new Map<string, Set<number>>();
  const parts: Buffer[] = [];
  let tables = new Map<string, Columns>();
  let size = 0;
  const cell = (text: string): Cell =>
    text.includes(LINES) ? text.split(LINES).map((line) => texts.number(line)) : texts.number(text);
  const part = (shown?: ReadonlyMap<string, readonly number[]>): string => {
    const rows = Object.fromEntries(Array.from(tables, ([id, columns]) => [id, columns.map(differences)]));
    const json = JSON.stringify({ tables: rows, shown: shown && Object.fromEntries(shown) });
    const text = `{"texts":[${Array.from(texts.fresh(), island).join(',')}],${json.slice(1)}`;
    tables = new Map();
    size = 0;
    return text;
  };
  return {
    add(id, row) {
      const columns = tables.get(id) ?? row.map(() => []);
      tables.set(id, columns);
      const known = filled.get(id) ?? new Set();
      filled.set(id, known);
      for (const [index, text] of row.entries()) {
        const value = cell(text);
        columns[index]?.push(value);
        if (value !== empty) known.add(index);
        size += DIGITS * (typeof value === 'number' ? 1 : value.length);
      }
      if (size + texts.freshSize() > PART) parts.push(compressed(part()));
    },
    isFilled: (id, column) => filled.get(id)?.has(column) ?? false,
    *markup(shown) {
      const last = part(shown);
      if (parts.length === 0 && last.length <= PLAIN)
        yield `<script type="application/json" data-part>${last}</script>\n`;
      else for (const one of [...parts, compressed(last)]) yield* packed(one);
    },
  };
}

/**
 * Each number of a column as its difference from the one in the same place of the row before. Texts that are new in each
 * row are numbered one after the other, and then differ by the same: a page of such rows is an eighth smaller.
 */
function differences(column: readonly Cell[]): Cell[] {
  const last: number[] = [];
  const step = (number: number, place: number): number => {
    const difference = number - (last[place] ?? 0);
    last[place] = number;
    return difference;
  };
  return column.map((one) => (typeof one === 'number' ? step(one, 0) : one.map(step)));
}

/** Level 6 makes nearly as little of it as 9, in a fifth of the time. */
function compressed(json: string): Buffer {
  return gzipSync(json, { level: 6 });
}

function* packed(part: Buffer): Iterable<string> {
  yield `<script type="text/plain" data-part data-encoding="gzip">${part.toString('base64')}</script>\n`;
}
