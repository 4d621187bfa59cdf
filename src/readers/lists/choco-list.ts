import { quoted } from '../../formats/source-position.ts';
import { numberedLines } from '../../formats/text/lines.ts';
import { answerLines, isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * What `choco list` prints of the packages that are installed, and with `--include-programs` of the programs
 * that are there without it. A number at the end of each part says whether all rows are there; the short form
 * (`--limit-output`) has none.
 *
 * @see https://docs.chocolatey.org/en-us/choco/commands/list
 */
export const chocoList: Reader = {
  id: 'choco-list',
  title: 'choco list',
  paths: [],
  recognises(head, name) {
    const lines = answerLines(head);
    if (/^Chocolatey v\d/u.test(lines[0] ?? '') || footer.test(lines.at(-1) ?? ''))
      return lines.some((line) => row.test(line)) || lines.some((line) => footer.test(line));
    return /choco/iu.test(name) && lines.length > 0 && lines.every((line) => short.test(line));
  },
  *read(bytes) {
    const lines = [...numberedLines(bytes)].filter(({ text }) => text.trim() !== '' && !isPrompt(text));
    const counts = lines.map(({ text }) => countOf(text));
    const last = counts.findLastIndex((count) => count !== undefined);
    const isShort = last === -1 && !lines.some(({ text }) => greeting.test(text));
    let found = 0;
    let foreign: string | undefined;
    for (const [at, { text, number, ended }] of lines.entries()) {
      const count = counts[at];
      if (count !== undefined && count !== found)
        throw new SyntaxError(`${found} of ${count} packages can be read`);
      const program = count === undefined ? programOf(text, number, isShort) : undefined;
      if (program !== undefined) yield program;
      // Warnings stand above the first row and below the number.
      else if (count === undefined && found > 0)
        foreign ??= `line ${number}: no row of the list: ${quoted(text)}`;
      found = count === undefined ? found + (program === undefined ? 0 : 1) : 0;
      // Nothing has to follow the number.
      if (!ended && at !== last)
        throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    if (!isShort && (last === -1 || found > 0))
      throw new SyntaxError('the number of packages at its end is missing');
    if (foreign !== undefined) throw new SyntaxError(foreign);
  },
};

const greeting = /^Chocolatey v\d/u;
const row = /^(?<id>[A-Za-z0-9][\w.+-]*) (?<version>v?\d[\w.+-]*)(?: [^|]*)?$/su;
const short = /^(?<id>[A-Za-z0-9][\w.+-]*)\|(?<version>v?\d[\w.+-]*)(?:\|.*)?$/su;
/** What came without Chocolatey has the name that Windows shows, and not always a version. */
const other = /^(?<name>[^|]{1,512})\|(?<version>[^|]{0,128})$/su;
const footer =
  /^(?:(?<count>\d+) packages installed|(?<others>\d+) applications not managed with Chocolatey)\.\s*$/u;

function countOf(text: string): number | undefined {
  const { count, others } = footer.exec(text)?.groups ?? {};
  const number = count ?? others;
  return number === undefined ? undefined : Number(number);
}

function programOf(text: string, line: number, isShort: boolean): Program | undefined {
  const { id, version } = (isShort ? short : row).exec(text)?.groups ?? {};
  if (id !== undefined && version !== undefined && !greeting.test(text))
    return { name: id, version, ids: [`choco:${id}`], line };
  const found = other.exec(text)?.groups;
  const [name, reported] = [found?.['name']?.trim() ?? '', found?.['version']?.trim() ?? ''];
  return name === '' ? undefined : { name, ...(reported === '' ? {} : { version: reported }), line };
}
