import { idsOf, present } from '../../formats/omit-undefined.ts';
import { type Plist, plistList, plistPart, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * The applications that Munki has found on a Mac.
 *
 * @see https://github.com/munki/munki/wiki
 */
export const munki: Reader = {
  id: 'munki',
  title: 'Munki application inventory',
  paths: ['Library/Managed Installs/ApplicationInventory.plist'],
  recognises(head, name) {
    const start = memoiseHead(head);
    const isList =
      /^(?:bplist|\S{0,3}\s*<)/u.test(start) && start.includes('bundleid') && start.includes('path');
    return name === 'ApplicationInventory.plist' || (isList && !start.includes('CFBundleIdentifier'));
  },
  telltales: [
    { format: 'an application inventory of Munki', keys: ['bundleid', 'path', 'name', 'CFBundleName'] },
  ],
  *read(bytes) {
    const { value, fault } = plistPart(bytes);
    for (const item of plistList(value)) yield programOf(item);
    if (fault) throw fault;
    if (!Array.isArray(value)) throw new SyntaxError('not an inventory of applications: expected an array');
  },
};

function programOf(item: Plist): Program {
  const identifier = plistString(item, 'bundleid');
  return present<Program>({
    name: plistString(item, 'name') ?? plistString(item, 'CFBundleName') ?? '',
    version: plistString(item, 'version'),
    folder: plistString(item, 'path'),
    ids: idsOf(['bundle-id', identifier === 'N/A' ? undefined : identifier]),
  });
}
