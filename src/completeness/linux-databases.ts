/** A kind of package database: which systems keep one, where it is, and what of it outlives its loss. */
export interface Database {
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
  /**
   * Files that a package manager of this kind leaves, and that a machine of another kind has too where somebody
   * installed it as a tool. They count where nothing else shows which system it is.
   */
  readonly traces: readonly string[];
  /** It stands beside the database of the system, which it never excuses: packages of its own, below a folder of its own. */
  readonly isAddition?: true;
}

/** A database of packages beside those of the system, and what only it leaves. */
function addition(
  name: string,
  readers: ReadonlySet<string>,
  home: string,
  leftovers: readonly string[],
): Database {
  return { name, systems: [], readers, home, ways: [home], leftovers, traces: [], isAddition: true };
}

const DPKG: ReadonlySet<string> = new Set(['dpkg-status']);
const TERMUX = 'data/data/com.termux/files/usr';

/** Every kind of package database that readers read. */
export const databases: readonly Database[] = [
  {
    name: 'dpkg',
    systems: ['debian', 'ubuntu', 'deepin', 'uos'],
    readers: new Set(['dpkg-status', 'chisel']),
    home: 'var/lib/dpkg',
    ways: ['var', 'var/lib', 'var/lib/dpkg', 'var/lib/dpkg/status'],
    leftovers: ['var/lib/dpkg/info/*.list'],
    traces: [
      'etc/debian_version',
      'etc/dpkg/origins',
      'etc/apt/sources.list',
      'etc/apt/sources.list.d',
      'var/lib/apt/extended_states',
      'var/lib/apt/lists',
      'var/cache/apt/pkgcache.bin',
      'var/lib/dpkg/available',
      'var/lib/dpkg/status-old',
      'var/lib/dpkg/lock',
      'var/lib/dpkg/lock-frontend',
      'var/lib/dpkg/arch',
      'var/lib/dpkg/triggers/File',
      'var/lib/dpkg/info/*.md5sums',
      'var/lib/dpkg/info/*.postinst',
    ],
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
      'anolis',
      'opencloudos',
      'tencentos',
      'xcp-ng',
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
    traces: [
      'etc/redhat-release',
      'etc/fedora-release',
      'etc/centos-release',
      'etc/system-release',
      'etc/SuSE-release',
      'etc/dnf/dnf.conf',
      'etc/yum.conf',
      'etc/yum.repos.d',
      'etc/zypp/zypp.conf',
      'var/lib/dnf/history.sqlite',
      'var/lib/rpm/.rpm.lock',
      'var/lib/rpm/__db.*',
      'var/lib/rpm/rpmdb.sqlite-*',
      'usr/lib/sysimage/rpm/.rpm.lock',
      'usr/lib/sysimage/rpm/rpmdb.sqlite-*',
    ],
  },
  {
    name: 'apk',
    systems: ['alpine', 'wolfi', 'chainguard', 'postmarketos', 'chimera', 'adelie'],
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
    traces: [
      'etc/alpine-release',
      'etc/apk/world',
      'etc/apk/repositories',
      'lib/apk/db/lock',
      'usr/lib/apk/db/lock',
    ],
  },
  {
    name: 'pacman',
    systems: ['arch', 'archlinux', 'manjaro', 'steamos', 'artix'],
    readers: new Set(['pacman-local']),
    home: 'var/lib/pacman/local',
    ways: ['var', 'var/lib', 'var/lib/pacman', 'var/lib/pacman/local'],
    leftovers: ['var/lib/pacman/local/*/files', 'var/lib/pacman/local/*/mtree'],
    traces: [
      'etc/arch-release',
      'etc/pacman.conf',
      'var/lib/pacman/local/ALPM_DB_VERSION',
      'var/lib/pacman/sync/*.db',
    ],
  },
  {
    name: 'Portage',
    systems: ['gentoo', 'funtoo'],
    readers: new Set(['portage']),
    home: 'var/db/pkg',
    ways: ['var', 'var/db', 'var/db/pkg'],
    leftovers: ['var/db/pkg/*/*/CONTENTS'],
    traces: ['etc/gentoo-release', 'etc/portage', 'var/lib/portage/world'],
  },
  {
    name: 'Slackware',
    systems: ['slackware'],
    readers: new Set(['slackware']),
    home: 'var/lib/pkgtools/packages',
    ways: ['var', 'var/lib', 'var/lib/pkgtools', 'var/log/packages'],
    leftovers: ['var/lib/pkgtools/scripts/*', 'var/log/scripts/*'],
    traces: ['etc/slackware-version'],
  },
  {
    name: 'Nix',
    systems: ['nixos'],
    readers: new Set(['nix-profile', 'nix-database']),
    home: 'nix/var/nix',
    ways: ['nix', 'nix/var', 'nix/var/nix', 'nix/var/nix/db'],
    leftovers: [],
    traces: ['etc/NIXOS'],
  },
  {
    name: 'xbps',
    systems: ['void'],
    readers: new Set(['xbps-database']),
    home: 'var/db/xbps',
    ways: ['var', 'var/db', 'var/db/xbps'],
    leftovers: ['var/db/xbps/.*-files.plist'],
    traces: ['etc/xbps.d', 'usr/share/xbps.d'],
  },
  {
    name: 'eopkg',
    systems: ['solus', 'pisilinux'],
    readers: new Set(['eopkg']),
    home: 'var/lib/eopkg/package',
    ways: ['var', 'var/lib', 'var/lib/eopkg', 'var/lib/eopkg/package'],
    leftovers: ['var/lib/eopkg/package/*/files.xml', 'var/lib/pisi/package/*/files.xml'],
    traces: ['etc/eopkg', 'var/lib/eopkg/info', 'usr/share/defaults/eopkg'],
  },
  {
    name: 'Guix',
    systems: ['guix'],
    readers: new Set(['guix-profile']),
    home: 'var/guix/profiles',
    ways: ['var', 'var/guix', 'var/guix/profiles'],
    leftovers: [],
    traces: [],
  },
  {
    name: 'opkg',
    systems: ['openwrt', 'lede'],
    readers: new Set(['dpkg-status', 'apk-installed']),
    home: 'usr/lib/opkg',
    ways: ['usr', 'usr/lib', 'usr/lib/opkg', 'usr/lib/opkg/status'],
    leftovers: ['usr/lib/opkg/info/*.list', 'usr/lib/opkg/info/*.control'],
    traces: ['etc/openwrt_release', 'etc/openwrt_version', 'etc/opkg.conf', 'usr/lib/opkg/lists'],
  },
  addition('Termux', DPKG, `${TERMUX}/var/lib/dpkg`, [
    `${TERMUX}/var/lib/dpkg/info/*.list`,
    `${TERMUX}/bin/dpkg`,
    `${TERMUX}/etc/apt`,
  ]),
  addition('Entware', DPKG, 'opt/lib/opkg', [
    'opt/lib/opkg/info/*.list',
    'opt/lib/opkg/info/*.control',
    'opt/etc/opkg.conf',
  ]),
  ...['opt/sw', 'sw'].map((folder) =>
    addition('Fink', DPKG, `${folder}/var/lib/dpkg`, [
      `${folder}/var/lib/dpkg/info/*.list`,
      `${folder}/etc/fink.conf`,
    ]),
  ),
  addition('MSYS2', new Set(['pacman-local']), 'msys64/var/lib/pacman/local', [
    'msys64/var/lib/pacman/local/*/files',
    'msys64/etc/pacman.conf',
  ]),
];
