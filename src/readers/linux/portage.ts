import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import type { Reader } from '../../types.ts';

/**
 * The database of Gentoo's Portage: a folder for each installed package, called by category, name and
 * version. Its `PF` repeats name and version, so that each checks the other.
 *
 * @see https://projects.gentoo.org/pms/8/pms.html
 */
export const portage: Reader = {
  id: 'portage',
  title: 'Gentoo package database (Portage)',
  paths: ['var/db/pkg/*/*/PF'],
  siblings: ['var/db/pkg/*/*/repository'],
  *read(bytes, resolver) {
    const { category, merging, folder = '' } = PLACE.exec(resolver.path)?.groups ?? {};
    const content = text(bytes);
    const { name, version } = PACKAGE.exec(folder || content.trim())?.groups ?? {};
    if (name === undefined || version === undefined) {
      throw new SyntaxError(`no name and version of a package: ${quoted(folder || content)}`);
    }
    const full = category === undefined ? name : `${category}/${name}`;
    yield {
      name: full,
      version,
      ids: [`portage:${full}`],
      // The folder gets its final name when everything is in place.
      ...(merging === undefined ? {} : { state: 'partial' as const }),
    };
    if (folder !== '' && content !== folder && content !== `${folder}\n`) {
      throw new SyntaxError(`PF says ${quoted(content)} in the folder of ${quoted(folder)}`);
    }
  },
};

const PLACE = /(?:^|\/)(?<category>[^/]+)\/(?<merging>-MERGING-)?(?<folder>[^/]+)\/PF$/u;
const PACKAGE =
  /^(?<name>[A-Za-z0-9_][A-Za-z0-9+_-]*?)-(?<version>\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)$/u;
