import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program, State } from '../../../types.ts';
import { isDpkgStatus } from '../../dpkg-state.ts';
import { areOfOsquery } from '../../osquery-columns.ts';
import { fieldOf } from '../../program-record.ts';
import { NAME, programOf, STATE_LETTERS, STATES, WANTS } from './words.ts';

/** Which columns of a `dpkg-query -W` hold what; `-f` lets the caller choose columns and separators. */
export interface Layout {
  readonly separator: RegExp;
  readonly columns: ReadonlyMap<Kind, number>;
  /** How many cells each row has, where nearly all have as many. */
  readonly width: number | undefined;
}

/** `want` and `flag` are the first two of the three words of `Status`, which a separator may have split. */
export type Kind = 'want' | 'flag' | 'state' | 'arch' | 'maintainer' | 'version' | 'name';

const ARCH =
  /^(?:[a-z]+-)?(?:all|amd64|i386|arm64|armel|armhf|mips|mipsel|mips64|mips64el|ppc64el|ppc64|powerpc|riscv64|s390x|s390|sparc|sparc64|ia64|alpha|hppa|loong64|m68k|sh4|x32)$/u;
const VERSION = /^(?:\d+:)?\d[A-Za-z0-9.+~:_-]*$/u;
const ADDRESS = /^[^<>]+ <[^<>\s]+@[^<>\s]+>$/u;
const FLAGS = new Set(['ok', 'reinstreq', 'hold', 'hold-reinstreq']);
const PHRASE = /^(?<want>[a-z]+) [a-z-]+ (?<reached>[a-z-]+)$/u;
const LETTERS = /^(?<want>[uihrp])(?<reached>[ncHUFWti])R?$/u;
/** Of {@link LETTERS}; a word for a state has more. */
const MOST_LETTERS = 3;
const SEPARATORS = [/\t/u, /\|/u, /;/u, /,/u, /=/u] as const;
const SPACES = / +/u;
const ANY_SEPARATOR = /[\t|;,= ]+/u;
const SAMPLE = 400;
const COLUMNS = 12;

/** Kinds in the order in which they choose their column, each with how many columns must be left to others. */
const KINDS: readonly (readonly [Kind, number, (cell: string) => boolean])[] = [
  ['want', 3, (cell) => WANTS.has(cell)],
  ['flag', 3, (cell) => FLAGS.has(cell)],
  ['state', 2, (cell) => stateOf(cell) !== undefined],
  ['state', 1, (cell) => STATES.has(cell)],
  ['arch', 1, (cell) => ARCH.test(cell)],
  ['maintainer', 2, (cell) => ADDRESS.test(cell)],
  ['version', 1, (cell) => VERSION.test(cell)],
  ['name', 0, (cell) => NAME.test(cell)],
];

/** Finds the columns by what stands in most of their cells. */
export function layoutOf(texts: readonly string[]): Layout {
  const sample = texts.slice(isTitles((texts[0] ?? '').split(ANY_SEPARATOR)) ? 1 : 0, SAMPLE);
  const separator = SEPARATORS.find((mark) => sample.every((text) => mark.test(text))) ?? SPACES;
  const rows = sample
    .map((text) => cellsOf(text, separator))
    .filter((cells) => !cells.some((cell) => cell === '' || stateOf(cell) === 'absent'));
  const width = Math.min(COLUMNS, Math.max(0, ...rows.map((cells) => cells.length)));
  const free = new Set(Array(width).keys());
  const columns = new Map<Kind, number>();
  for (const [kind, others, fits] of KINDS) {
    if (columns.has(kind) || (kind === 'flag' && !columns.has('want'))) continue;
    const fitting = [...free].filter((column) => mostly(rows, (cells) => fits(cells[column] ?? '')));
    // `7zip` may be a version by its letters, and dpkg names the package before it.
    const at = kind === 'version' && fitting.length > 1 && fitting[0] === 0 ? fitting[1] : fitting[0];
    if (at === undefined || free.size - 1 < others) continue;
    columns.set(kind, at);
    free.delete(at);
  }
  return { separator, columns, width: usualWidth(rows) };
}

/** Headers and broken rows are few. */
function mostly(rows: readonly (readonly string[])[], holds: (cells: readonly string[]) => boolean): boolean {
  // Of most lists most columns are something else, which the first rows show.
  let others = rows.length - Math.ceil(rows.length * 0.9);
  return rows.length > 0 && rows.every((cells) => holds(cells) || --others >= 0);
}

/** What two rows that ran into each other deviate from. Rows that end in a description have no usual width. */
function usualWidth(rows: readonly (readonly string[])[]): number | undefined {
  const widths = rows.map((cells) => cells.length).sort((a, b) => a - b);
  const middle = widths[widths.length >> 1];
  return widths.filter((width) => width === middle).length > widths.length * 0.6 ? middle : undefined;
}

