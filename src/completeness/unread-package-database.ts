import type { CoverageGap } from '../types.ts';
import type { CompletenessCheck, Scanned } from './check.ts';

/** Package managers whose databases no reader reads, by a file or folder that only they keep. */
const MANAGERS: readonly (readonly [path: string, name: string])[] = [
  ['var/db/xbps/pkgdb-0.38.plist', 'xbps (Void Linux)'],
  ['var/lib/eopkg/package', 'eopkg (Solus)'],
  ['var/lib/pisi/package', 'pisi (Pisi Linux)'],
  ['usr/share/clear/bundles', 'swupd (Clear Linux)'],
  ['var/guix/profiles', 'guix'],
  ['var/db/pkg/local.sqlite', 'pkg (FreeBSD)'],
  ['var/lib/cards', 'cards (NuTyX)'],
  ['var/lib/pkg/db', 'pkgutils (CRUX)'],
  ['var/db/kiss/installed', 'kiss (KISS Linux)'],
  ['var/lib/tazpkg/installed', 'tazpkg (SliTaz)'],
  ['var/lib/rpmmanifest/container-manifest-1', 'a package manifest in place of the rpm database'],
];

/** A package database that is there and that nothing reads: its programs are unknown. */
export const unreadPackageDatabase: CompletenessCheck = {
  id: 'unread-package-database',
  title: 'package databases that no reader reads',
  paths: MANAGERS.map(([path]) => path),
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const [path, name] of MANAGERS) {
      if (scanned.signs(path).length > 0) {
        yield { path, reason: `unsupported package database: ${name}; pass its list of packages instead` };
      }
    }
  },
};
