import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^ *(?<id>\d{6,12}) +(?<name>\S.*?) +\((?<version>[^()]+)\)$/u,
  other: /^(?:Warning|Error): /u,
  sign: /^ *\d{6,12} +\S.* \([^()]+\)$/u,
  failure: /^(?:Warning|Error): /u,
  program: ({ name = '', version = '' }, line) => ({ name, version, line }),
};

/**
 * What `mas list` prints of the applications that came from the App Store: number, name, version in brackets.
 *
 * @see https://github.com/mas-cli/mas
 */
export const masList: Reader = {
  id: 'mas-list',
  title: 'Lists of the App Store (mas list)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
