import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from '../lists/line-list.ts';

const form: LineForm = {
  row: /^ *\d+ +\d+ +0x[0-9a-f]+ +(?:0x[0-9a-f]+ +){1,2}(?<name>[\w.-]+) \((?<version>[^()]*)\)(?: .*)?$/u,
  other: /^(?:Index Refs Address|No variant specified|Executing: )/u,
  sign: /^Index Refs Address/u,
  program: ({ name = '', version = '' }, line) => ({
    name,
    version,
    kind: 'trace',
    marks: ['running'],
    ids: [`kext:${name}`, `bundle-id:${name}`],
    line,
  }),
};

/**
 * What `kmutil showloaded` and `kextstat` print: the extensions that are in the kernel of macOS now.
 *
 * @see https://keith.github.io/xcode-man-pages/kmutil.8.html
 */
export const macKextList: Reader = {
  id: 'mac-kext-list',
  title: 'Kernel extensions that are loaded (kmutil showloaded, kextstat)',
  paths: [],
  supplementary: true,
  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
