import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?<state>ii|uu|hr|\?\?) (?<name>\S+)-(?<version>[^-\s]+_\d+)(?:\s|$)/u,
  sign: /^(?:ii|uu|hr|\?\?) \S+-[^-\s]+_\d+(?:\s|$)/u,
  program: ({ state, name = '', version = '' }, line) => ({
    name,
    version,
    ids: [`xbps:${name}`],
    // Unpacked and not configured, or half removed.
    ...(state === 'ii' ? {} : { state: 'partial' }),
    line,
  }),
};

/**
 * What `xbps-query -l` prints: a state, the package with its version and revision in one word, a description.
 *
 * @see https://man.voidlinux.org/xbps-query.1
 */
export const xbpsList: Reader = {
  id: 'xbps-list',
  title: 'Lists of Void Linux packages (xbps-query -l)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
