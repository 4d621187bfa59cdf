/** A column of a printed table: where it begins, in cells of the screen, and its title. */
export interface Column {
  readonly start: number;
  readonly title: string;
}

/**
 * The columns of a table by its header and rows. A word of the header begins a column when no row has text
 * across the place before it: titles of two words, as some languages have them, stay one.
 */
export function columnsOf(header: string, rows: readonly string[]): Column[] {
  const wide = cellsOf(header);
  const taken = takenIn(rows, wide.length);
  const starts: number[] = [];
  for (let at = 0; at < wide.length; at++) {
    const begins = wide[at] !== ' ' && (at === 0 || wide[at - 1] === ' ');
    if (begins && (at === 0 || isGap(wide, at) || !taken[at])) starts.push(at);
  }
  return starts.map((start, index) => ({ start, title: textOf(wide, start, starts[index + 1]) }));
}

/** For each cell up to a width 1, where a row has text in the cell before it; gathered in one look at each row. */
function takenIn(rows: readonly string[], width: number): Uint8Array {
  const taken = new Uint8Array(width);
  for (const row of rows) {
    const cells = cellsOf(row);
    for (let at = Math.min(width - 1, cells.length); at > 0; at--) if (cells[at - 1] !== ' ') taken[at] = 1;
  }
  return taken;
}

/**
 * The texts of a row below these columns; undefined when it runs across the beginning of one, as prose does.
 */
export function split(row: string, columns: readonly Column[]): string[] | undefined {
  const wide = cellsOf(row);
  if (columns.some(({ start }) => start > 0 && !isFree(wide, start))) return undefined;
  return columns.map(({ start }, index) => textOf(wide, start, columns[index + 1]?.start));
}

/** What the second half of a wide character leaves in its cell. */
const REST = '';

/** One character for each cell of the screen. */
function cellsOf(line: string): readonly string[] {
  if (plain.test(line)) return [...line];
  const cells: string[] = [];
  for (const char of line) {
    if (combining.test(char)) cells.push((cells.pop() ?? '') + char);
    else if (isWide(char.codePointAt(0) ?? 0)) cells.push(char, REST);
    else cells.push(char);
  }
  return cells;
}

const plain = /^[\u0020-\u02ff\u2010-\u2027]*$/u;
const combining = /^\p{M}$/u;

/** First and last of the ranges that consoles draw two cells wide. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return wideRanges.some(([first, last]) => code >= first && code <= last);
}

/** Whether two blanks stand before this cell. */
function isGap(cells: readonly string[], at: number): boolean {
  return cells[at - 1] === ' ' && cells[at - 2] === ' ';
}

function isFree(cells: readonly string[], at: number): boolean {
  return at > cells.length || cells[at - 1] === ' ';
}

function textOf(cells: readonly string[], start: number, end: number | undefined): string {
  return cells.slice(start, end).join('').trim();
}

/** The columns of a table whose titles are underlined one by one. */
export function columnsAt(header: string, rule: string): Column[] {
  const wide = cellsOf(header);
  return Array.from(rule.matchAll(/-+/gu), ({ index, 0: dashes }) => ({
    start: index,
    title: textOf(wide, index, index + dashes.length),
  }));
}

/** Whether a word of a row stands across the beginning of one of these columns: a printed table leaves a blank there. */
export function isAcross(row: string, columns: readonly Column[]): boolean {
  const wide = cellsOf(row);
  // Tools differ in how wide they take such letters to be.
  if (wide.includes(REST)) return false;
  return columns.some(({ start }, index) => {
    const before = columns[index - 1]?.start;
    return before !== undefined && start < wide.length && !wide.slice(before, start + 1).includes(' ');
  });
}

/**
 * The texts of a row below these columns. What is aligned to the right, as numbers are, may begin left of its
 * title: then the cell begins at the last blank before it.
 */
export function splitLoosely(row: string, columns: readonly Column[]): string[] {
  const wide = cellsOf(row);
  const starts: number[] = [];
  for (const { start } of columns) {
    const least = (starts.at(-1) ?? -1) + 1;
    let at = start;
    while (at > least && at < wide.length && wide[at - 1] !== ' ') at--;
    starts.push(at === least && least > 0 ? start : at);
  }
  return starts.map((start, index) => textOf(wide, start, starts[index + 1]));
}
