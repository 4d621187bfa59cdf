import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { isRpmArch, rpmVersion } from '../../rpm-name.ts';
import { groupTypes } from './words.ts';

/** Where the columns of a table stand; their titles are translated. */
interface Columns {
  readonly count: number;
  readonly name: number;
  readonly version?: number;
  readonly arch?: number;
  readonly type?: number;
  readonly installed: RegExp;
}

const RULE = /^-+(?:\+-+){3,}$/u;
/** SLE says below a table, in every language with this command, that modules have more packages. */
const HINT = /\bzypper search-packages\b/u;
const STATE = /^(?:i[+l]?|v[+l]?|[.!][l]?|)$/u;
const INSTALLED = /^i/u;
/** `zypper search -s`, `zypper packages`, `zypper list-updates` and plain `zypper search`, by the place of the architecture. */
const DETAILED: Columns = { count: 6, name: 1, type: 2, version: 3, arch: 4, installed: INSTALLED };
const PACKAGES: Columns = { count: 5, name: 2, version: 3, arch: 4, installed: INSTALLED };
const UPDATES: Columns = { count: 6, name: 2, version: 3, arch: 5, installed: /^[iv]/u };
const PLAIN: Columns = { count: 4, name: 1, type: 3, installed: INSTALLED };
/** Whether lines hold such a table: titles, a rule below them, and rows that begin with a state. */
export function isSearch(lines: readonly string[]): boolean {
  const rule = lines.findIndex((line) => RULE.test(line));
  const rows = rule < 1 ? [] : lines.slice(rule + 1).filter((line) => line.trim() !== '');
  const isRow = (line: string): boolean => line.includes(' | ') && STATE.test(cellsOf(line)[0] ?? '-');
  return (
    rule > 0 &&
    (lines[rule - 1] ?? '').includes('|') &&
    rows.length > 0 &&
    rows.filter(isRow).length * 3 >= rows.length * 2
  );
}

/** The installed packages of such a table, each once: it is shown again for each repository that has it. */
export function* searchRows(lines: readonly Line[], broken: ErrorCollector): Generator<Omit<Program, 'ids'>> {
  const start = lines.findIndex((line) => RULE.test(line.text));
  const columns = columnsOf(lines.slice(start - 1));
  const seen = new Set<string>();
  for (const line of lines.slice(start + 1).filter(({ text }) => !HINT.test(text))) {
    const cells = columns && inColumns(cellsOf(line.text), columns);
    const program = columns && cells && programOf(cells, columns, line);
    if (cells === undefined || program === undefined || !STATE.test(cells[0] ?? '-')) {
      broken.add(`line ${line.number}: no package: ${quoted(line.text)}`);
      continue;
    }
    const key = JSON.stringify([program.name, program.version, program.arch]);
    if (!isInstalled(cells, columns) || seen.has(key)) continue;
    seen.add(key);
    yield program;
  }
}

function cellsOf(line: string): string[] {
  return line.split('|').map((cell) => cell.trim());
}

/** The table that fits the titles and the first row. */
function columnsOf(lines: readonly Line[]): Columns | undefined {
  const titles = cellsOf(lines[0]?.text ?? '').length;
  const row = cellsOf(lines[2]?.text ?? '');
  const fits = ({ count, arch }: Columns): boolean =>
    count === titles && (arch === undefined || isRpmArch(row[arch] ?? ''));
  return [DETAILED, PACKAGES, UPDATES, PLAIN].find(fits);
}

/** A summary may hold the mark that parts the columns. */
function inColumns(cells: readonly string[], { count, version }: Columns): readonly string[] | undefined {
  if (version !== undefined || cells.length <= count) return cells.length === count ? cells : undefined;
  return [...cells.slice(0, 2), cells.slice(2, -1).join('|'), cells.at(-1) ?? ''];
}

function programOf(cells: readonly string[], columns: Columns, line: Line): Omit<Program, 'ids'> | undefined {
  const at = (index: number | undefined): string => (index === undefined ? '' : (cells[index] ?? ''));
  const [name, arch, version] = [at(columns.name), at(columns.arch), rpmVersion(at(columns.version))];
  const isWhole = columns.version === undefined || (version !== undefined && isRpmArch(arch));
  if (name === '' || !isWhole || (columns.type !== undefined && at(columns.type) === '')) return undefined;
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(arch === '' ? {} : { arch }),
    line: line.number,
  };
}

/** A type that is not known is taken for a package. */
function isInstalled(cells: readonly string[], columns: Columns | undefined): boolean {
  if (columns === undefined || !columns.installed.test(cells[0] ?? '')) return false;
  return columns.type === undefined || !groupTypes.has((cells[columns.type] ?? '').toLowerCase());
}
