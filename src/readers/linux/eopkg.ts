import { childOf, childText, xml } from '../../formats/markup/xml.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Reader } from '../../types.ts';
import { licenceText } from '../licence-text.ts';

/**
 * The database of eopkg (Solus) and of PiSi (Pisi Linux): a folder for each installed package, called by name, version
 * and release, with a description that repeats them.
 *
 * @see https://github.com/getsolus/eopkg
 */
export const eopkg: Reader = {
  id: 'eopkg',
  title: 'eopkg package database (Solus, Pisi Linux)',
  paths: ['var/lib/eopkg/package/*/metadata.xml', 'var/lib/pisi/package/*/metadata.xml'],
  recognises: (head, name) => name === 'metadata.xml' && /<(?:PISI|eopkg)>/iu.test(memoiseHead(head)),
  *read(bytes, resolver) {
    const root = xml(bytes);
    const element = childOf(root, 'Package');
    const name = childText(element, 'Name');
    // The newest change comes first.
    const update = childOf(childOf(element, 'History'), 'Update');
    const [version, release] = [childText(update, 'Version'), update?.attributes.get('release')];
    if (!name) throw new SyntaxError('no name of a package');
    const licences = (element?.children ?? []).filter(({ name: tag }) => tag === 'License');
    const licence = licenceText(...licences.map(({ text: one }) => one));
    const packager = childText(childOf(childOf(root, 'Source'), 'Packager'), 'Name');
    yield {
      name,
      ...(version ? { version: release ? `${version}-${release}` : version } : {}),
      ...(packager ? { maintainer: packager } : {}),
      ...(licence ? { licence } : {}),
    };
    if (!version) throw new SyntaxError(`no version of ${quoted(name)}`);
    const folder = PLACE.exec(resolver.path)?.groups?.['folder'];
    const own = `${name}-${version}-${release ?? ''}`;
    if (folder !== undefined && folder !== own)
      throw new SyntaxError(`${quoted(own)} is described in the folder of ${quoted(folder)}`);
  },
};

const PLACE = /(?:^|\/)package\/(?<folder>[^/]+)\/metadata\.xml$/u;
