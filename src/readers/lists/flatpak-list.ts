import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { filledLines, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * The list that `flatpak list` prints, with any columns in any language. Into a pipe it has tabs and no
 * header; on a terminal it has a header and is padded. The column of ids is found by what stands in it.
 *
 * @see https://docs.flatpak.org/en/latest/flatpak-command-reference.html
 */
export const flatpakList: Reader = {
  id: 'flatpak-list',
  title: 'Lists of flatpaks (flatpak list)',
  paths: [],
  recognises(head) {
    const lines = filledLines(head);
    return lines.length > 0 && idColumn(lines.map(cellsOf), isTabbed(lines)) !== undefined;
  },
  *read(bytes) {
    const faults = errorCollector();
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '');
    const rows = lines.map(({ text }) => cellsOf(text));
    const column = idColumn(rows, isTabbed(lines.map(({ text }) => text))) ?? 0;
    if (lines.length === 0) throw new SyntaxError('an empty list');
    const named = column === 0 && rows.some((cells) => WORDS.test(cells[1] ?? ''));
    for (const [at, { text, number, ended }] of lines.entries()) {
      const cells = rows[at] ?? [];
      const { id } = REF.exec(cells[column] ?? '')?.groups ?? {};
      if (id !== undefined) yield programOf(id, cells, column, number, named);
      else if (at > 0 || /[\t\d]/u.test(text))
        faults.add(`line ${number}: no id of an application: ${quoted(text)}`);
      if (!ended) faults.add(`line ${number}: truncated before the line end`);
    }
    faults.throwIfAny();
  },
};

/** An id, or a ref: `app/org.example.Viewer/x86_64/stable` or the same without its first word. */
const REF =
  /^(?:(?:app|runtime)\/)?(?<id>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_-]*){2,})(?:\/[^/]*\/[^/]*)?$/u;
const ARCH = /^(?:x86_64|i386|aarch64|arm|riscv64|ppc64le)$/u;
const VERSION = /^v?\d[A-Za-z0-9.+~:_-]*$/u;

/** What a name has and no version, architecture, branch or installation: a capital, a blank, a letter beyond ASCII. */
const WORDS = /[A-Z\s]|[^\0-\u007f]/u;

function cellsOf(text: string): string[] {
  return (text.includes('\t') ? text.split('\t') : text.trim().split(/ {2,}/u)).map((cell) => cell.trim());
}

function isTabbed(lines: readonly string[]): boolean {
  return lines[0]?.includes('\t') === true;
}

/** Only the first row may have no id: the header. Ids have two dots at least, as no file name in a list has. */
function idColumn(rows: readonly (readonly string[])[], isPiped: boolean): number | undefined {
  const [first = [], ...rest] = rows;
  const isId = (cells: readonly string[], at: number) => REF.test(cells[at] ?? '');
  const at = (rest[0] ?? first).findIndex((cell) => REF.test(cell));
  if (at < 0 || !rest.every((cells) => isId(cells, at))) return undefined;
  // `Flake attribute:    legacyPackages.x86_64-linux.hello` is a field of a record.
  if (rows.some(([cell]) => cell?.endsWith(':'))) return undefined;
  // Into a pipe no header is written: what has one there is of another tool.
  if (first.length > 1 && isPiped && !isId(first, at)) return undefined;
  // One column of names with dots could be a list of anything.
  return rows.every((cells) => cells.length === 1) && !rows.some(([cell]) => cell?.includes('/'))
    ? undefined
    : at;
}

/**
 * The version stands behind the id, the name in the first column, in every order that flatpak has by itself; where
 * the id was asked for first, the name may follow it, and the version the name.
 */
function programOf(
  id: string,
  cells: readonly string[],
  column: number,
  line: number,
  named: boolean,
): Program {
  const version = cells[column + (named ? 2 : 1)] ?? '';
  const arch = cells.find((cell) => ARCH.test(cell));
  return {
    name: (named ? cells[column + 1] : column > 0 && cells[0]) || id,
    ...(VERSION.test(version) ? { version } : {}),
    ...(arch ? { arch } : {}),
    ids: [`flatpak:${id}`],
    line,
  };
}
