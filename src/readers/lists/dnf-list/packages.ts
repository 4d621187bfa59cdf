import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { isCertainlyRpm, rpmVersion, withoutArch } from '../../rpm-name.ts';
import { installedHeadings, otherHeadings } from './words.ts';

/** One package; yum breaks a row that is too wide after any of its columns. */
interface Row {
  readonly words: readonly string[];
  readonly line: Line;
  /** The line above that is no row: it says whether these are installed. */
  readonly heading: string;
}

const BLANKS = /\s+/u;

/** Whether lines are `name.arch version repository`, below a heading or not. */
export function isPackages(lines: readonly string[]): boolean {
  const rows = rowsOf(
    lines
      .filter((text) => text.trim() !== '')
      .map((text, index) => ({ text, number: index + 1, ended: true })),
  );
  const sound = rows.filter((row) => programOf(row) !== undefined && row.words.length === 3);
  return sound.length > 0 && sound.length * 2 >= rows.length && sound.some((row) => isOwn(row));
}

/** Debian writes `name/suite version arch`, so the architecture behind the name is rpm's; `i386` may not be. */
function isOwn(row: Row): boolean {
  return isCertainlyRpm(withoutArch(row.words[0] ?? '').arch ?? '') || (row.words[2] ?? '').startsWith('@');
}

/** The installed packages of such a list. */
export function* packageRows(
  lines: readonly Line[],
  broken: ErrorCollector,
): Generator<Omit<Program, 'ids'>> {
  const others: Line[] = [];
  const rows = rowsOf(lines, others);
  const first = lines[0];
  if (rows.length === 0 && first !== undefined)
    throw new SyntaxError(`line ${first.number}: no package: ${quoted(first.text)}`);
  for (const row of rows) {
    const program = programOf(row);
    const installed = isInstalled(row);
    if (program === undefined || installed === undefined) {
      broken.add(
        `line ${row.line.number}: ${program === undefined ? 'no package' : `installed or not, below ${quoted(row.heading)}`}: ${quoted(row.words.join(' '))}`,
      );
    } else if (installed) yield program;
  }
  for (const { number, text } of others) broken.add(`line ${number}: no package: ${quoted(text)}`);
}

/**
 * The rows of a list.
 *
 * @param others takes the lines below the first row or a known heading that are neither rows nor headings, lines of
 *   tables above them, and a heading without rows at the end, which is a row that was cut
 */
function rowsOf(lines: readonly Line[], others: Line[] = []): Row[] {
  const rows: Row[] = [];
  let heading = '';
  let isBelow = false;
  for (const line of lines) {
    const words = line.text.trim().split(BLANKS);
    const open = rows.at(-1);
    if (open !== undefined && isContinued(line.text) && open.words.length < 3) {
      rows[rows.length - 1] = { ...open, words: [...open.words, ...words] };
    } else if (withoutArch(words[0] ?? '').arch !== undefined && words.length <= 3)
      rows.push({ words, line, heading });
    else {
      heading = line.text;
      const isKnown = isHeading(heading);
      const isOther = (open !== undefined || isBelow) && (!isKnown || line === lines.at(-1));
      if (isOther || IN_TABLE.test(heading)) others.push(line);
      isBelow ||= isKnown;
    }
  }
  return rows;
}

/** Of a table, such as one of zypper: no heading, in whatever language, has bars. */
const IN_TABLE = / \| |-\+-/u;

function isContinued(text: string): boolean {
  return text.startsWith(' ') || text.startsWith('\t');
}

function programOf({ words, line }: Row): Omit<Program, 'ids'> | undefined {
  const { stem, arch } = withoutArch(words[0] ?? '');
  const version = rpmVersion(words[1] ?? '');
  if (arch === undefined || version === undefined || !version.includes('-') || words.length !== 3)
    return undefined;
  return { name: stem, version, arch, line: line.number };
}

/**
 * Whether a row is of the installed packages: dnf 4 and yum say it in the last column, dnf 5 in the heading
 * alone. Undefined where neither shows.
 */
function isInstalled(row: Row): boolean | undefined {
  const repository = row.words[2] ?? '';
  if (repository.startsWith('@') || repository === 'installed') return true;
  const heading = plainHeading(row.heading);
  if (otherHeadings.has(heading)) return false;
  return installedHeadings.has(heading) ? true : undefined;
}

function isHeading(line: string): boolean {
  const heading = plainHeading(line);
  return installedHeadings.has(heading) || otherHeadings.has(heading);
}

function plainHeading(line: string): string {
  return line
    .trim()
    .toLowerCase()
    .replace(/[:：]$/u, '');
}
