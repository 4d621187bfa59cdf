import { stringOf } from '../../../formats/registry/registry-tree.ts';
import { dayOf } from '../../../formats/text/day.ts';
import type { Program } from '../../../types.ts';
import { accountOf, type PlacedKey, shownOf, type Where } from './key.ts';
import { folderOf } from './uninstall.ts';

/** Name, version, architecture, resources and the hash of the publisher. */
const fullName =
  /^(?<name>[^_]+)_(?<version>\d+(?:\.\d+){0,3})_(?<arch>[^_]*)_(?<resource>[^_]*)_(?<hash>[0-9a-z]{13})$/iu;

/** Keys beside the accounts whose packages are there; the others name packages that were removed. */
const stores = new Set(['applications', 'inboxapplications', 'staged', 'packages']);

/**
 * A packaged app (AppX, MSIX), from the key that bears its full name.
 *
 * @see https://learn.microsoft.com/windows/apps/desktop/modernize/package-identity-overview
 */
export function packageOf(key: PlacedKey, where: Where): { key: string; program: Program } | undefined {
  const store = key.place.names.at(-2) ?? '';
  const user = accountOf(store) ?? where.user;
  if (!stores.has(store.toLowerCase()) && accountOf(store) === undefined && !/^S-1-/iu.test(store))
    return undefined;
  const parts = fullName.exec(key.place.names.at(-1) ?? '')?.groups;
  // A split package holds languages or pictures of another one.
  if (parts === undefined || parts['resource']?.startsWith('split.')) return undefined;
  const family = `${parts['name']}_${parts['hash']?.toLowerCase()}`;
  const folder = folderOf(stringOf(key.values, 'packagerootfolder'));
  const publisher = shownOf(key, 'publisherdisplayname');
  const program: Program = {
    name: shownOf(key, 'displayname') ?? parts['name'] ?? '',
    version: parts['version'] ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(parts['arch'] ? { arch: parts['arch'] } : {}),
    ids: [`appx:${family}`],
    ...where,
    ...(user === undefined ? {} : { user }),
    ...(folder === undefined ? {} : { folder }),
  };
  return { key: `package ${family} ${parts['version']} ${user}`, program };
}

/** A program that `Amcache.hve` remembers: it was once there, and may be still. */
export function* seenProgram(key: PlacedKey, where: Where): Iterable<Program> {
  const { values } = key;
  const name = stringOf(values, 'name');
  if (name === undefined) return;
  const version = stringOf(values, 'version');
  const publisher = stringOf(values, 'publisher');
  const installedOn = dayOf(stringOf(values, 'installdate'));
  const folder = folderOf(stringOf(values, 'rootdirpath'));
  const code = stringOf(values, 'msiproductcode');
  const parts = fullName.exec(stringOf(values, 'packagefullname') ?? '')?.groups;
  const ids = [
    ...(code === undefined ? [] : [`product-code:${code.toUpperCase()}`]),
    ...(parts === undefined ? [] : [`appx:${parts['name']}_${parts['hash']}`]),
  ];
  yield {
    name,
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(installedOn === undefined ? {} : { installedOn }),
    ...(folder === undefined ? {} : { folder }),
    ids,
    kind: 'trace',
    ...where,
  };
}
