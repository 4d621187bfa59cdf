import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?<publisher>[A-Za-z0-9][\w-]*)\.(?<name>[A-Za-z0-9][\w.-]*)@(?<version>\d+\.\d+\.\d+\S*)$/u,
  other: /^Extensions installed on .*:$/u,
  sign: /^[A-Za-z0-9][\w-]*\.[A-Za-z0-9][\w.-]*@\d+\.\d+\.\d+\S*$/u,
  program: ({ publisher = '', name = '', version = '' }, line) => ({
    name: `${publisher}.${name}`,
    version,
    publisher,
    ids: [`vscode-extension:${publisher}.${name}`],
    line,
  }),
};

/**
 * What `code --list-extensions --show-versions` and its kin print: publisher, name and version of each extension.
 *
 * @see https://code.visualstudio.com/docs/configure/command-line
 */
export const editorExtensionList: Reader = {
  id: 'editor-extension-list',
  title: 'Extensions of editors (code --list-extensions --show-versions)',
  paths: [],
  supplementary: true,
  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
