import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { type Line, numberedLines } from '../../../formats/text/lines.ts';
import { answerLines, isPrompt } from '../../../formats/text/shell-prompt.ts';
import type { Program, Reader } from '../../../types.ts';
import { APT, aptRows } from './apt.ts';
import { APTITUDE, aptitudeRows } from './aptitude.ts';
import { OPKG, opkgRows } from './opkg.ts';
import { isQuery, layoutOf, queryRows } from './query.ts';
import { SELECTION, selectionRows } from './selections.ts';
import { ROW, RULER, tableRows } from './table.ts';

/**
 * Lists of Debian packages as its commands print them: `dpkg -l`, `dpkg-query -W` with any format,
 * `dpkg --get-selections`, `apt list`, `aptitude search`, `opkg list-installed`, in every language; where
 * `--as` says so, bare names too (`apt-mark showmanual`).
 *
 * @see https://manpages.debian.org/bookworm/dpkg/dpkg-query.1.en.html
 */
export const dpkgList: Reader = {
  id: 'dpkg-list',
  title: 'Lists of Debian packages (dpkg, apt, aptitude, opkg)',
  paths: [],
  recognises(head) {
    const texts = answerLines(head);
    return texts.length > 0 && (formOf(texts) !== undefined || isQuery(texts));
  },
  *read(bytes) {
    const list = [...numberedLines(bytes)].filter(({ text }) => !isPrompt(text));
    const texts = list.map(({ text }) => text).filter((text) => text.trim() !== '');
    if (texts.length === 0) throw new SyntaxError('an empty list: even of nothing dpkg prints a header');
    const faults = errorCollector();
    const rows =
      formOf(texts.slice(0, SAMPLE)) ?? ((all, reported) => queryRows(all, layoutOf(texts), reported));
    const last = list.at(-1);
    for (const program of rows(list, faults)) {
      yield last?.ended === false && program.line === last.number ? cut(program, last.text) : program;
    }
    if (last?.ended === false) faults.add(`line ${last.number}: truncated before the line end`);
    faults.throwIfAny();
  },
};

const SAMPLE = 400;

type Form = (list: readonly Line[], faults: ErrorCollector) => Iterable<Program>;

/** What the lines of a list look like, all of them or from some header on. */
function formOf(texts: readonly string[]): Form | undefined {
  if (texts.some((text) => RULER.test(text)) || texts.every(isTableRow)) return tableRows;
  if (texts.every((text) => SELECTION.test(text))) return selectionRows;
  if (texts.every((text) => OPKG.test(text))) return opkgRows;
  if (texts.every((text) => APTITUDE.test(text))) return aptitudeRows;
  const first = texts.findIndex((text) => APT.test(text));
  return first >= 0 && first <= APT_HEADER ? aptRows : undefined;
}

/** Warnings, an empty line and the word for «Listing…» stand above the rows of apt. */
const APT_HEADER = 5;

/** Name, version and revision in one word, as Void Linux prints them behind the same two letters. */
const XBPS = /^(?:ii|uu|hr) \S+-[^-\s]+_\d+ /u;

function isTableRow(text: string): boolean {
  return (
    ROW.test(text) &&
    !XBPS.test(text) &&
    text
      .slice(3)
      .trim()
      .split(/[ \t|,;]+/u).length >= 2
  );
}

/** A cell at the very end of a list that was cut off may be the beginning of the real one. */
function cut(program: Program, text: string): Program {
  const mark = program.version === undefined ? 'truncated-name' : 'truncated-version';
  const tail = program.version ?? program.name;
  return text.endsWith(tail) ? { ...program, marks: [...(program.marks ?? []), mark] } : program;
}
