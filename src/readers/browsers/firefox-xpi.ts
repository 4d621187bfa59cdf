import { idsOf } from '../../formats/omit-undefined.ts';
import type { Reader } from '../../types.ts';
import { mozillaFolders } from './profiles.ts';

/** Firefox and Thunderbird, by which shared folders are divided. */
const APPLICATIONS = ['{ec8030f7-c20a-464f-9b0e-13a3a9e97384}', '{3550f703-e582-4d05-9a08-453d09bdfdc6}'];
const SHARED = [
  'usr/lib/mozilla/extensions',
  'usr/lib64/mozilla/extensions',
  'usr/share/mozilla/extensions',
  'Library/Application Support/Mozilla/Extensions',
  'Users/*/Library/Application Support/Mozilla/Extensions',
];
const BUNDLED = [
  'usr/lib/firefox',
  'usr/lib64/firefox',
  'usr/lib/firefox-esr',
  'opt/firefox',
  'Program Files/Mozilla Firefox',
  'Program Files (x86)/Mozilla Firefox',
  'Applications/Firefox.app/Contents/Resources',
];

/**
 * Packed add-ons where Firefox looks for them, by their file names, which are their ids: in profiles, in
 * folders that all accounts share, and beside the program.
 *
 * @see https://extensionworkshop.com/documentation/publish/distribute-sideloading/
 */
export const firefoxXpi: Reader = {
  id: 'firefox-xpi',
  title: 'Packed add-ons of Firefox and Thunderbird',
  paths: [
    ...mozillaFolders.map((folder) => `${folder}/*/extensions/*.xpi`),
    ...SHARED.flatMap((folder) => APPLICATIONS.map((application) => `${folder}/${application}/*.xpi`)),
    ...BUNDLED.map((folder) => `${folder}/distribution/extensions/*.xpi`),
  ],
  pathOnly: true,
  supplementary: true,
  *read(_bytes, resolver) {
    const id = resolver.path.slice(resolver.path.lastIndexOf('/') + 1).replace(/\.xpi$/iu, '');
    yield { name: id, kind: 'trace', ids: idsOf(['firefox-addon', id]) };
  },
};
