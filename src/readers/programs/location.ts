import type { Program } from '../../types.ts';
import { appImageName } from '../app-image-name.ts';
import type { ProgramFile } from './described.ts';

/** Folders that keep installers and what was deleted: a file in one of them is not installed. */
const CACHES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)windows\/installer\//iu, 'the cache of Windows Installer'],
  [/(?:^|\/)programdata\/package cache\//iu, 'the package cache'],
  [/(?:^|\/)downloaded installations\//iu, 'the cache of InstallShield'],
  [/^var\/cache\//u, 'the cache of the package manager'],
  [/(?:^|\/)library\/caches\/homebrew\//iu, 'the cache of Homebrew'],
  [/(?:^|\/)\$recycle\.bin\//iu, 'the recycle bin'],
  [/(?:^|\/)\.trash(?:es)?\//iu, 'the bin'],
  [/(?:^|\/)\.local\/share\/trash\//iu, 'the bin'],
  [/^windows\.old\//iu, 'the Windows before an upgrade'],
  [/(?:^|\/)windows\/winsxs\/backup\//iu, 'the component store'],
];

/** Names of what removes a program and stays behind. */
const UNINSTALLER = /(?:^|\/)(?:unins\d{3}|uninst(?:all(?:er)?)?|uninstall[-_ ]?\w{0,20})\.exe$/iu;
const DOWNLOADS = /(?:^|\/)(?:downloads|desktop|temp|tmp)\//iu;
const SETUP = /(?:set-?up|install(?:er)?)(?:[-_ .]|$)/iu;

/**
 * A program with the location of its file, and what that shows: a file in the cache of an installer, an uninstaller and an
 * installer in a folder of downloads are no installation.
 */
export function withLocation(path: string, file: ProgramFile): Program {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const appImage = file.isAppImage ? appImageName(name) : undefined;
  const cache = CACHES.find(([pattern]) => pattern.test(path))?.[1];
  const isResidue = cache !== undefined || UNINSTALLER.test(path) || isDownload(path, file);
  const cut = path.lastIndexOf('/');
  return {
    ...file.program,
    name: file.program.name ?? appImage?.name ?? name,
    ...(appImage?.version && file.program.version === undefined ? { version: appImage.version } : {}),
    ids: [...(file.program.ids ?? []), ...(appImage ? [`appimage:${appImage.name}`] : [])],
    kind: 'trace',
    state: isResidue ? 'residue' : 'installed',
    ...(cut > 0 ? { folder: `/${path.slice(0, cut)}` } : {}),
    ...(cache === undefined ? {} : { entry: `in ${cache}` }),
  };
}

/** Whether a file of this path, from the root, is an uninstaller, or lies among installers and deleted files. */
export function isLeftover(path: string): boolean {
  const place = path.replace(/^\/+/u, '');
  const isSetup = DOWNLOADS.test(place) && SETUP.test(place.slice(place.lastIndexOf('/') + 1));
  return isSetup || UNINSTALLER.test(place) || CACHES.some(([pattern]) => pattern.test(place));
}

function isDownload(path: string, { program, isInstaller }: ProgramFile): boolean {
  if (!DOWNLOADS.test(path)) return false;
  const original = program.ids?.find((id) => id.startsWith('original-name:')) ?? '';
  return isInstaller === true || SETUP.test(original) || SETUP.test(path.slice(path.lastIndexOf('/') + 1));
}
