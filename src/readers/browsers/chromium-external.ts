import { isObject, json, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';

const FOLDERS = [
  'opt/google/chrome/extensions',
  'opt/google/chrome-beta/extensions',
  'opt/microsoft/msedge/extensions',
  'opt/brave.com/brave/extensions',
  'opt/yandex/browser/Extensions',
  'opt/vivaldi/extensions',
  'usr/share/google-chrome/extensions',
  'usr/share/chromium/extensions',
  'usr/share/chromium-browser/extensions',
  'usr/share/microsoft-edge/extensions',
  'usr/share/brave-browser/extensions',
  ...[
    'Google/Chrome',
    'Chromium',
    'Microsoft Edge',
    'BraveSoftware/Brave-Browser',
    'Vivaldi',
    'Yandex/YandexBrowser',
  ].flatMap((browser) =>
    ['', 'Users/*/'].map((home) => `${home}Library/Application Support/${browser}/External Extensions`),
  ),
];

/**
 * Extensions that another program asks browsers to install: one file each, named by the extension.
 *
 * @see https://developer.chrome.com/docs/extensions/how-to/distribute/install-extensions
 */
export const chromiumExternal: Reader = {
  id: 'chromium-external',
  title: 'Extensions that programs add to Chromium browsers',
  paths: FOLDERS.map((folder) => `${folder}/*.json`),
  supplementary: true,
  recognises(head, name) {
    return NAME.test(name) && /"external_(?:crx|update_url)"/u.test(memoiseHead(head));
  },
  *read(bytes, resolver) {
    const id = NAME.exec(resolver.path.slice(resolver.path.lastIndexOf('/') + 1))?.groups?.['id'];
    const file = json(bytes);
    if (!isObject(file)) throw new SyntaxError('not an external extension: expected a JSON object');
    if (id === undefined) return;
    if (!KEYS.some((key) => Object.hasOwn(file, key)))
      throw new SyntaxError(`not an external extension: it has none of ${KEYS.join(', ')}`);
    yield present<Program>({
      name: id,
      version: stringField(file, 'external_version'),
      kind: 'trace',
      ids: idsOf(['chrome-extension', id]),
    });
  },
};

/** Where the extension is, or where its updates are. */
const KEYS = ['external_crx', 'external_update_url'];
const NAME = /^(?<id>[a-p]{32})\.json$/u;
