import { gzipSync } from 'node:zlib';
import { island } from './markup.ts';
import { pool } from './pool.ts';

/** Characters of data above which they stand in the page compressed; a small page stays readable. */
const PLAIN = 512 * 1024;
/** A value of several lines has a list of texts, so that lines which many rows share stand there once. */
const LINES = '\n';

/** The rows of all tables of a page, as numbers that stand for texts. */
export interface PageData {
  /** Adds the rows of a table. */
  add(id: string, rows: Iterable<readonly string[]>): void;
  /** The element that holds it all. */
  markup(): Iterable<string>;
}

/** No data yet. */
export function pageData(): PageData {
  const texts = pool();
  const tables: string[] = [];
  const cell = (text: string) =>
    text.includes(LINES)
      ? `[${text
          .split(LINES)
          .map((line) => texts.number(line))
          .join(',')}]`
      : texts.number(text);
  return {
    add(id, rows) {
      const lines: string[] = [];
      for (const row of rows) lines.push(`[${row.map(cell).join(',')}]`);
      tables.push(`${JSON.stringify(id)}:[${lines.join(',')}]`);
    },
    *markup() {
      const names = `[${Array.from(texts.texts(), island).join(',')}]`;
      const json = `{"texts":${names},"tables":{${tables.join(',')}}}`;
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
