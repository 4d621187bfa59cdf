import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, reportedPaths, type Scanned } from './check.ts';
import { pathsOf } from './reader-paths.ts';

/** Folders above others. A system of ostree makes what these links lead to at its first start. */
const ABOVE = ['home', 'Users', 'root', 'opt', 'usr', 'usr/local', 'usr/local/lib'];
const OSTREE = ['ostree', 'sysroot/ostree'];
const HOMES = ['home/*', 'Users/*'];
/** Folders of a home that hold profiles and programs. */
const IN_HOMES = [
  '.config',
  '.config/google-chrome',
  '.config/google-chrome/*',
  '.config/chromium',
  '.config/chromium/*',
  '.config/microsoft-edge',
  '.config/microsoft-edge/*',
  '.config/BraveSoftware',
  '.config/{google-chrome,chromium,microsoft-edge}/*/Extensions',
  '.local',
  '.local/share',
  '.mozilla',
  '.mozilla/firefox',
  '.mozilla/firefox/*',
  '.var',
  '.var/app',
  '.local/lib',
  '.local/lib/python*',
  '.cargo',
  '.nvm',
  '.bun',
  '.composer',
  '.config/composer',
  '.gem',
  '.ollama',
  '.linuxbrew',
  '.linuxbrew/Cellar',
  '.linuxbrew/Caskroom',
  '.*/extensions',
  '.{vscode,vscode-oss,vscode-insiders,vscode-server,cursor,cursor-server,windsurf,trae}',
];
const OF_USERS = ['Applications', 'Library', 'Library/Application Support'];
/** Folders of a machine that hold programs besides its package database. */
const OF_MACHINES = [
  'var/lib/snapd',
  'var/lib/dpkg/status.d',
  'opt/homebrew',
  'opt/homebrew/Cellar',
  'opt/homebrew/Caskroom',
  'usr/local/Cellar',
  'usr/local/Caskroom',
  'opt/local/var/macports/registry/registry.db',
];

/** What browsers leave beside their profiles: locks, which are links to the name of a process. */
const BESIDE_PROFILES =
  /\/(?:google-chrome|chromium|microsoft-edge)\/(?!Default$|Profile \d+$|[^/]+\/Extensions$)|\/firefox\/[^.]*$/u;

/**
 * Homes, profiles and folders of programs that were moved to another disk, which is not mounted: what is in them is not
 * known. Links that no program follows for what is installed say nothing.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap04.html#tag_04_16
 */
export const linkedPlaces: CompletenessCheck = {
  id: 'linked-places',
  title: 'homes, profiles and folders of programs that a link leads to',
  paths: [
    ...ABOVE,
    ...HOMES,
    ...['home/*', 'root'].flatMap((home) => IN_HOMES.map((folder) => `${home}/${folder}`)),
    ...OF_USERS.map((folder) => `Users/*/${folder}`),
    ...OF_MACHINES,
    ...pathsOf('cargo-install'),
    ...OSTREE,
  ],
  *find(scanned: Scanned): Generator<CoverageGap> {
    const reported = reportedPaths(scanned);
    const isOstree = scanned.signs(...OSTREE).length > 0;
    for (const { path, dangling } of scanned.signs(...linkedPlaces.paths)) {
      if (!dangling || reported.has(path) || BESIDE_PROFILES.test(path)) continue;
      if (OSTREE.includes(path) || (isOstree && ABOVE.includes(path))) continue;
      yield {
        path,
        reason: 'a link that leads nowhere, in the place of a folder that holds programs or profiles',
      };
    }
  },
};
