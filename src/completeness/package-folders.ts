import { applicationFolders } from '../readers/macos/mac-app/places.ts';
import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, reportedPaths, type Scanned, type Sign } from './check.ts';

/** Where a package database keeps a folder for each package, and the file in it that names the package. */
interface PackageFolders {
  readonly name: string;
  readonly folders: readonly string[];
  /** A file, or a folder. */
  readonly description: string;
  readonly isFolder?: boolean;
}

/** Installations of flatpak, of the machine and of accounts. */
const FLATPAK = ['var/lib/flatpak', 'home/*/.local/share/flatpak', 'root/.local/share/flatpak'];
/** A link to a disk that is not there takes all applications away. */
const WAYS = FLATPAK.flatMap((place) => [place, `${place}/app`]);
/** The branches of an application; beside them lies a link to the one that runs. */
const BRANCHES = FLATPAK.map((place) => `${place}/app/*/*/*`);
const LINKED = /\/app\/[^/]+\/current\//u;

const BREWS = ['opt/homebrew', 'usr/local', 'home/linuxbrew/.linuxbrew'];

const DATABASES: readonly PackageFolders[] = [
  {
    name: 'pacman',
    folders: [
      'var/lib/pacman/local/*',
      'usr/lib/sysimage/lib/pacman/local/*',
      'usr/lib/holo/pacmandb/local/*',
      'msys64/var/lib/pacman/local/*',
    ],
    description: 'desc',
  },
  { name: 'Portage', folders: ['var/db/pkg/*/*'], description: 'PF' },
  {
    name: 'flatpak',
    folders: FLATPAK.flatMap((place) => [`${place}/app/*/*/*/active`, `${place}/runtime/*/*/*/active`]),
    description: 'metadata',
  },
  {
    name: 'eopkg',
    folders: ['var/lib/eopkg/package/*', 'var/lib/pisi/package/*'],
    description: 'metadata.xml',
  },
  // A bundle without `Contents` is of another kind, or what is left of one.
  {
    name: 'macOS',
    folders: ['Contents', 'Wrapper/*.app'].flatMap((inner) =>
      applicationFolders.map((folder) => `${folder}/**/*.app/${inner}`),
    ),
    description: 'Info.plist',
  },
  {
    name: 'Homebrew',
    folders: BREWS.map((place) => `${place}/Cellar/*/*`),
    description: 'INSTALL_RECEIPT.json',
  },
  {
    name: 'Homebrew',
    folders: BREWS.map((place) => `${place}/Caskroom/*`),
    description: '.metadata',
    isFolder: true,
  },
];

/** Portage takes a category away with the last package in it. */
const CATEGORIES = 'var/db/pkg/*';

/** Lists of checksums that lie beside the descriptions of packages, one for each. */
const STATUS_FOLDER = 'var/lib/dpkg/status.d/*';
const SUMS = '.md5sums';

/** Folders in which each file is a package, and no folder is. */
const FILES: readonly (readonly [name: string, glob: string])[] = [
  ['dpkg', STATUS_FOLDER],
  ['Slackware', 'var/lib/pkgtools/packages/*'],
  ['Slackware', 'var/log/packages/*'],
];

/** What file systems and tools leave in such folders: no package is called so. */
const NO_PACKAGE = /^(?:\.|lost\+found$)/u;

/**
 * The folder of an installed package has the description that names it. A loss of power in the midst of an
 * installation leaves folders without one, which their package manager counts all the same. So has the bundle of an
 * application of macOS.
 *
 * @see https://man.archlinux.org/man/alpm-db-desc.5
 * @see https://projects.gentoo.org/pms/8/pms.html
 */
