import { bomPaths } from '../../formats/database/apple-bom.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { isPlistDict, type PlistDict, plist, plistDay, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';

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
  siblings: FOLDERS.map((folder) => `${folder}/*.bom`),
  paths: [...FOLDERS.map((folder) => `${folder}/*.plist`), 'Library/Receipts/*.pkg/Contents/Info.plist'],
  recognises(head) {
    const start = memoiseHead(head);
    const isList = /^(?:bplist|\S{0,3}\s*<)/u.test(start);
    return isList && start.includes('PackageIdentifier') && KEYS.some((key) => start.includes(key));
  },
  *read(bytes, resolver) {
    const receipt = plist(bytes);
    if (!isPlistDict(receipt)) throw new SyntaxError('not a receipt: expected a dictionary');
    if (!receipt.has('PackageIdentifier')) {
      yield bundleOf(receipt, resolver.path);
      return;
    }
    const { value: isGone, fault } = attempt(() => areGone(receipt, resolver));
    yield packageOf(receipt, isGone === true);
    if (fault !== undefined) throw fault;
  },
};

function packageOf(receipt: PlistDict, isGone: boolean): Program {
  const identifier = plistString(receipt, 'PackageIdentifier');
  return present<Program>({
    name: identifier ?? '',
    version: plistString(receipt, 'PackageVersion'),
    installedOn: plistDay(receipt, 'InstallDate'),
    ids: idsOf(['receipt', identifier]),
    state: isGone ? 'residue' : undefined,
  });
}

/** More paths than any package of applications has. */
const MAX_PATHS = 500_000;

/**
 * Whether the package brought applications and none of them is where it was put. Packages without one stay
 * installed until their receipt is forgotten: their files may be anything.
 */
function areGone(receipt: PlistDict, resolver: FileResolver): boolean {
  const bill = FOLDERS.some((folder) => resolver.path.startsWith(`${folder}/`))
    ? resolver.read(resolver.path.slice(resolver.path.lastIndexOf('/') + 1).replace(/\.plist$/iu, '.bom'))
    : undefined;
  if (bill === undefined) return false;
  const prefix = (plistString(receipt, 'InstallPrefixPath') ?? '').replace(/^\/+|\/+$/gu, '');
  const paths = bomPaths(bill, MAX_PATHS).map((path) => (prefix === '' ? path : `${prefix}/${path}`));
  const applications = paths.filter((path) => APPLICATION.test(path));
  return applications.length > 0 && !applications.some((path) => resolver.exists(`/${path}`));
}

const APPLICATION = /^Applications\/(?:[^/]+\/)?[^/]+\.app\/Contents\/Info\.plist$/u;

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