/** The rows of a `dpkg-query -W`, or bare names. */
export function* queryRows(
  list: readonly Line[],
  { separator, columns, width }: Layout,
  faults: ErrorCollector,
): Generator<Program> {
  const bare = !columns.has('version') && !columns.has('state');
  const first = list.find(({ text }) => text.trim() !== '');
  for (const line of list) {
    const { text, number } = line;
    if (text.trim() === '' || (line === first && isTitles(text.split(ANY_SEPARATOR)))) continue;
    if (bare && !BARE.test(text)) {
      faults.add(`line ${number}: no name of a package: ${quoted(text)}`);
      continue;
    }
    const cells = cellsOf(text, separator);
    const cell = (kind: Kind) => cells[columns.get(kind) ?? -1] ?? '';
    if (cells.some((each) => stateOf(each) === 'absent') || isUnknown(columns, cell('version'))) continue;
    const state = columns.has('state') ? stateOf(cell('state')) : 'installed';
    const program =
      state &&
      programOf({
        name: cell('name'),
        version: cell('version'),
        arch: cell('arch'),
        maintainer: cell('maintainer'),
        state: state as State,
        marks: isHeld(cell('want'), cell('state')) ? ['held'] : undefined,
        line: number,
      });
    const isOdd =
      (width ?? cells.length) !== cells.length || (columns.has('arch') && !ARCH.test(cell('arch')));
    if (program && isOdd) faults.add(`line ${number}: a row unlike the others: ${quoted(text)}`);
    if (program) yield program;
    else faults.add(`line ${number}: no row of dpkg-query: ${quoted(text)}`);
  }
}

/** Whoever asks for columns may write their titles above them. */
function isTitles(cells: readonly string[]): boolean {
  const titles = cells.map((cell) => cell.trim().toLowerCase());
  return ['package', 'name'].some((title) => titles.includes(title)) && titles.includes('version');
}

const BARE = /^[a-z0-9][a-z0-9+.-]*[a-z0-9+](?::[a-z0-9-]+)?$/u;

/** Where no state is shown, packages that are only known by name show themselves by having no version. */
function isUnknown(columns: Layout['columns'], version: string): boolean {
  return version === '' && columns.has('version') && !columns.has('state');
}

function isHeld(want: string, state: string): boolean {
  return (
    want === 'hold' ||
    (PHRASE.exec(state)?.groups?.['want'] ?? LETTERS.exec(state)?.groups?.['want'])?.startsWith('h') === true
  );
}

/** `installed`, `install ok installed` or `ii`. */
function stateOf(cell: string): State | 'absent' | undefined {
  if (cell.includes(' ')) {
    const { want = '', reached = '' } = PHRASE.exec(cell)?.groups ?? {};
    return WANTS.has(want) ? STATES.get(reached) : undefined;
  }
  if (cell.length > MOST_LETTERS) return STATES.get(cell);
  return STATE_LETTERS.get(LETTERS.exec(cell)?.groups?.['reached'] ?? '');
}

function cellsOf(text: string, separator: RegExp): string[] {
  return text
    .trim()
    .split(separator)
    .map((cell) => cell.trim());
}

/** Whether these rows can be nothing but Debian packages. */
export function isQuery(texts: readonly string[]): boolean {
  const { separator, columns } = layoutOf(texts);
  if (!columns.has('name') || !columns.has('version')) return false;
  // A sentence may hold a number and the word `installed`, and begins with a capital.
  if (texts.every((text) => /^[A-Z]/u.test(cellsOf(text, separator)[columns.get('name') ?? 0] ?? '')))
    return false;
  if (isElsewhere(texts.slice(0, 2).map((text) => cellsOf(text, separator)))) return false;
  if (columns.has('state') || columns.has('arch')) return true;
  if (isPairs(texts.map((text) => cellsOf(text, separator)))) return true;
  return separator === SEPARATORS[0] && texts.every((text) => PAIR.test(text) && !FOREIGN.test(text));
}

/** Names and versions whatever is between them, where some version is one that only Debian and its kin write. */
function isPairs(rows: readonly (readonly string[])[]): boolean {
  const isPair = ([name = '', version = '']: readonly string[]): boolean =>
    BARE.test(name) && (version === '' || VERSION.test(version));
  return rows.every(isPair) && rows.some(([, version = '']) => DEBIAN.test(version));
}

/** Versions as Debian and who builds upon it make them. */
const DEBIAN = /[+~-](?:deb\d|dfsg|ds\d?[-.~+]|bpo\d|b\d+$)|ubuntu\d|-\d+build\d/u;

/** Tables with titles are for those who know these, unless a status shows that dpkg filled them. */
function isElsewhere([titles = [], cells = []]: readonly (readonly string[])[]): boolean {
  if (areOfOsquery(titles)) return true;
  const fields = titles.map(fieldOf);
  return fields.includes('name') && fields.includes('version') && !cells.some(isDpkgStatus);
}

const PAIR = /^[a-z0-9][a-z0-9+.-]+(?::[a-z0-9-]+)?\t(?:(?:\d+:)?\d[A-Za-z0-9.+~:-]*)?$/u;
/** Release tags of rpm distributions, and names of applications that are domain names backwards. */
const FOREIGN = /\.(?:el|fc|amzn|mga|sles?|suse|lp|alt|azl|cm|oe)\d|^[a-z]+\.[a-z0-9-]+\.[^\t]*\t/u;
