import { mozillaFolders } from '../readers/browsers/profiles.ts';
import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, reportedPaths, type Scanned } from './check.ts';
import { pathsOf } from './reader-paths.ts';

/** What a package manager keeps of each package in one place, and what describes the package in another. */
interface Companions {
  /** What is missing: `a gem without its description`. */
  readonly reason: string;
  readonly kept: readonly string[];
  readonly descriptions: readonly string[];
  /** What is kept is a folder. */
  readonly isFolder?: true;
  /** Without this the path of what is kept is that of the description. */
  readonly without: RegExp;
}

/** Gems, and descriptions of those that come with Ruby, by one glob for each place. */
const GEMS = pathsOf('ruby-gem', 'specifications/*.gemspec').map(
  (place) => `${place}{gems/*,specifications/default/*.gemspec}`,
);

/** Packages that were asked for, beside all that they need. */
const LISTED = pathsOf('npm-global').filter((path) => !path.includes('node_modules'));

/** Where Firefox and its kin keep their profiles. Elsewhere other programs have files of these names. */
const PROFILES = mozillaFolders.map((folder) => `${folder}/*`);

const COMPANIONS: readonly Companions[] = [
  // Images without a shell keep a description and checksums of each package.
  {
    reason: 'a package of dpkg without its description',
    kept: ['var/lib/dpkg/status.d/*.md5sums'],
    descriptions: ['var/lib/dpkg/status.d/*'],
    without: /\.md5sums$/u,
  },
  // An uninstallation leaves what was changed in the folder, and takes the package itself away.
  {
    reason: 'a package of Chocolatey without its description',
    kept: pathsOf('chocolatey', '.nuspec').map((place) => `${place}.nupkg`),
    descriptions: pathsOf('chocolatey'),
    without: /\/[^/]*$/u,
  },
  {
    reason: 'a gem without its description',
    isFolder: true,
    kept: GEMS,
    descriptions: [...GEMS, ...pathsOf('ruby-gem')],
    without: /(?:gems|specifications(?:\/default)?)\/(?=[^/]*$)|\.gemspec$/gu,
  },
  // What was installed last may be gone: its list stays, and is empty.
  {
    reason: 'packages of Yarn or Bun without the list of them (package.json)',
    isFolder: true,
    kept: LISTED.map((path) => path.replace(/package\.json$/u, 'node_modules')),
    descriptions: LISTED,
    without: /\/(?:node_modules|package\.json)$/u,
  },
  {
    reason: 'packages of Composer without the list of them (installed.json)',
    kept: pathsOf('composer-global', 'composer/installed.json').map((place) => `${place}autoload.php`),
    descriptions: pathsOf('composer-global'),
    without: /\/(?:autoload\.php|composer\/installed\.json)$/u,
  },
  // Firefox writes both when it starts with a profile for the first time.
  {
    reason: 'a profile of Firefox without the list of its add-ons (extensions.json)',
    kept: PROFILES.map((profile) => `${profile}/compatibility.ini`),
    descriptions: PROFILES.map((profile) => `${profile}/extensions.json`),
    without: /\/[^/]*$/u,
  },
];

/**
 * Beside what a package manager keeps of a package lies the description that names it. Whatever takes one away takes
 * both.
 *
 * @see https://docs.chocolatey.org/en-us/choco/commands/uninstall/
 * @see https://guides.rubygems.org/command-reference/#gem-uninstall
 */
export const packageCompanions: CompletenessCheck = {
  id: 'package-companions',
  title: 'the description of each package that left something elsewhere',
  paths: COMPANIONS.flatMap(({ kept, descriptions }) => [...kept, ...descriptions]),
  *find(scanned: Scanned): Generator<CoverageGap> {
    const reported = reportedPaths(scanned);
    for (const { reason, kept, descriptions, isFolder = false, without } of COMPANIONS) {
      const packageOf = (path: string) => path.replace(without, '');
      const own = scanned
        .signs(...kept)
        .filter(({ folder, problem }) => folder === isFolder && problem === undefined);
      const paths = new Set(own.map(({ path }) => path));
      const described = new Set(
        scanned
          .signs(...descriptions)
          .filter(({ path, folder, dangling }) => !folder && !dangling && !paths.has(path))
          .map(({ path }) => packageOf(path)),
      );
      for (const path of paths)
        if (!reported.has(path) && !described.has(packageOf(path))) yield { path, reason };
    }
  },
};
