import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?<name>\S+)\t(?<version>[^\t]*)\t[^\t]+\t\/gnu\/store\/[0-9a-z]{32}-[^\t]+$/u,
  sign: /\t\/gnu\/store\/[0-9a-z]{32}-/u,
  program: ({ name = '', version }, line) => ({ name, ...(version ? { version } : {}), line }),
};

/**
 * What `guix package --list-installed` prints: name, version, output and item of the store, between tabs.
 *
 * @see https://guix.gnu.org/manual/en/html_node/Invoking-guix-package.html
 */
export const guixList: Reader = {
  id: 'guix-list',
  title: 'Lists of Guix packages (guix package --list-installed)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
