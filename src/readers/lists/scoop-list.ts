import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?<name>[\w.+-]+) \(v:(?<version>[^()]+)\) *(?:\*global\*)? *(?:\*failed\*)? *(?:\[[^\]]*\])? *$/u,
  other: /^Installed apps:?$/iu,
  sign: /^[\w.+-]+ \(v:[^()]+\)/u,
  program: ({ name = '', version = '' }, line) => ({ name, version, ids: [`scoop:${name}`], line }),
};

/**
 * What `scoop export` printed before it wrote JSON: name, version, whether for all users, the bucket.
 *
 * @see https://github.com/ScoopInstaller/Scoop
 */
export const scoopList: Reader = {
  id: 'scoop-list',
  title: 'Lists of Scoop (scoop export before 0.2)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
