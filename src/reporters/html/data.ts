import { gzipSync } from 'node:zlib';
import { island } from './markup.ts';
import { pool } from './pool.ts';

/** Characters of data above which they stand in the page compressed; a small page stays readable. */
const PLAIN = 512 * 1024;
/** A value of several lines has a list of texts, so that lines which many rows share stand there once. */
const LINES = '\n';

/** A text by its number, or several as the lines of one value. */
type Cell = number | readonly number[];

/** The rows of all tables of a page, as numbers that stand for texts. */
export interface PageData {
  /** Adds a row of a table, which has a value for each of its columns. */
  add(id: string, row: readonly string[]): void;
  /** Whether some row of a table has a value in a column. */
  isFilled(id: string, column: number): boolean;
  /** The element that holds it all, of each table the columns that are shown. */
  markup(shown: ReadonlyMap<string, readonly number[]>): Iterable<string>;
}

/** No data yet. */
export function pageData(): PageData {
  const texts = pool();
  const empty = texts.number('');
  // By columns, because neighbours in a column are alike: the same rows compressed are a fifth smaller.
  const tables = new Map<string, Cell[][]>();
  const cell = (text: string): Cell =>
    text.includes(LINES) ? text.split(LINES).map((line) => texts.number(line)) : texts.number(text);
  return {
    add(id, row) {
      let columns = tables.get(id);
      if (columns === undefined) {
        columns = row.map(() => []);
        tables.set(id, columns);
      }
      for (const [index, text] of row.entries()) columns[index]?.push(cell(text));
    },
    isFilled: (id, column) => tables.get(id)?.[column]?.some((each) => each !== empty) ?? false,
    *markup(shown) {
      const names = `[${Array.from(texts.texts(), island).join(',')}]`;
      const parts = Array.from(shown, ([id, columns]) => {
        const cells = columns.map((column) => tables.get(id)?.[column] ?? []);
        return `${JSON.stringify(id)}:${JSON.stringify(cells)}`;
      });
      const json = `{"texts":${names},"tables":{${parts.join(',')}}}`;
      if (json.length <= PLAIN) yield `<script type="application/json" id="data">${json}</script>\n`;
      else yield* compressed(json);
    },
  };
}

/** Level 6 makes nearly as little of it as 9, in a fifth of the time. */
function* compressed(json: string): Iterable<string> {
  yield '<script type="text/plain" id="data" data-encoding="gzip">';
  yield gzipSync(json, { level: 6 }).toString('base64');
  yield '</script>\n';
}