export const packageFolders: CompletenessCheck = {
  id: 'package-folders',
  title: 'the description in the folder of each package',
  paths: [
    ...DATABASES.flatMap(({ folders, description }) =>
      folders.flatMap((folder) => [folder, `${folder}/${description}`]),
    ),
    CATEGORIES,
    ...FILES.map(([, glob]) => glob),
    ...WAYS,
    ...BRANCHES,
  ],
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const database of DATABASES) yield* withoutDescription(database, scanned);
    yield* sumsAlone(scanned.signs(STATUS_FOLDER));
    yield* withoutDeployment(scanned);
    yield* withoutPackages(scanned);
    yield* inPlaceOfFiles(scanned);
  },
};

function* withoutDescription(
  { name, folders, description, isFolder = false }: PackageFolders,
  scanned: Scanned,
): Generator<CoverageGap> {
  const reported = reportedPaths(scanned);
  // A file that cannot be read is reported by its reader; a folder in its place by nobody.
  const described = new Set(
    scanned
      .signs(...folders.map((folder) => `${folder}/${description}`))
      .filter(({ folder, dangling }) => folder === isFolder && !dangling)
      .map(({ path }) => path.slice(0, -description.length - 1)),
  );
  for (const { path, folder, problem, dangling } of scanned.signs(...folders)) {
    if (NO_PACKAGE.test(baseName(path)) || described.has(path) || reported.has(path)) continue;
    if (dangling) yield deadLink(path, name);
    else if (folder && problem === undefined)
      yield { path, reason: `a package of ${name} without its description (${description})` };
  }
}

/** A branch of an application of flatpak is deployed, or it would not be there. */
function* withoutDeployment(scanned: Scanned): Generator<CoverageGap> {
  const actives = scanned.signs(...FLATPAK.map((place) => `${place}/app/*/*/*/active`));
  const deployed = new Set(actives.filter(({ folder }) => folder).map(({ path }) => parentOf(path)));
  const reported = new Set(
    [...actives.filter(({ problem }) => problem !== undefined), ...scanned.gaps].map(({ path }) => path),
  );
  for (const { path, dangling } of scanned.signs(...WAYS))
    if (dangling && !reported.has(path))
      yield { path, reason: 'a link that leads nowhere, on the way to the applications of flatpak' };
  for (const { path, folder, dangling } of scanned.signs(...BRANCHES)) {
    if (LINKED.test(path) || deployed.has(path) || reported.has(`${path}/active`)) continue;
    if (folder) yield { path, reason: 'an application of flatpak without its deployment (active)' };
    else if (dangling) yield deadLink(path, 'flatpak');
  }
}

function* withoutPackages(scanned: Scanned): Generator<CoverageGap> {
  const reported = reportedPaths(scanned);
  const packages = scanned.signs(`${CATEGORIES}/*`).filter(({ path }) => !NO_PACKAGE.test(baseName(path)));
  const filled = new Set(packages.map(({ path }) => parentOf(path)));
  for (const { path, folder, problem, dangling } of scanned.signs(CATEGORIES)) {
    if (NO_PACKAGE.test(baseName(path)) || reported.has(path)) continue;
    if (dangling) yield deadLink(path, 'Portage');
    else if (folder && problem === undefined && !filled.has(path))
      yield { path, reason: 'a category of Portage without packages' };
  }
}

function* inPlaceOfFiles(scanned: Scanned): Generator<CoverageGap> {
  for (const [name, glob] of FILES)
    for (const { path, folder } of scanned.signs(glob))
      if (folder && !NO_PACKAGE.test(baseName(path)))
        yield { path, reason: `a folder in the place of a package of ${name}` };
}

function deadLink(path: string, name: string): CoverageGap {
  return { path, reason: `a link that leads nowhere, in the place of a package of ${name}` };
}

/** Images without a shell keep `status.d/NAME` and `status.d/NAME.md5sums` of each package. */
function* sumsAlone(signs: readonly Sign[]): Generator<CoverageGap> {
  const files = new Set(signs.filter(({ folder }) => !folder).map(({ path }) => path));
  for (const path of files) {
    if (!path.endsWith(SUMS)) continue;
    const own = path.slice(0, -SUMS.length);
    if (!files.has(own)) yield { path: own, reason: 'a package of dpkg without its description' };
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
