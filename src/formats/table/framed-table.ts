import { quoted } from '../source-position.ts';
import { numberedLines } from '../text/lines.ts';

/** A row of a table that is drawn, and the line it stands in, from 1. */
export interface FramedRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Whether a line belongs to a table with bars around its rows, as `osqueryi`, MySQL and Markdown draw them.
 */
export function isFramed(line: string): boolean {
  return isFrame(line) || row.test(line.trim());
}

/** Whether a line is only drawn: `+------+----+`, `|------|:--:|`. */
export function isFrame(line: string): boolean {
  return frame.test(line.trim());
}

const frame = /^[+|](?:[ :]*[-=]+[ :]*[+|])+$/u;
const row = /^\|.*\S.*\|$/su;

/**
 * The rows of such a table, the header among them. Between two boxes may stand what the command says of them.
 *
 * @throws SyntaxError after the rows when it is truncated: a box is closed by a line like its first; and at a row behind a
 *   line that is none
 */
export function* framedRows(bytes: Uint8Array): Generator<FramedRow> {
  let isBox = false;
  let isClosed = false;
  let beside: { readonly line: string; readonly number: number } | undefined;
  for (const { text, number, ended } of numberedLines(bytes)) {
    const line = text.trim();
    if (isFrame(line)) {
      isBox ||= line.startsWith('+');
      isClosed = true;
      beside = undefined;
    } else if (row.test(line)) {
      if (beside !== undefined) throw noRow(beside.number, beside.line);
      isClosed = false;
      const cells = line.slice(1, -1).split('|');
      yield { line: number, cells: cells.map((cell) => cell.trim()) };
      if (!ended && !isBox)
        throw new SyntaxError(`line ${number}: truncated after ${quoted(line.slice(-40))}`);
    } else if (line !== '') {
      if (!isBox || !isClosed) throw noRow(number, line);
      beside ??= { line, number };
    }
  }
  if (isBox && !isClosed) throw new SyntaxError('the line that closes the table is missing');
}

function noRow(number: number, line: string): SyntaxError {
  return new SyntaxError(`line ${number}: no row of the table: ${quoted(line)}`);
}
