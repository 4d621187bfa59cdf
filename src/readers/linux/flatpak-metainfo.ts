import { headLines } from '../../formats/text/lines.ts';
import type { Reader } from '../../types.ts';
import { appstream } from './appstream.ts';

/**
 * The description of one application in AppStream's XML, passed by itself. On a machine it is read with
 * the flatpak that it describes; for packages their database speaks.
 *
 * @see https://www.freedesktop.org/software/appstream/docs/chap-Metadata.html
 */
export const flatpakMetainfo: Reader = {
  id: 'flatpak-metainfo',
  title: 'Description of an application (AppStream)',
  supplementary: true,
  paths: [],
  recognises(head) {
    const text = headLines(head).join('\n').trimStart();
    return COMPONENT.test(text) && /<id>/u.test(text);
  },
  *read(bytes) {
    const { id, name, version, developer, licence } = appstream(bytes);
    const plain = id.replace(/\.desktop$/u, '');
    yield {
      name: name ?? plain,
      ...(version ? { version } : {}),
      ...(developer ? { publisher: developer } : {}),
      ...(licence ? { licence } : {}),
      ids: [`flatpak:${plain}`],
      marks: ['claim'],
    };
  },
};

/** CycloneDX has components too, inside its own root. */
const COMPONENT =
  /^(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<component(?:\s+(?:type|xmlns|date_eol|merge|priority|xml:lang)\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>/u;
