import { field, isObject, json, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { dayOfTime } from '../../formats/text/epoch-day.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const CELLARS = [
  'opt/homebrew/Cellar',
  'usr/local/Cellar',
  'usr/local/Homebrew/Cellar',
  'home/linuxbrew/.linuxbrew/Cellar',
  'home/*/.linuxbrew/Cellar',
  'Users/*/homebrew/Cellar',
  'Users/*/.homebrew/Cellar',
];
const KEG = /(?:^|\/)Cellar\/(?<name>[^/]+)\/(?<version>[^/]+)\/INSTALL_RECEIPT\.json$/u;

/**
 * The receipts that Homebrew leaves in its kegs, on macOS and Linux. Which formula and version a keg holds
 * is reported by where it lies.
 *
 * @see https://docs.brew.sh/Manpage
 */
export const homebrewCellar: Reader = {
  id: 'homebrew-cellar',
  title: 'Homebrew formulae',
  paths: CELLARS.map((cellar) => `${cellar}/*/*/INSTALL_RECEIPT.json`),
  supplementary: true,
  recognises(head, name) {
    const start = memoiseHead(head);
    // Casks have receipts of the same name.
    return (
      name === 'INSTALL_RECEIPT.json' &&
      start.includes('"homebrew_version"') &&
      !start.includes('"uninstall_artifacts"')
    );
  },
  *read(bytes, resolver) {
    const receipt = json(bytes);
    if (!isObject(receipt)) throw new SyntaxError('not a receipt: expected a JSON object');
    const formula = stringField(receipt, 'source', 'path')?.match(/(?<name>[^/]+)\.rb$/u)?.groups?.['name'];
    const { name = formula, version = stringField(receipt, 'source', 'versions', 'stable') } =
      KEG.exec(resolver.path)?.groups ?? {};
    if (name === undefined) throw new SyntaxError('a receipt outside its keg does not name its formula');
    const seconds = field(receipt, 'time');
    yield present<Program>({
      name,
      version,
      arch: stringField(receipt, 'arch'),
      installedOn:
        typeof seconds === 'number' && seconds > 0 && seconds < 4e9 ? dayOfTime(seconds) : undefined,
      ids: idsOf(['brew', name]),
    });
  },
};
