import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';
import { programFrom } from '../program-record.ts';

/**
 * Lines of seven texts between bars: what a store calls a product, and what the list of programs of Windows
 * calls it once it is installed. winget measures its matching with such lists.
 *
 * @see https://github.com/microsoft/winget-cli/tree/master/src/AppInstallerCLITests/TestData
 */
export const arpNames: Reader = {
  id: 'arp-names',
  title: 'Store products with their entries in the list of programs',
  paths: [],
  recognises(head) {
    const lines = headLines(head).filter((line) => line !== '');
    const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
    return lines.length > 0 && whole.every((line) => row.test(line));
  },
  *read(bytes) {
    for (const { text, number, ended } of numberedLines(bytes)) {
      if (text === '') continue;
      const cells = text.split('|');
      if (cells.length !== 7) throw new SyntaxError(`line ${number}: no seven texts: ${quoted(text)}`);
      const [, , , name = '', version = '', publisher = '', key = ''] = cells;
      const fields = Object.entries({
        displayname: name,
        displayversion: version,
        publisher,
        pschildname: key,
      });
      const program = programFrom(new Map(fields), number);
      if (program !== undefined) yield program;
      if (!ended) throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
  },
};

/** Products of the store have ids of twelve to fourteen capitals and digits. */
const row = /^[A-Z0-9]{12,14}(?:\|[^|]*){6}$/u;
