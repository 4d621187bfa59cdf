import type { ErrorCollector } from '../../../formats/errors.ts';
import type { Line } from '../../../formats/text/lines.ts';
import { areOfOsquery } from '../../osquery-columns.ts';
import { isCertainlyRpm, isRpmArch, rpmName, rpmVersion, withoutArch } from '../../rpm-name.ts';
import { type RpmColumn, rpmTitles } from '../../rpm-titles.ts';
import { type Cells, type Delimiter, delimiterOf, isExact } from './cells.ts';
import { dayOf, type Entry, given, shownLine } from './entry.ts';
import { type Layout, layoutOf } from './layout.ts';

/** A list with columns, its roles worked out. */
interface Table {
  readonly delimiter: Delimiter;
  readonly layout: Layout;
  /** Whether the first line gave titles. */
  readonly titled: boolean;
  readonly rows: readonly Row[];
}

interface Row {
  readonly line: Line;
  readonly cells: Cells;
}

const NAME = /^[A-Za-z0-9_+][\w.+~^-]*$/u;
/** Identifiers of flatpak are written like host names from the end. */
const REVERSED_HOST = /^[a-z]{2,}(?:\.[\w-]+){2,}$/u;
const RULE = /^[-+|= ]+$/u;

/**
 * Whether lines are columns of a `--qf`. What columns mean is not written in them, so a column must hold what
 * only rpm writes, or the file be called after rpm. With titles it may be the export of any tool, but for releases, which
 * only rpm has apart from versions, and osquery.
 */
export function isTable(lines: readonly string[], fileName: string): boolean {
  const table = tableOf(lines.map((text, index) => ({ text, number: index + 1, ended: true })));
  if (table === undefined || table.rows.some(({ line }) => RULE.test(line.text))) return false;
  const first = table.delimiter.cells(lines[0] ?? '');
  if (areOfOsquery(first)) return false;
  if (table.titled) return rpmTitles(first)?.includes('release') === true;
  const entries = table.rows.map((row) => entryOf(table, row)).filter((entry) => entry !== undefined);
  if (entries.length * 3 < table.rows.length * 2) return false;
  // zypper shows there what it knows of a package, in one or two letters.
  if (entries.every(({ name }) => /^[a-z]{1,2}\+?$/u.test(name))) return false;
  if (entries.filter((entry) => REVERSED_HOST.test(entry.name)).length * 2 > entries.length) return false;
  return (
    entries.some(isCertain) ||
    (/rpm/iu.test(fileName) && entries.every((entry) => !entry.version?.includes('-')))
  );
}

function isCertain(entry: Entry): boolean {
  const release = (entry.version ?? '').split('-')[1] ?? '';
  return entry.name === 'gpg-pubkey' || isCertainlyRpm(entry.arch ?? '') || isCertainlyRpm(release);
}

/** The packages of such a list. @throws SyntaxError when its columns are not those of a package list */
export function* tableEntries(lines: readonly Line[], broken: ErrorCollector): Generator<Entry> {
  const [first] = lines;
  if (first === undefined) return;
  const table = tableOf(lines);
  // Bare names are recognised by nobody, but may be read where --as says what they are
  if (table === undefined && lines.every((line) => NAME.test(line.text))) {
    yield* lines.map((line) => ({ name: line.text, line: line.number }));
    return;
  }
  if (table === undefined) throw new SyntaxError(`no list of rpm packages, ${shownLine(first)}`);
  for (const row of table.rows) {
    const entry = entryOf(table, row);
    if (entry !== undefined) yield entry;
    else broken.add(shownLine(row.line));
  }
}

/** rpm has fewer tags; what a row is takes a look at each of its cells beside each other. */
const MOST_CELLS = 300;

function tableOf(lines: readonly Line[]): Table | undefined {
  const delimiter = delimiterOf(lines.map((line) => line.text));
  if (delimiter === undefined) return undefined;
  const rows = lines.map((line) => ({ line, cells: delimiter.cells(line.text) }));
  const titles = rpmTitles(rows[0]?.cells ?? []);
  const body = titles === undefined ? rows : rows.slice(1);
  const cells = body.map((row) => row.cells).filter(({ length }) => length <= MOST_CELLS);
  const layout = cells.length > 0 ? layoutOf(cells, titles, isExact(delimiter)) : undefined;
  return layout && { delimiter, layout, titled: titles !== undefined, rows: body };
}

/** The row read from both ends, so that a text between them may hold the delimiter. */
function entryOf({ layout, delimiter }: Table, { line, cells }: Row): Entry | undefined {
  const { before, text, after } = layout;
  const rest = cells.length - before.length - after.length;
  if (
    rest < 0 ||
    (text === undefined && rest > 0) ||
    (isExact(delimiter) && text === undefined && rest !== 0)
  )
    return undefined;
  const values = new Map<RpmColumn, string>();
  for (const [index, role] of before.entries()) values.set(role, cells[index] ?? '');
  for (const [index, role] of after.entries())
    values.set(role, cells[cells.length - after.length + index] ?? '');
  if (text !== undefined)
    values.set(text, cells.slice(before.length, before.length + rest).join(delimiter.glue));
  return packageOf(values, line);
}

function packageOf(values: ReadonlyMap<RpmColumn, string>, line: Line): Entry | undefined {
  const value = (role: RpmColumn): string | undefined => given(values.get(role));
  const whole = rpmName(value('nevra') ?? '');
  const name = whole?.name ?? value('name');
  const version = whole?.version ?? versionOf(value);
  const arch = whole?.arch ?? value('arch');
  const isKey = name === 'gpg-pubkey';
  if (name === undefined || !NAME.test(name) || version === undefined) return undefined;
  // `bash.x86_64` in a first column is the beginning of another list
  if (withoutArch(name).arch !== undefined || (arch !== undefined && !isRpmArch(arch))) return undefined;
  if (values.has('arch') && arch === undefined && !isKey) return undefined;
  const day = value('installTime');
  return {
    name,
    version,
    arch,
    line: line.number,
    publisher: value('vendor'),
    maintainer: value('packager'),
    licence: value('licence'),
    installedOn: day === undefined ? undefined : dayOf(day),
  };
}

function versionOf(value: (role: RpmColumn) => string | undefined): string | undefined {
  const [epoch, version, release] = [value('epoch'), value('version'), value('release')];
  if (version === undefined) return undefined;
  return rpmVersion(
    `${epoch === undefined ? '' : `${epoch}:`}${version}${release === undefined ? '' : `-${release}`}`,
  );
}
