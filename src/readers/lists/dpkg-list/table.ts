import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Mark, Program } from '../../../types.ts';
import { programOf, STATE_LETTERS } from './words.ts';

/** The line under the header of `dpkg -l`: its dashes are as wide as the columns. */
export const RULER = /^\+\+\+-(?<name>=+)-(?<version>=+)-(?:(?<arch>=+)-)?(?<description>=+)$/u;

/** What a row begins with: wanted, reached and perhaps an error flag, as in `ii  bash` or `rc |bash|`. */
export const ROW = /^(?<want>[uihrp])(?<reached>[ncHUFWti])[RX#h ]?[ \t|,;]/u;

const HEADER_LINES = 6;

/**
 * The rows of `dpkg -l`, with or without its header, whose length and language vary.
 *
 * The width of old versions followed the terminal, and longer names and versions were cut to it.
 */
export function* tableRows(list: readonly Line[], faults: ErrorCollector): Generator<Program> {
  let widths: Widths | undefined;
  const headers = headerLines(list);
  for (const [at, line] of list.entries()) {
    const ruler = RULER.exec(line.text)?.groups;
    if (ruler !== undefined) widths = widthsOf(ruler);
    if (headers.has(at) || line.text.trim() === '') continue;
    const program = programIn(line, widths);
    if (program !== undefined && program !== 'absent') yield program;
    else if (program === undefined && !NOTHING_FOUND.test(line.text)) {
      faults.add(`line ${line.number}: no row of dpkg -l: ${quoted(line.text)}`);
    }
  }
}

const NOTHING_FOUND = /^dpkg-query: no packages? found matching /u;

/** The header is all between the ruler and the last row, or the beginning, above it. */
function headerLines(list: readonly Line[]): ReadonlySet<number> {
  const headers = new Set<number>();
  for (const [ruler, line] of list.entries()) {
    if (!RULER.test(line.text)) continue;
    headers.add(ruler);
    for (let at = ruler - 1; at >= Math.max(0, ruler - HEADER_LINES); at--) {
      if (ROW.test(list[at]?.text ?? '')) break;
      headers.add(at);
    }
  }
  return headers;
}

function programIn({ text, number }: Line, widths: Widths | undefined): Program | 'absent' | undefined {
  const { want, reached = '' } = ROW.exec(text)?.groups ?? {};
  const state = STATE_LETTERS.get(reached);
  const [shown = '', version, arch] = text
    .slice(3)
    .split(/[ \t|,;]+/u)
    .filter((cell) => cell !== '');
  // What is not there has no version: with one, the letter must be wrong.
  if (state === 'absent') return /^\d/u.test(version ?? '') ? undefined : state;
  if (state === undefined) return undefined;
  // What was cut off after the colon is the architecture.
  const name = shown.replace(/:$/u, '');
  const marks: Mark[] = want === 'h' ? ['held'] : [];
  if (widths !== undefined && name.length >= widths.name && !name.includes(':')) marks.push('truncated-name');
  if (widths !== undefined && (version?.length ?? 0) >= widths.version) marks.push('truncated-version');
  return programOf({
    name,
    version,
    arch: ARCH.test(arch ?? '') ? arch : undefined,
    state,
    marks,
    line: number,
  });
}

/** Before 1.16.2 the third column was the description already. */
const ARCH = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

interface Widths {
  readonly name: number;
  readonly version: number;
}

/**
 * The widths at which cells may have been cut; undefined when the columns are as wide as their content.
 *
 * Old versions shared out what a terminal has above 80 columns: a quarter each to name and version, the rest
 * to the description. Newer ones make a column as wide as its longest cell, so that nothing is cut there.
 */
function widthsOf(ruler: Record<string, string | undefined>): Widths | undefined {
  const [name, version, description] = ['name', 'version', 'description'].map(
    (key) => ruler[key]?.length ?? 0,
  );
  if (name === undefined || version === undefined || description === undefined) return undefined;
  const [least, room] = ruler['arch'] === undefined ? [14, 44] : [12, 33];
  const shared = version - least === name - 14 && description - room === 2 * (name - 14);
  return shared ? { name, version } : undefined;
}
