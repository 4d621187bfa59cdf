import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^ {2}(?<name>[\w.+-]+) @(?<version>[^\s+]+)(?:\+\S+)?(?: \(active\))?(?: .*)?$/u,
  other:
    /^(?:The following ports are currently installed:|No ports are installed\.|None of the specified ports .*)$/u,
  sign: /^(?:The following ports are currently installed:|No ports are installed\.)$/u,
  program: ({ name = '', version = '' }, line) => ({ name, version, line }),
};

/**
 * What `port installed` prints: the ports, with version, revision and variants; those that are not active are there too.
 *
 * @see https://guide.macports.org/
 */
export const macportsList: Reader = {
  id: 'macports-list',
  title: 'Lists of MacPorts (port installed)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
