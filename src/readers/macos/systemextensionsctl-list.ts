import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from '../lists/line-list.ts';

const form: LineForm = {
  row: /^(?<enabled>\*?)\t(?<active>\*?)\t(?<team>[A-Z0-9]{10}|-)?\t(?<id>[\w.-]+) \((?<version>[^()]*)\)\t(?<name>[^\t]*)\t\[(?<state>[^\]]*)\]$/u,
  other: /^(?:\d+ extension\(s\)|--- com\.apple\.\S+.*|enabled\tactive\tteamID\tbundleID.*)$/u,
  sign: /^(?:\d+ extension\(s\)|enabled\tactive\tteamID)/u,
  program: ({ id = '', version = '', team, state = '' }, line) => ({
    name: id,
    version: version.replace(/\/.*$/u, ''),
    kind: 'trace',
    ...(/terminated|uninstall/u.test(state) ? { state: 'residue' } : {}),
    ...(state.includes('disabled') ? { marks: ['disabled'] } : {}),
    ids: [`system-extension:${id}`, `bundle-id:${id}`, ...(team && team !== '-' ? [`team-id:${team}`] : [])],
    line,
  }),
};

/**
 * What `systemextensionsctl list` prints: the system extensions that wait, run or are to be removed.
 *
 * @see https://developer.apple.com/documentation/systemextensions
 */
export const systemextensionsctlList: Reader = {
  id: 'systemextensionsctl-list',
  title: 'System extensions of macOS (systemextensionsctl list)',
  paths: [],
  supplementary: true,
  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
