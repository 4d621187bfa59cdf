import { idsOf, present } from '../../formats/omit-undefined.ts';
import { type Plist, plistField, plistList, plistPart, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { ofHost } from '../answers/program.ts';

/**
 * The answer of an Apple device to the command `InstalledApplicationList` of a management server. Only a status of
 * `Acknowledged` comes with a list.
 *
 * @see https://github.com/apple/device-management
 */
export const mdmApplications: Reader = {
  id: 'mdm-applications',
  title: 'Application list of an Apple device (MDM)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    return /^(?:bplist|[^<]{0,10}<)/u.test(start) && start.includes('InstalledApplicationList');
  },
  telltales: [
    {
      format: 'an answer of a Mac to its management',
      keys: ['InstalledApplicationList', 'CommandUUID', 'Identifier', 'ShortVersion'],
    },
  ],
  *read(bytes) {
    const { value, fault } = plistPart(bytes);
    const device = plistString(value, 'UDID') ?? plistString(value, 'EnrollmentID');
    for (const item of plistList(value, 'InstalledApplicationList')) yield programOf(item, device);
    if (fault) throw fault;
    const status = plistString(value, 'Status');
    if (status !== undefined && status !== 'Acknowledged')
      throw new SyntaxError(`the device answered ${status}: there is no list`);
    if (!Array.isArray(plistField(value, 'InstalledApplicationList')))
      throw new SyntaxError('no InstalledApplicationList in this answer');
  },
};

function programOf(item: Plist, device: string | undefined): Program {
  const identifier = plistString(item, 'Identifier');
  return present<Program>({
    name: plistString(item, 'Name') ?? identifier ?? '',
    version: plistString(item, 'ShortVersion') ?? plistString(item, 'Version'),
    ids: idsOf(['bundle-id', identifier]),
    ...ofHost(device),
  });
}
