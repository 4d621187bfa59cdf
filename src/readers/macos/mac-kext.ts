import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { Program, Reader } from '../../types.ts';
import { bundle, bundleSigner, signerIds } from './app-bundle.ts';

const PLACES = [
  'Library/Extensions',
  'Library/StagedExtensions/Library/Extensions',
  'System/Library/Extensions',
  'Library/Application Support/*',
  'Library/Application Support/*/*',
  'Library/Application Support/*/*/*',
];

/**
 * Kernel extensions of others than Apple, by the `Info.plist` of their bundles.
 *
 * @see https://developer.apple.com/library/archive/documentation/Darwin/Conceptual/KernelProgramming/
 */
export const macKext: Reader = {
  id: 'mac-kext',
  title: 'macOS kernel extensions',
  paths: PLACES.map((place) => `${place}/*.kext/Contents/Info.plist`),
  siblings: ['**/*.kext/Contents/_CodeSignature/*'],
  supplementary: true,
  *read(bytes, resolver) {
    const driver = bundle(bytes);
    const folder = `/${resolver.path.replace(/\/Contents\/Info\.plist$/iu, '')}`;
    if (driver.identifier?.startsWith('com.apple.')) return;
    const signer = bundleSigner(resolver, driver.executable && `MacOS/${driver.executable}`);
    yield present<Program>({
      name: driver.name ?? driver.executable ?? folder.slice(folder.lastIndexOf('/') + 1),
      version: driver.version,
      publisher: signer.organisation,
      ids: [...idsOf(['kext', driver.identifier], ['bundle-id', driver.identifier]), ...signerIds(signer)],
      kind: 'trace',
      executable: driver.executable && `${folder}/Contents/MacOS/${driver.executable}`,
      folder,
    });
    const fault = driver.fault ?? signer.fault;
    if (fault !== undefined) throw fault;
  },
};
