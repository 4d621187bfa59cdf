import { headLines, numberedLines } from '../../formats/lines.ts';
import { quoted } from '../../formats/place.ts';
import type { Program, Reader } from '../../model.ts';

/**
 * What `choco list` prints of the packages that are installed. The number at its end says whether all rows are
 * there; the short form (`--limit-output`) has none.
 *
 * @see https://docs.chocolatey.org/en-us/choco/commands/list
 */
export const chocoList: Reader = {
  id: 'choco-list',
  title: 'choco list',
  paths: [],
  recognises(head, name) {
    const lines = headLines(head).filter((line) => line.trim() !== '');
    if (/^Chocolatey v\d/u.test(lines[0] ?? '') || footer.test(lines.at(-1) ?? ''))
      return lines.some((line) => row.test(line)) || lines.some((line) => footer.test(line));
    return /choco/iu.test(name) && lines.length > 0 && lines.every((line) => short.test(line));
  },
  *read(bytes) {
    let found = 0;
    let count: number | undefined;
    let isLong = false;
    for (const { text, number, ended } of numberedLines(bytes)) {
      isLong ||= /^Chocolatey v\d/u.test(text);
      count ??= countOf(text);
      const parts =
        count === undefined && !text.startsWith('Chocolatey v')
          ? (row.exec(text) ?? short.exec(text))?.groups
          : undefined;
      if (parts !== undefined) {
        found++;
        yield programOf(parts['id'] ?? '', parts['version'] ?? '', number);
      }
      if (!ended) throw new SyntaxError(`line ${number}: breaks off without a line end: ${quoted(text)}`);
    }
    if (count !== undefined && count !== found)
      throw new SyntaxError(`${found} of ${count} packages can be read`);
    if (isLong && count === undefined) throw new SyntaxError('the number of packages at its end is missing');
  },
};

const row = /^(?<id>[A-Za-z0-9][\w.+-]*) (?<version>v?\d[\w.+-]*)(?: .*)?$/su;
const short = /^(?<id>[A-Za-z0-9][\w.+-]*)\|(?<version>v?\d[\w.+-]*)(?:\|.*)?$/su;
const footer = /^(?<count>\d+) packages installed\.\s*$/u;

function countOf(text: string): number | undefined {
  const count = footer.exec(text)?.groups?.['count'];
  return count === undefined ? undefined : Number(count);
}

function programOf(id: string, version: string, line: number): Program {
  return { name: id, version, ids: [`choco:${id}`], line };
}
