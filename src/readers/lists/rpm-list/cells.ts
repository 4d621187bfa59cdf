/** The fields of one line. */
export type Cells = readonly string[];

/** What stands between the columns of a list. */
export interface Delimiter {
  /** As it is put back where a field that holds it was taken apart. */
  readonly glue: string;
  cells(line: string): Cells;
}

/** Delimiters that no field holds; between the others a text may fall apart. */
const EXACT = ['\t', '|', ';'];
const QUOTED = /"(?:[^"]|"")*"|[^",]+|,/gu;
/** A comma with a blank behind it belongs to a name (`Example, Inc.`). */
const BARE_COMMA = /,(?! )/u;
const BLANKS = /\s+/u;

/** The delimiter of a list, from what most of its lines hold; undefined where none holds anything. */
export function delimiterOf(lines: readonly string[]): Delimiter | undefined {
  const isIn = (mark: string | RegExp): boolean =>
    lines.filter((line) => (typeof mark === 'string' ? line.includes(mark) : mark.test(line))).length * 2 >
    lines.length;
  const exact = EXACT.find(isIn);
  if (exact !== undefined) return split(exact, exact);
  if (isIn('","')) return { glue: ',', cells: quotedCells };
  if (isIn(BARE_COMMA)) return split(BARE_COMMA, ',');
  if (isIn(', ')) return split(', ', ', ');
  return isIn(BLANKS) ? split(BLANKS, ' ') : undefined;
}

/** Whether no field can hold the delimiter, so that every line has the same number of them. */
export function isExact(delimiter: Delimiter): boolean {
  return EXACT.includes(delimiter.glue);
}

function split(mark: string | RegExp, glue: string): Delimiter {
  return {
    glue,
    cells: (line) =>
      line
        .trim()
        .split(mark)
        .map((cell) => unquoted(cell.trim())),
  };
}

function quotedCells(line: string): Cells {
  const cells = [''];
  for (const [part] of line.matchAll(QUOTED)) {
    if (part === ',') cells.push('');
    else cells[cells.length - 1] += unquoted(part);
  }
  return cells;
}

function unquoted(cell: string): string {
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"')
    ? cell.slice(1, -1).replaceAll('""', '"')
    : cell;
}
