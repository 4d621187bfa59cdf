import type { Reader } from '../../types.ts';
import { isLineList, type LineForm, linePrograms } from '../lists/line-list.ts';

const form: LineForm = {
  row: /^(?<id>[\w-]+(?:\.[\w-]+)+)(?:, "(?<version>[^"]*)", "(?<name>.*)"| - (?<old>\S.*?)(?: (?<number>\d[\w.]*))?)$/u,
  other: /^(?:CFBundleIdentifier, CFBundle.*|Total: \d+ apps)$/u,
  sign: /^(?:CFBundleIdentifier, CFBundle|Total: \d+ apps$)/u,
  program({ id = '', version, name, old, number }, line) {
    const reported = version || number;
    return {
      name: name || old || id,
      ...(reported ? { version: reported } : {}),
      ids: [`bundle-id:${id}`],
      line,
    };
  },
};

/**
 * What `ideviceinstaller list` prints of the applications of a device: identifier, version and name; old versions
 * put a hyphen between identifier and name.
 *
 * @see https://github.com/libimobiledevice/ideviceinstaller
 */
export const ideviceinstallerList: Reader = {
  id: 'ideviceinstaller-list',
  title: 'Applications of an iPhone or iPad (ideviceinstaller)',
  paths: [],

  recognises: (head) => isLineList(head, form),
  read: (bytes) => linePrograms(bytes, form),
};
