import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?: {2}(?=\S+ @)|(?=\S+ {2,}@))(?<name>[\w.+-]+) +@(?<version>[^\s+]+)(?:\+\S+)?(?: \(active\))?(?: .*)?$/u,
  other:
    /^(?:The following ports are currently installed:|No ports are installed\.|None of the specified ports .*)$/u,
  // With `-q` there is no title; `port echo` pads the names. Versions have the revision of the port.
  sign: /^(?:The following ports are currently installed:|No ports are installed\.| {2}\S+ @\S+_\d+(?:\+\S+)? \(active\).*|\S+ {2,}@\S+_\d+(?:\+\S+)? *)$/u,
  program: ({ name = '', version = '' }, line) => ({ name, version, line }),
};

/**
 * What `port installed` and `port echo installed` print: the ports, with version, revision and variants; those that are not active are there too.
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
