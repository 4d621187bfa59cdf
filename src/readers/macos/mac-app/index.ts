import { plistString } from '../../../formats/plist/index.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import { attempt } from '../../../formats/try.ts';
import type { Program, Reader } from '../../../types.ts';
import { type Bundle, bundle, bundleSigner, signerIds } from '../app-bundle.ts';
import { localisedName } from './localised-name.ts';
import { places, searchedPlaces } from './places.ts';
import { storeItem } from './store-item.ts';

/** Where a signature is no part of the executable. */
const SIGNATURE = ['_CodeSignature/CodeDirectory', '_CodeSignature/CodeSignature'];

/**
 * Application bundles of macOS, by their `Info.plist`.
 *
 * The name is the one that the bundle gives itself, in its property list or in the texts of its language,
 * then the name of its executable, then the name of its folder. A passed `Info.plist` without any of the
 * first three has no name: the folder that somebody copied it to says nothing.
 *
 * @see https://developer.apple.com/documentation/bundleresources/information-property-list
 */
export const macApp: Reader = {
  id: 'mac-app',
  title: 'macOS application bundles',
  paths: places,
  macPaths: searchedPlaces,
  // A bundle in some folder may as well lie on another system: it does not make an inventory.
  supplementary: searchedPlaces,
  siblings: [
    ...[
      'embedded.provisionprofile',
      ...SIGNATURE,
      'Resources/InfoPlist.loctable',
      'Resources/*.lproj/InfoPlist.strings',
    ].map((file) => `**/*.app/Contents/${file}`),
    ...['embedded.mobileprovision', ...SIGNATURE].map((file) => `**/*.app/Wrapper/*.app/${file}`),
    '**/*.app/Wrapper/iTunesMetadata.plist',
  ],
  recognises,
  *read(bytes, resolver) {
    const app = bundle(bytes);
    const path = bundlePath(resolver.path);
    const isWrapped = path !== undefined && !resolver.path.endsWith('/Contents/Info.plist');
    const signer = bundleSigner(resolver, executableOf(app, isWrapped));
    const local = needsLocalName(app) ? attempt(() => localisedName(app, resolver)) : {};
    const item = isWrapped ? attempt(() => storeItem(resolver)) : {};
    const publisher = item.value?.artist ?? signer.organisation;
    yield {
      name: item.value?.name ?? local.value ?? app.name ?? app.executable ?? folderName(path) ?? '',
      ...(app.version === undefined ? {} : { version: app.version }),
      ...(publisher === undefined ? {} : { publisher }),
      ids: [...bundleIds(app), ...signerIds(signer)],
      ...(path === undefined ? {} : { folder: `/${path}` }),
      ...(path?.includes('/.Trash/') ? { state: 'residue' as const } : {}),
      ...kindOf(app),
    };
    const fault = app.fault ?? signer.fault ?? local.fault ?? item.fault;
    if (fault !== undefined) throw fault;
    // Passed alone it lists nothing that is installed, and whether what it is a part of is there it does not show.
    if (path === undefined && isPart(app))
      throw new SyntaxError(
        `the description of a part of a program (${plistString(app.info, 'CFBundlePackageType')}), not of an application`,
      );
  },
};

const MACHINE = /^(?:Applications|Library|Network|System|Users|Volumes|nix|opt|private|sw|usr\/local)\//iu;
const FOLDER = /(?<=\.app)(?:\/Contents)?\/Info\.plist$/iu;
/** Keys that only the description of a bundle has. */
const SIGNS = ['CFBundleExecutable', 'CFBundlePackageType', 'CFBundleInfoDictionaryVersion'];

function recognises(head: Uint8Array, name: string): boolean {
  if (name.toLowerCase() === 'info.plist') return true;
  const start = memoiseHead(head);
  const isList = start.startsWith('bplist') || /^\S{0,3}\s*[<{/"]/u.test(start);
  return isList && start.includes('CFBundleIdentifier') && SIGNS.some((sign) => start.includes(sign));
}

/** The bundle's own folder, where the manifest stands at a place of a machine. */
function bundlePath(path: string): string | undefined {
  return MACHINE.test(path) && FOLDER.test(path) ? path.replace(FOLDER, '') : undefined;
}

function executableOf({ executable }: Bundle, isWrapped: boolean): string | undefined {
  if (executable === undefined || executable.includes('/')) return undefined;
  return isWrapped ? executable : `MacOS/${executable}`;
}

function needsLocalName({ info, name }: Bundle): boolean {
  return name === undefined || info.get('LSHasLocalizedDisplayName') === true;
}

function folderName(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf('/') + 1).replace(/\.app$/iu, '');
}

function bundleIds({ identifier, info }: Bundle): string[] {
  if (identifier === undefined) return [];
  return [
    `bundle-id:${identifier}`,
    ...(info.get('CFBundlePackageType') === 'KEXT' ? [`kext:${identifier}`] : []),
  ];
}

/** Kinds of bundle that are programs by themselves; old ones give none. */
const OF_PROGRAMS = new Set<unknown>([undefined, '', 'APPL', 'FNDR', '????']);

function isPart({ info }: Bundle): boolean {
  return !OF_PROGRAMS.has(info.get('CFBundlePackageType'));
}

/** A passed description may be that of a driver or an extension, which are no programs by themselves. */
function kindOf({ info }: Bundle): Pick<Program, 'kind'> {
  const type = info.get('CFBundlePackageType');
  return type === 'KEXT' || type === 'SYSX' || type === 'XPC!' ? { kind: 'trace' } : {};
}
