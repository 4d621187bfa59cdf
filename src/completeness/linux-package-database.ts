import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, listedBy, type Scanned } from './check.ts';

/** A kind of package database: which systems keep one, where it is, and what of it outlives its loss. */
interface Database {
  readonly name: string;
  /** `ID` or a word of `ID_LIKE` of os-release. */
  readonly systems: readonly string[];
  /** The readers that read it. */
  readonly readers: ReadonlySet<string>;
  /** The folder that a report names, and the folders on the way to it. */
  readonly home: string;
  readonly ways: readonly string[];
  /** Files that only a machine with packages of this kind has. */
  readonly leftovers: readonly string[];
}

const DATABASES: readonly Database[] = [
  {
    name: 'dpkg',
    systems: ['debian', 'ubuntu'],
    readers: new Set(['dpkg-status', 'chisel']),
    home: 'var/lib/dpkg',
    ways: ['var', 'var/lib', 'var/lib/dpkg', 'var/lib/dpkg/status'],
    leftovers: ['var/lib/dpkg/info/*.list'],
  },
  {
    name: 'rpm',
    systems: [
      'fedora',
      'rhel',
      'centos',
      'suse',
      'opensuse',
      'sles',
      'mageia',
      'openmandriva',
      'altlinux',
      'amzn',
      'ol',
      'photon',
      'mariner',
      'azurelinux',
      'openeuler',
      'rosa',
      'redos',
    ],
    readers: new Set(['rpm-database']),
    home: 'var/lib/rpm',
    ways: ['var', 'var/lib', 'var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'],
    leftovers: [
      'var/lib/rpm/Name',
      'var/lib/rpm/Basenames',
      'var/lib/rpm/Packages',
      'var/lib/rpm/Index.db',
      'usr/lib/sysimage/rpm/Index.db',
    ],
  },
  {
    name: 'apk',
    systems: ['alpine', 'wolfi', 'chainguard', 'postmarketos'],
    readers: new Set(['apk-installed']),
    home: 'lib/apk/db',
    ways: ['lib', 'lib/apk', 'lib/apk/db', 'lib/apk/db/installed', 'usr/lib/apk/db'],
    leftovers: [
      'lib/apk/db/triggers',
      'lib/apk/db/scripts.tar',
      'lib/apk/db/scripts.tar.gz',
      'usr/lib/apk/db/triggers',
      'usr/lib/apk/db/scripts.tar.gz',
    ],
  },
  {
    name: 'pacman',
    systems: ['arch', 'archlinux', 'manjaro', 'steamos', 'artix'],
    readers: new Set(['pacman-local']),
    home: 'var/lib/pacman/local',
    ways: ['var', 'var/lib', 'var/lib/pacman', 'var/lib/pacman/local'],
    leftovers: ['var/lib/pacman/local/*/files', 'var/lib/pacman/local/*/mtree'],
  },
  {
    name: 'Portage',
    systems: ['gentoo', 'funtoo'],
    readers: new Set(['portage']),
    home: 'var/db/pkg',
    ways: ['var', 'var/db', 'var/db/pkg'],
    leftovers: ['var/db/pkg/*/*/CONTENTS'],
  },
  {
    name: 'Slackware',
    systems: ['slackware'],
    readers: new Set(['slackware']),
    home: 'var/lib/pkgtools/packages',
    ways: ['var', 'var/lib', 'var/lib/pkgtools', 'var/log/packages'],
    leftovers: ['var/lib/pkgtools/scripts/*', 'var/log/scripts/*'],
  },
  {
    name: 'Nix',
    systems: ['nixos'],
    readers: new Set(['nix-profile']),
    home: 'nix/var/nix',
    ways: ['nix', 'nix/var', 'nix/var/nix'],
    leftovers: [],
  },
  {
    name: 'opkg',
    systems: ['openwrt', 'lede'],
    readers: new Set(['dpkg-status', 'apk-installed']),
    home: 'usr/lib/opkg',
    ways: ['usr', 'usr/lib', 'usr/lib/opkg', 'usr/lib/opkg/status'],
    leftovers: ['usr/lib/opkg/info/*.list', 'usr/lib/opkg/info/*.control'],
  },
];

/** Systems of those families that keep no such database: snaps or an image are all that they have. */
const WITHOUT: ReadonlySet<string> = new Set(['ubuntu-core', 'flatcar', 'cos', 'bottlerocket']);

/**
 * A Linux root has the package database of its system, and it lists packages. Snaps, flatpaks, AppImages and the
 * packages of another manager are additions and never excuse its loss.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export const linuxPackageDatabase: CompletenessCheck = {
  id: 'linux-package-database',
  title: 'the package database of a Linux system',
  paths: [...new Set(DATABASES.flatMap(({ ways, leftovers }) => [...ways, ...leftovers]))],
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const database of DATABASES) yield* missing(database, scanned);
  },
};

function* missing(database: Database, scanned: Scanned): Generator<CoverageGap> {
  const { name, readers, home, ways } = database;
  const broken = scanned.signs(...ways).filter(({ dangling }) => dangling === true);
  const isOwn = isSystemOf(database, scanned.systems);
  const left = isOwn ? undefined : leftover(database, scanned);
  if (!isOwn && left === undefined) return;
  // What could not be read, or was cut off before any reader saw it, is reported already.
  if (scanned.gaps.some(({ reader }) => reader === undefined || readers.has(reader))) return;
  const { read, programs } = listedBy(scanned, readers);
  if (programs > 0) return;
  const why = isOwn ? `this system (${scanned.systems[0]}) keeps one` : `${left} is left of it`;
  const [link] = broken;
  if (link !== undefined && !read) {
    yield {
      path: link.path,
      reason: `a link that leads nowhere, on the way to the ${name} package database`,
    };
  } else if (read) yield { path: home, reason: `the ${name} package database lists no packages: ${why}` };
  else yield { path: home, reason: `the ${name} package database is missing: ${why}` };
}

function isSystemOf({ systems }: Database, own: readonly string[]): boolean {
  if (own.some((system) => WITHOUT.has(system))) return false;
  return own.some((system) => systems.some((family) => system === family || system.startsWith(`${family}-`)));
}

function leftover({ leftovers }: Database, scanned: Scanned): string | undefined {
  return scanned.signs(...leftovers).find(({ problem, size }) => problem === undefined && size !== 0)?.path;
}
