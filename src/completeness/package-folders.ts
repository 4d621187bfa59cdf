import { applicationFolders } from '../readers/macos/mac-app/places.ts';
import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, reportedPaths, type Scanned } from './check.ts';
import { pathsOf } from './reader-paths.ts';

/** A kind of packages that have a folder each, and in it what names the package. */
interface PackageFolders {
  /** One of them: `a package of npm`. */
  readonly one: string;
  readonly folders: readonly string[];
  /** A file, by a path from the folder of the package. */
  readonly description: string;
  /** The globs of such files. */
  readonly files: readonly string[];
  /** A file that has to lie beside the folders, where other programs keep their own in folders of this name. */
  readonly beside?: string;
}

/** `npm link` lays links to projects, which people delete: such a link says nothing. */
const NPM = 'a package of npm';

/** Reader → what it reads, the file that describes one there, and, if it reads others too, the end of the folder. */
const BY_READER: readonly (readonly [reader: string, one: string, description: string, end?: string])[] = [
  ['pacman-local', 'a package of pacman', 'desc'],
  ['portage', 'a package of Portage', 'PF'],
  ['flatpak', 'a package of flatpak', 'metadata'],
  ['eopkg', 'a package of eopkg', 'metadata.xml'],
  ['homebrew-cellar', 'a package of Homebrew', 'INSTALL_RECEIPT.json'],
  ['homebrew-caskroom', 'a package of Homebrew', '.metadata/*/*/Casks/*'],
  ['npm-global', NPM, 'package.json', 'node_modules/{*,@*/*}'],
  ['chromium-extension', 'an extension of Chromium', 'manifest.json', 'Extensions/*/*'],
];

/** A bundle without `Contents` is of another kind, or what is left of one. */
const BUNDLES = ['Contents', 'Wrapper/*.app'].flatMap((inner) =>
  applicationFolders.map((folder) => `${folder}/**/*.app/${inner}`),
);
/** Folders of distributions and their descriptions, by one glob for each place. */
const DISTRIBUTIONS = pathsOf('python-distribution')
  .filter((path) => path.includes('{*.dist-info/METADATA,'))
  .map((path) => path.replace(/[^/]*\{\*\.dist-info.*$/u, '*.dist-info{,/METADATA}'));

const DATABASES: readonly PackageFolders[] = [
  ...BY_READER.map(([reader, one, description, end = '']) => {
    const places = pathsOf(reader, `${end}/${description}`);
    return byFolders(
      one,
      places.map((place) => place + end),
      description,
    );
  }),
  byFolders('a package of macOS', BUNDLES, 'Info.plist'),
  {
    one: 'a distribution of Python',
    folders: DISTRIBUTIONS,
    files: DISTRIBUTIONS,
    description: 'METADATA',
  },
  {
    ...byFolders('an extension of VS Code', pathsOf('vscode-extension', '/package.json'), 'package.json'),
    beside: 'extensions.json',
  },
];

function byFolders(one: string, folders: readonly string[], description: string): PackageFolders {
  return { one, folders, files: folders.map((folder) => `${folder}/${description}`), description };
}

/** Portage takes a category away with the last package in it. */
const CATEGORIES = 'var/db/pkg/*';

/** Folders in which each file is a package, and no folder is. */
const FILES: readonly (readonly [name: string, glob: string])[] = [
  ['dpkg', 'var/lib/dpkg/status.d/*'],
  ['Slackware', 'var/lib/pkgtools/packages/*'],
  ['Slackware', 'var/log/packages/*'],
];

/**
 * What file systems and tools leave in such folders (pip puts a tilde before what it could not remove), the scopes of
 * npm, and what lies in no folder with the id of an extension: no package is called so.
 */
const NO_PACKAGE =
  /\/(?:[.~][^/]*|lost\+found|node_modules\/@[^/]*|Extensions\/(?![a-p]{32}\/)[^/]+\/[^/]+)$/u;

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
    ...DATABASES.flatMap(({ folders, files }) => [...folders, ...files]),
    CATEGORIES,
    ...FILES.map(([, glob]) => glob),
  ],
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const database of DATABASES) yield* withoutDescription(database, scanned);
    yield* withoutPackages(scanned);
    yield* inPlaceOfFiles(scanned);
  },
};

function* withoutDescription(
  { one, folders, files, description, beside }: PackageFolders,
  scanned: Scanned,
): Generator<CoverageGap> {
  const reported = reportedPaths(scanned);
  const depth = description.split('/').length;
  // A file that cannot be read is reported by its reader; a folder in its place by nobody.
  const described = new Set(
    scanned
      .signs(...files)
      .filter(({ folder, dangling }) => !folder && !dangling)
      .map(({ path }) => path.split('/').slice(0, -depth).join('/')),
  );
  const signs = scanned.signs(...folders);
  const known = new Set(signs.map(({ path }) => path));
  for (const { path, folder, problem, dangling } of signs) {
    if (NO_PACKAGE.test(path) || described.has(path) || reported.has(path)) continue;
    if (beside !== undefined && !known.has(`${parentOf(path)}/${beside}`)) continue;
    if (dangling && one !== NPM) yield deadLink(path, one);
    else if (folder && problem === undefined)
      yield { path, reason: `${one} without its description (${description})` };
  }
}

function* withoutPackages(scanned: Scanned): Generator<CoverageGap> {
  const reported = reportedPaths(scanned);
  const packages = scanned.signs(`${CATEGORIES}/*`).filter(({ path }) => !NO_PACKAGE.test(path));
  const filled = new Set(packages.map(({ path }) => parentOf(path)));
  for (const { path, folder, problem, dangling } of scanned.signs(CATEGORIES)) {
    if (NO_PACKAGE.test(path) || reported.has(path)) continue;
    if (dangling) yield deadLink(path, 'a package of Portage');
    else if (folder && problem === undefined && !filled.has(path))
      yield { path, reason: 'a category of Portage without packages' };
  }
}

function* inPlaceOfFiles(scanned: Scanned): Generator<CoverageGap> {
  for (const [name, glob] of FILES)
    for (const { path, folder } of scanned.signs(glob))
      if (folder && !NO_PACKAGE.test(path))
        yield { path, reason: `a folder in the place of a package of ${name}` };
}

function deadLink(path: string, one: string): CoverageGap {
  return { path, reason: `a link that leads nowhere, in the place of ${one}` };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
