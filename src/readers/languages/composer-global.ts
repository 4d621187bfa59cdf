import { isList, type Json, json, listField, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { Program, Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';
import { licenceText } from '../licence-text.ts';

/**
 * Packages of PHP that `composer global require` installed. What they need is in the same list.
 *
 * @see https://getcomposer.org/doc/03-cli.md#global
 */
export const composerGlobal: Reader = {
  id: 'composer-global',
  title: 'Packages of Composer, installed globally',
  supplementary: true,
  paths: belowHomes(
    ['.config/composer', '.composer', '.local/share/composer', 'AppData/Roaming/Composer'],
    '/vendor/composer/installed.json',
  ),
  *read(bytes) {
    const list = json(bytes);
    // Until Composer 2 the document was the list.
    const packages = isList(list) ? list : listField(list, 'packages');
    if (!isList(list) && packages.length === 0 && !hasPackages(list))
      throw new SyntaxError('not a list of Composer: no packages');
    for (const each of packages) {
      const name = stringField(each, 'name');
      if (name === undefined) throw new SyntaxError('a package without a name');
      yield present<Program>({
        name,
        version: stringField(each, 'version'),
        // A list is a choice.
        licence: licenceText(texts(listField(each, 'license')).join(' OR ')),
        ids: idsOf(['purl', `pkg:composer/${name}`]),
      });
    }
  },
};

function texts(list: readonly Json[]): string[] {
  return list.filter((one) => typeof one === 'string');
}

function hasPackages(list: unknown): boolean {
  return typeof list === 'object' && list !== null && Object.hasOwn(list, 'packages');
}
