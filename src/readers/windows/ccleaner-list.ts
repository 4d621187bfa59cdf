import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { dayOf } from '../../formats/text/day.ts';
import { filledLines, numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * What CCleaner saves of the list of programs: name, publisher, day, size and version between tabs, without titles.
 *
 * @see https://support.ccleaner.com/
 */
export const ccleanerList: Reader = {
  id: 'ccleaner-list',
  title: 'List of programs that CCleaner saved',
  paths: [],
  recognises(head) {
    const rows = filledLines(head).map((line) => line.split('\t'));
    const isTable = rows.length > 0 && rows.every(isRow);
    return isTable && rows.filter(([, , , size = '']) => SIZE.test(size)).length * 2 >= rows.length;
  },
  *read(bytes) {
    const faults = errorCollector();
    let rows = 0;
    for (const { text, number, ended } of numberedLines(bytes)) {
      if (text.trim() === '') continue;
      const cells = text.split('\t').map((cell) => cell.trim());
      rows++;
      if (cells[0]) yield programOf(cells, number);
      if (!isRow(cells)) faults.add(`line ${number}: not a row of the list: ${quoted(text)}`);
      if (!ended) faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
    faults.throwIfAny();
    if (rows === 0) throw new SyntaxError('an empty list');
  },
};

const DAY = /^(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?)?$/u;
/** `5,74 MB`, in other languages `5,74 Mo` or `5,74 МБ`. */
const SIZE = /^\d[\d.,\s\u00a0]*\s?\p{L}{1,6}$/u;

function isRow([name = '', , day = 'x', size = '', ...rest]: readonly string[]): boolean {
  return (
    name.trim() !== '' &&
    rest.length <= 2 &&
    DAY.test(day.trim()) &&
    (size.trim() === '' || SIZE.test(size.trim()))
  );
}

function programOf([name = '', publisher, day, , version]: readonly string[], line: number): Program {
  const installedOn = dayOf(day);
  return {
    name,
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    ...(installedOn ? { installedOn } : {}),
    line,
  };
}
