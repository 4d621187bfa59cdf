import { quoted } from '../source-position.ts';

const ROWS =
  '(?:rows?|records?|items?|results?|entries|entry|lines?|objects?|programs?|programmes?|applications?|apps?|packages?|products?|software|titles?|zeilen|eintr[aä]ge|datens[aä]tze|programme|lignes|enregistrements|logiciels|filas|registros|righe|строк|записей|программ)';
const COUNT = new RegExp(
  String.raw`^\W*(?:grand )?(?:total|count|sum|summe|gesamt(?:zahl)?|anzahl|nombre|total[ei]?|итого|всего|${ROWS}(?=\s*[:=]))(?: (?:number )?(?:of )?(?:the )?(?:installed )?${ROWS})?(?: count)?["\s,;|\t]*[:=]?["\s,;|\t]*(?<count>\d[\d.,'\s]*)\W*$`,
  'iu',
);
const COUNTED = new RegExp(
  String.raw`^\W*(?<count>\d[\d.,']*) ${ROWS}(?: (?:affected|returned|selected|found|exported|total|in set.*|in total))?\W*$`,
  'iu',
);
const SHOWN =
  /^\W*(?:showing|displaying)\D{0,20}(?:\d[\d.,]*)\s*(?:to|-|–)\s*(?:\d[\d.,]*) of (?<count>\d[\d.,]*)\b/iu;
const PAGE =
  /^\W*(?:page|seite|pagina|página|страница)\s*(?<page>\d+)\s*(?:of|\/|von|de|di|sur|из)\s*(?<pages>\d+)\W*$/iu;
/** Who made a list and when, and where it ends. */
const MADE =
  /^\W*(?:(?:report )?(?:generated|created|printed|exported|retrieved|collected|erstellt|gedruckt|exportiert|généré|создано|сформировано)\b\s*(?:by|on|at|from|with|via|am|von|um|le|:|\d)|(?:report |export )?(?:date|time|datum|дата)\s*[:=,;]|end of (?:the )?(?:report|list|file|export|table|page)\W*$|ende des berichts)/iu;
const BLANK = /^[\s"',;|-]*$/u;
/** What stands above titles next to its value. */
const LABEL =
  /^\W*(?:computer|host|machine|device|user|domain|site|group|collection|company|organi[sz]ation|tenant|filter|query|period|version|source|server|prepared (?:by|for)|author|report|title|scope|view|rechner|benutzer|gerät|компьютер|пользователь)(?: ?name)?\s*[:=]/iu;
const LABEL_CELL = /^\W*[\p{L}][\p{L} ]{1,40}:["\s]*[,;\t|]/u;
const TITLE =
  /\b(?:report|list|export|inventory|overview|summary|installed|inventar|bericht|liste|übersicht|inventaire|rapport|inventario|informe)\b|отч[её]т|список|инвентар/iu;

/** Rows of a sheet of Excel, those of the titles included. */
const FULL: ReadonlySet<number> = new Set([65_536, 1_048_576]);

/** Longer lines are no remarks, and would take long to compare. */
const MAX_LENGTH = 300;

/** What lines outside the rows of a table say of it. */
export class TableRemarks {
  private readonly pages = new Set<number>();
  private most = 0;
  private count = 0;

  /** Whether a line below the titles is none of the rows: a total, a page, who made the table. */
  isBelow(line: string): boolean {
    if (line.length > MAX_LENGTH) return false;
    const { page, pages } = PAGE.exec(line)?.groups ?? {};
    if (page !== undefined) {
      this.pages.add(Number(page));
      this.most = Math.max(this.most, Number(pages));
      return true;
    }
    const { count } = (COUNT.exec(line) ?? COUNTED.exec(line) ?? SHOWN.exec(line))?.groups ?? {};
    if (count === undefined) return BLANK.test(line) || MADE.test(line);
    this.count = Math.max(this.count, Number(count.replaceAll(/\D/gu, '')));
    return true;
  }

  /** Whether cells below so many titles are too few for a row, and say something of the table instead. */
  isRemark(cells: readonly string[], titles: number): boolean {
    const filled = cells.filter((cell) => cell.trim() !== '');
    return filled.length < Math.min(titles, 3) && this.isBelow(filled.join(' '));
  }

  /** Whether a line may stand above the titles: also a title of the whole, and labels with their values. */
  isAbove(line: string): boolean {
    if (line.length > MAX_LENGTH) return false;
    return (
      this.isBelow(line) ||
      LABEL.test(line) ||
      LABEL_CELL.test(line) ||
      (TITLE.test(line) && cellsOf(line).filter((cell) => cell !== '').length === 1)
    );
  }

  /** Why a table of so many rows is not all of it. */
  gap(rows: number): string | undefined {
    if (FULL.has(rows + 1))
      return `the list is incomplete: it ends with row ${rows + 1}, the last that a spreadsheet has`;
    if (this.count > rows) return `the list is incomplete: ${rows} of ${this.count} rows are in it`;
    for (let page = 1; page <= this.most; page++)
      if (!this.pages.has(page)) return `the list is incomplete: page ${page} of ${this.most} is not in it`;
    return undefined;
  }
}

/** Lines above the titles of a table: exports have a title, a date and what was asked for there. */
const MAX_ABOVE = 15;
/** Lines that say how to read the rest, which are passed over anyway. */
const SETTING = /^\W{0,3}(?:#TYPE |# |"?sep=.)/iu;

/**
 * How many lines stand above the titles of a table; undefined where there are no titles, or where a row of several cells
 * stands above them.
 *
 * @param lines the first lines of the table
 * @param isTitles whether these cells are titles
 */
export function linesAbove(
  lines: readonly string[],
  isTitles: (cells: readonly string[]) => boolean,
): number | undefined {
  const remarks = new TableRemarks();
  for (const [at, line] of lines.slice(0, MAX_ABOVE + 1).entries()) {
    if (isTitles(cellsOf(line))) return at;
    const filled = cellsOf(line).filter((cell) => cell !== '');
    if (filled.length > 1 && !SETTING.test(line) && !remarks.isAbove(line) && !/^[+|][-=+| ]+$/u.test(line))
      return undefined;
  }
  return undefined;
}

/** Why a line above the titles is not known to be irrelevant. */
export function faultAbove(line: string, number: number, remarks: TableRemarks): string | undefined {
  if (SETTING.test(line) || remarks.isAbove(line)) return undefined;
  return `line ${number}: above the titles stands ${quoted(line)}`;
}

/** The cells of a line, whatever separates them, for showing titles. */
export function cellsOf(line: string): readonly string[] {
  return line.split(/[,;\t|]/u).map((cell) => cell.trim().replace(/^"|"$/gu, ''));
}
