import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^ ?(?<state>\(i\)| i |\[i\]|\*i\*| p | {3}) *\t? *(?<name>[a-z0-9][a-z0-9+.-]+)[ \t]+(?<version>(?:\d+:)?\d[\w.+:~-]*)(?:[ \t].*)?$/u,
  other: /^(?:Information about \d+ packages read in|Reading package info|Updating package index|Scanning )/u,
  sign: /^Information about \d+ packages read in/u,
  program: ({ state = '', name = '', version = '' }, line) =>
    // A virtual package stands for what macOS itself has.
    /^(?: {3}| p )$/u.test(state) ? undefined : { name, version, line },
};

/**
 * What `fink list` prints: the state of each package that Fink knows, its name, version and description.
 * Without a letter in its first column a package is an offer.
 *
 * @see https://www.finkproject.org/doc/users-guide/
 */
export const finkList: Reader = {
  id: 'fink-list',
  title: 'Lists of Fink (fink list)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
