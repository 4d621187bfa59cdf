import type { CoverageGap } from '../types.ts';
import type { CompletenessCheck, Scanned } from './check.ts';

/** Package managers whose databases no reader reads, by a file or folder that only they keep and by the system that has no other. */
const MANAGERS: readonly (readonly [path: string, name: string, system?: string])[] = [
  ['usr/share/clear/bundles', 'swupd (Clear Linux)', 'clear-linux-os'],
  ['var/db/pkg/local.sqlite', 'pkg (FreeBSD)', 'freebsd'],
  ['var/lib/cards', 'cards (NuTyX)', 'nutyx'],
  ['var/lib/pkg/db', 'pkgutils (CRUX)', 'crux'],
  ['var/db/kiss/installed', 'kiss (KISS Linux)', 'kiss'],
  ['var/lib/tazpkg/installed', 'tazpkg (SliTaz)', 'slitaz'],
  ['var/lib/rpmmanifest/container-manifest-1', 'a package manifest in place of the rpm database'],
];

/** A package database that is there and that nothing reads: its programs are unknown. */
export const unreadPackageDatabase: CompletenessCheck = {
  id: 'unread-package-database',
  title: 'package databases that no reader reads',
  paths: MANAGERS.map(([path]) => path),
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const [path, name, system] of MANAGERS) {
      const isOwn = system !== undefined && scanned.systems.includes(system);
      if (isOwn || scanned.signs(path).length > 0) {
        yield { path, reason: `unsupported package database: ${name}; pass its list of packages instead` };
      }
    }
  },
};
