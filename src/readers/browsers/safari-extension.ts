import { idsOf, present } from '../../formats/omit-undefined.ts';
import {
  isPlistDict,
  type Plist,
  plist,
  plistField,
  plistList,
  plistString,
} from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const BOXED = 'Users/*/Library/Containers/com.apple.Safari/Data/Library/Safari';
/** Since version 17 each profile beside the first has a folder of its own. */
const HOMES = ['Users/*/Library/Safari', BOXED, `${BOXED}/*`, `${BOXED}/Profiles/*`];

/**
 * Extensions of Safari: those of applications, each with the team that signed it, and the packed ones that
 * Safari took until version 12.
 *
 * @see https://developer.apple.com/documentation/safariservices/safari-app-extensions
 */
export const safariExtension: Reader = {
  id: 'safari-extension',
  title: 'Extensions of Safari',
  paths: ['AppExtensions', 'WebExtensions', 'Extensions'].flatMap((folder) =>
    HOMES.map((home) => `${home}/${folder}/Extensions.plist`),
  ),
  supplementary: true,
  recognises(head, name) {
    const start = memoiseHead(head);
    return (
      name === 'Extensions.plist' &&
      (start.includes('Installed Extensions') || /\([A-Z0-9]{10}\)/u.test(start))
    );
  },
  *read(bytes) {
    const list = plist(bytes);
    if (!isPlistDict(list)) throw new SyntaxError('not a list of extensions: expected a dictionary');
    for (const packed of plistList(list, 'Installed Extensions')) yield packedOf(packed);
    for (const [key, entry] of list) {
      const { id, team } = KEY.exec(key)?.groups ?? {};
      if (id !== undefined) yield bundledOf(id, team, entry);
    }
  },
};

/** `com.example.app.extension (A1B2C3D4E5)` */
const KEY = /^(?<id>[\w-]+(?:\.[\w-]+)+)(?: \((?<team>[A-Z0-9]{10})\))?$/u;

function bundledOf(id: string, team: string | undefined, entry: Plist): Program {
  return present<Program>({
    name: id,
    ids: idsOf(['safari-extension', id], ['bundle-id', id], ['team-id', team]),
    marks: plistField(entry, 'Enabled') === false ? ['disabled'] : undefined,
  });
}

function packedOf(entry: Plist): Program {
  const file = plistString(entry, 'Archive File Name')?.replace(/\.safariextz$/iu, '');
  const id = plistString(entry, 'Bundle Identifier');
  return present<Program>({
    name: plistString(entry, 'Display Name') ?? file ?? id ?? '',
    ids: idsOf(['safari-extension', id]),
    marks: plistField(entry, 'Enabled') === false ? ['disabled'] : undefined,
  });
}
