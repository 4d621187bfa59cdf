import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * The filesets of AIX as `lslpp -Lc` and `lslpp -lc` print them: colons between the fields, whose names stand in the
 * first line behind a hash.
 *
 * @see https://www.ibm.com/docs/en/aix/7.3?topic=l-lslpp-command
 */
export const lslppList: Reader = {
  id: 'lslpp-list',
  title: 'Filesets of AIX (lslpp -Lc)',
  paths: [],
  recognises: (head) => headLines(head).some((line) => isTitles(line)),
  *read(bytes) {
    const faults = errorCollector();
    const seen = new Set<string>();
    let titles: readonly string[] | undefined;
    for (const { text, number, ended } of numberedLines(bytes)) {
      if (isTitles(text)) titles = titlesOf(text);
      else if (text.trim() !== '') {
        const program = titles && programOf(titles, text.split(':'), number);
        if (program === undefined) faults.add(`line ${number}: not a fileset: ${quoted(text)}`);
        else if (!seen.has(`${program.name} ${program.version}`)) {
          seen.add(`${program.name} ${program.version}`);
          yield program;
        }
      }
      if (!ended && text.trim() !== '')
        faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    faults.throwIfAny();
    if (titles === undefined) throw new SyntaxError('no line of titles (#Package Name:Fileset:Level:…)');
  },
};

function isTitles(line: string): boolean {
  return line.startsWith('#') && titlesOf(line).includes('fileset') && titlesOf(line).includes('level');
}

function titlesOf(line: string): readonly string[] {
  return line
    .slice(1)
    .split(':')
    .map((title) => title.trim().toLowerCase());
}

/** The parts of a fileset, in the root and below `/usr`, are reported one by one. */
function programOf(titles: readonly string[], cells: readonly string[], line: number): Program | undefined {
  const cell = (title: string): string => cells[titles.indexOf(title)]?.trim() ?? '';
  const [name, version, state] = [cell('fileset'), cell('level'), cell('state')];
  if (name === '' || !/^\d/u.test(version) || cells.length < titles.length - 1) return undefined;
  return {
    name,
    version,
    ...(/^(?:B|BROKEN|APPLYING|COMMITTING)$/u.test(state) ? { state: 'partial' } : {}),
    ...(cell('type') === 'R' ? { ids: [`rpm:${name}`] } : {}),
    line,
  };
}
