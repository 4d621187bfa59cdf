import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from './line-list.ts';

const form: LineForm = {
  row: /^(?<name>\S+) *\|(?<state>[ a-z]{2})\| *(?<version>[^|\s]+)\| *(?<release>\d+)\| *[^|]*\|[^|]*$/u,
  other: /^(?:Package Name +\|St\|.*|=+)$/u,
  sign: /^Package Name +\|St\| +Version\|/u,
  program: ({ state = '', name = '', version, release }, line) => ({
    name,
    version: `${version}-${release}`,
    // Its configuration waits for the next start.
    ...(state.trim() === 'ip' ? { state: 'partial' } : {}),
    line,
  }),
};

/**
 * What `eopkg list-installed --install-info` prints: a table between bars. Without that option it prints names and
 * summaries, which any text may have.
 *
 * @see https://github.com/getsolus/eopkg
 */
export const eopkgList: Reader = {
  id: 'eopkg-list',
  title: 'Lists of Solus packages (eopkg list-installed -i)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
