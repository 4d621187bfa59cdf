import { element, text } from '../oval/xml.ts';
import type { ExportTarget } from '../target.ts';
import { APPLICATIONS, applicationNames } from './applications.ts';
import { blocklist } from './identifiers.ts';
import { plist } from './plist.ts';
import { headLines } from './remarks.ts';

const GAPS = [
  'it leaves an item that your catalogs know by another name, or cannot uninstall: compare the names',
  'it does not stop a user who installs it again: the next run of Munki removes it',
];

/**
 * A manifest for Munki whose items it uninstalls, to be named in `included_manifests`. Its names are those of the
 * applications without blanks, which is how recipes of AutoPkg call items.
 *
 * @see https://github.com/munki/munki/wiki/Manifests
 */
export const munki: ExportTarget = {
  id: 'munki',
  title: 'Munki manifest that uninstalls applications (plist)',
  systems: ['macos'],
  render(model) {
    const list = blocklist(model, APPLICATIONS);
    const notices = [...GAPS, ...list.notices];
    const head = headLines(model, list, notices, 'remove the manifest from included_manifests');
    const items = [...new Set(applicationNames(list.names).map((name) => name.replaceAll(' ', '')))].sort();
    const root = element('dict', {}, [
      text('key', 'managed_uninstalls'),
      element(
        'array',
        {},
        items.map((item) => text('string', item)),
      ),
    ]);
    return { text: plist(root, head), notices };
  },
};
