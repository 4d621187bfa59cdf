import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { Program, Reader } from '../../types.ts';
import { bundle, bundleSigner, signerIds } from './app-bundle.ts';

/** Folder of a library → endings of the bundles that other programs load from there. */
const LOADED: Readonly<Record<string, readonly string[]>> = {
  PreferencePanes: ['prefPane'],
  'Internet Plug-Ins': ['plugin', 'webplugin', 'bundle'],
  'Screen Savers': ['saver'],
  QuickLook: ['qlgenerator'],
  Spotlight: ['mdimporter'],
  Filesystems: ['fs'],
  Services: ['service'],
  'Security/SecurityAgentPlugins': ['bundle'],
  'CoreMediaIO/Plug-Ins/DAL': ['plugin'],
  'Audio/Plug-Ins/HAL': ['driver'],
  'SystemExtensions/*': ['systemextension', 'dext'],
};

/**
 * Bundles that other programs load: panes of the settings, plug-ins, file systems, system extensions.
 * They are traces, because a product that brings one has an application or a receipt besides.
 *
 * @see https://developer.apple.com/library/archive/documentation/CoreFoundation/Conceptual/CFBundles/
 */
export const macPlugIn: Reader = {
  id: 'mac-plug-in',
  title: 'macOS plug-ins and extensions',
  paths: Object.entries(LOADED).flatMap(([folder, endings]) =>
    endings.flatMap((ending) =>
      ['Library', 'Users/*/Library'].map((library) => `${library}/${folder}/*.${ending}/Contents/Info.plist`),
    ),
  ),
  supplementary: true,
  *read(bytes, resolver) {
    const plugIn = bundle(bytes);
    const folder = `/${resolver.path.replace(/\/Contents\/Info\.plist$/iu, '')}`;
    const isExtension = /\.(?:systemextension|dext)$/iu.test(folder);
    const signer = bundleSigner(resolver, plugIn.executable && `MacOS/${plugIn.executable}`);
    const { identifier } = plugIn;
    yield present<Program>({
      name: plugIn.name ?? plugIn.executable ?? folder.slice(folder.lastIndexOf('/') + 1),
      version: plugIn.version,
      publisher: signer.organisation,
      ids: [
        ...idsOf(['system-extension', isExtension ? identifier : undefined], ['bundle-id', identifier]),
        ...signerIds(signer),
      ],
      kind: 'trace',
      executable: plugIn.executable && `${folder}/Contents/MacOS/${plugIn.executable}`,
      folder,
    });
    const fault = plugIn.fault ?? signer.fault;
    if (fault !== undefined) throw fault;
  },
};
