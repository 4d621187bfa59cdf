import { idsOf, present } from '../../formats/omit-undefined.ts';
import { type Plist, plistList, plistPart, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader, State } from '../../types.ts';

/**
 * The list that macOS keeps of system extensions: drivers, filters of the network and of endpoint security
 * that run outside the kernel. It names the team that signed each and how far its activation came.
 *
 * @see https://developer.apple.com/documentation/systemextensions
 */
export const macSystemExtensions: Reader = {
  id: 'mac-system-extensions',
  title: 'macOS system extensions',
  paths: ['Library/SystemExtensions/db.plist'],
  supplementary: true,
  recognises(head, name) {
    return name === 'db.plist' && /extensionPolicies|SystemExtensions|uniqueID/u.test(memoiseHead(head));
  },
  *read(bytes) {
    const { value, fault } = plistPart(bytes);
    for (const extension of plistList(value, 'extensions')) yield programOf(extension);
    if (fault) throw fault;
    if (!(value instanceof Map)) throw new SyntaxError('no list of system extensions: no dictionary');
  },
};

function programOf(extension: Plist): Program {
  const identifier = plistString(extension, 'identifier');
  const state = plistString(extension, 'state') ?? '';
  const container = plistString(extension, 'container', 'bundlePath') ?? plistString(extension, 'originPath');
  return present<Program>({
    name: identifier ?? '',
    version: versionOf(extension),
    ids: idsOf(
      ['system-extension', identifier],
      ['bundle-id', identifier],
      ['team-id', plistString(extension, 'teamID')],
    ),
    kind: 'trace',
    state: stateOf(state),
    marks: /disable/u.test(state) ? ['disabled'] : undefined,
    folder: container,
    entry: state || undefined,
  });
}

function versionOf(extension: Plist): string | undefined {
  return (
    plistString(extension, 'bundleVersion', 'CFBundleShortVersionString') ??
    plistString(extension, 'bundleVersion', 'CFBundleVersion')
  );
}

/**
 * `terminated_waiting_to_uninstall_on_reboot` and its like: only the next start takes the files away. What is
 * about to be switched off or replaced is still there.
 */
function stateOf(state: string): State {
  if (/^(?:terminated|terminating_for_uninstall|uninstall)/u.test(state)) return 'residue';
  return /^(?:activated|enabled|terminating)/u.test(state) ? 'installed' : 'partial';
}
