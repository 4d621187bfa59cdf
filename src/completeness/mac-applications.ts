import type { CoverageGap } from '../types.ts';
import type { CompletenessCheck, Scanned } from './check.ts';

const FOLDERS = ['Applications', 'System/Volumes/Data/Applications'];
/** What only a Mac has, and has from the first day on; a home in `Users` may be one of Windows. */
const OF_MACS = [
  'System/Library/CoreServices/SystemVersion.plist',
  'System/Library/LaunchDaemons',
  'Library/LaunchDaemons',
  'Library/LaunchAgents',
  'Library/Receipts',
  'private/var/db/receipts',
  'var/db/receipts',
];

/**
 * A Mac has a folder of applications, and some are in it. Receipts, services and kernel extensions are additions and
 * never excuse its loss.
 *
 * @see https://developer.apple.com/library/archive/documentation/FileManagement/Conceptual/FileSystemProgrammingGuide/FileSystemOverview/FileSystemOverview.html
 */
export const macApplications: CompletenessCheck = {
  id: 'mac-applications',
  title: 'the applications of a Mac',
  paths: [...FOLDERS, ...OF_MACS],
  *find(scanned: Scanned): Generator<CoverageGap> {
    const [sign] = scanned.signs(...OF_MACS);
    const ofAccount = scanned.manifests.find(
      ({ reader, path }) => reader === 'mac-app' && OF_ACCOUNT.test(path),
    );
    if (sign === undefined && !scanned.systems.includes('macos') && ofAccount === undefined) return;
    // What could not be read, or was cut off before any reader saw it, is reported already.
    if (scanned.gaps.some(({ reader }) => reader === undefined || reader === 'mac-app')) return;
    const folders = scanned.signs(...FOLDERS).filter(({ folder }) => folder);
    const isListed = scanned.manifests.some(
      ({ reader, path, programs }) => reader === 'mac-app' && programs > 0 && IN_FOLDER.test(path),
    );
    if (isListed) return;
    const why = `this is a Mac (${sign?.path ?? ofAccount?.path ?? 'macos'})`;
    if (folders.length === 0)
      yield { path: 'Applications', reason: `the applications folder is missing: ${why}` };
    else yield { path: 'Applications', reason: `the applications folder holds no application: ${why}` };
  },
};

const IN_FOLDER = /^(?:System\/Volumes\/Data\/)?Applications\//iu;
/** Where an account of a Mac has applications of its own. */
const OF_ACCOUNT = /^Users\/[^/]+\/Applications\//u;
