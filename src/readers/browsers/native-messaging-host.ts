import { isObject, json, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { chromiumFolders } from './profiles.ts';

const HOSTS = '{native-messaging-hosts,NativeMessagingHosts}';
const SHARED = [
  'etc/opt/chrome',
  'etc/chromium',
  'etc/opt/edge',
  'etc/opt/brave',
  'etc/opt/vivaldi',
  'etc/opt/opera',
  'etc/opt/yandex/browser',
  'usr/lib/mozilla',
  'usr/lib64/mozilla',
  'usr/share/mozilla',
  'home/*/.mozilla',
  'root/.mozilla',
  'Library/Google/Chrome',
  'Library/Microsoft/Edge',
  ...['', 'Users/*/'].flatMap((home) =>
    ['Mozilla', 'Chromium', 'Google/Chrome', 'Microsoft Edge', 'BraveSoftware/Brave-Browser', 'Vivaldi'].map(
      (browser) => `${home}Library/Application Support/${browser}`,
    ),
  ),
];

/**
 * Programs that extensions may talk to, which a product registers with each browser. On Windows they stand
 * in the registry.
 *
 * @see https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging
 */
export const nativeMessagingHost: Reader = {
  id: 'native-messaging-host',
  title: 'Native messaging hosts of browsers',
  paths: [
    ...SHARED.map((folder) => `${folder}/${HOSTS}/*.json`),
    ...chromiumFolders.map((folder) => `${folder}/NativeMessagingHosts/*.json`),
  ],
  supplementary: true,
  recognises(head) {
    const start = memoiseHead(head);
    return /"type"\s*:\s*"stdio"/u.test(start) && /"allowed_(?:origins|extensions)"/u.test(start);
  },
  *read(bytes, resolver) {
    const host = json(bytes);
    if (!isObject(host)) throw new SyntaxError('not a native messaging host: expected a JSON object');
    const name =
      stringField(host, 'name') ??
      resolver.path.slice(resolver.path.lastIndexOf('/') + 1).replace(/\.json$/u, '');
    const path = stringField(host, 'path');
    yield present<Program>({
      name,
      kind: 'trace',
      ids: idsOf(['native-messaging-host', name], ['path', path?.startsWith('/') ? path : undefined]),
    });
  },
};
