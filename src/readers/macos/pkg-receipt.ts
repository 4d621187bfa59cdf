import { isPlistDict, type PlistDict, plist, plistDay, plistString } from '../../formats/plist.ts';
import { idsOf, present } from '../../formats/present.ts';
import { sample } from '../../formats/sample.ts';
import type { Program, Reader } from '../../model.ts';

const FOLDERS = ['private/var/db/receipts', 'var/db/receipts'];
const KEYS = ['InstallPrefixPath', 'InstallProcessName', 'PackageVersion'];

/**
 * Receipts of the macOS installer, one a package, and those of its forerunner, which are bundles.
 *
 * @see https://www.unix.com/man-page/osx/1/pkgutil/
 */
export const pkgReceipt: Reader = {
  id: 'pkg-receipt',
  title: 'macOS package receipts',
  paths: [...FOLDERS.map((folder) => `${folder}/*.plist`), 'Library/Receipts/*.pkg/Contents/Info.plist'],
  recognises(head) {
    const start = sample(head);
    const isList = /^(?:bplist|\S{0,3}\s*<)/u.test(start);
    return isList && start.includes('PackageIdentifier') && KEYS.some((key) => start.includes(key));
  },
  *read(bytes, tree) {
    const receipt = plist(bytes);
    if (!isPlistDict(receipt)) throw new SyntaxError('no receipt: the property list is no dictionary');
    if (receipt.has('PackageIdentifier')) yield packageOf(receipt);
    else yield bundleOf(receipt, tree.path);
  },
};

function packageOf(receipt: PlistDict): Program {
  const identifier = plistString(receipt, 'PackageIdentifier');
  const prefix = plistString(receipt, 'InstallPrefixPath');
  return present<Program>({
    name: identifier ?? '',
    version: plistString(receipt, 'PackageVersion'),
    installedOn: plistDay(receipt, 'InstallDate'),
    ids: idsOf(['receipt', identifier]),
    folder: prefix && (prefix.startsWith('/') ? prefix : `/${prefix}`),
  });
}

/** `Library/Receipts/Example.pkg`, up to Mac OS X 10.5. */
function bundleOf(receipt: PlistDict, path: string): Program {
  const name = path
    .split('/')
    .at(-3)
    ?.replace(/\.pkg$/iu, '');
  return present<Program>({
    name: plistString(receipt, 'CFBundleName') ?? plistString(receipt, 'IFPkgFlagPackageName') ?? name ?? '',
    version: plistString(receipt, 'CFBundleShortVersionString') ?? plistString(receipt, 'CFBundleVersion'),
    ids: idsOf(['receipt', plistString(receipt, 'CFBundleIdentifier')]),
  });
}
