import { idsOf, present } from '../../formats/omit-undefined.ts';
import { type Plist, plistDay, plistList, plistPart, plistString } from '../../formats/plist/index.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';

const RECEIPTS = ['private/var/db/receipts', 'var/db/receipts'];

/**
 * The history of installations that macOS keeps. It never forgets: where the receipts of an entry are gone
 * from a machine whose receipts can be seen, the entry is residue.
 *
 * @see https://www.unix.com/man-page/osx/8/installer/
 */
export const macInstallHistory: Reader = {
  id: 'mac-install-history',
  title: 'macOS installation history',
  paths: ['Library/Receipts/InstallHistory.plist'],
  siblings: RECEIPTS.map((folder) => `${folder}/*.plist`),
  recognises(head, name) {
    const start = memoiseHead(head);
    return (
      name === 'InstallHistory.plist' ||
      (start.includes('packageIdentifiers') && start.includes('processName'))
    );
  },
  telltales: [
    {
      format: 'an installation history of macOS',
      keys: ['packageIdentifiers', 'processName', 'displayName', 'displayVersion'],
    },
  ],
  *read(bytes, resolver) {
    const { value, fault } = plistPart(bytes);
    const receipts = receiptsOf(resolver);
    for (const entry of plistList(value)) yield programOf(entry, receipts);
    if (fault) throw fault;
    if (!Array.isArray(value)) throw new SyntaxError('not an installation history: expected an array');
  },
};

/** The names of all receipts; undefined where the file was passed alone. */
function receiptsOf(resolver: FileResolver): ReadonlySet<string> | undefined {
  if (!resolver.path.startsWith('Library/Receipts/')) return undefined;
  const names = RECEIPTS.flatMap((folder) => resolver.list(`/${folder}`));
  return names.length > 0 ? new Set(names) : undefined;
}

function programOf(entry: Plist, receipts: ReadonlySet<string> | undefined): Program {
  const identifiers = plistList(entry, 'packageIdentifiers').filter(
    (id): id is string => typeof id === 'string',
  );
  const isGone =
    identifiers.length > 0 &&
    receipts !== undefined &&
    !identifiers.some((id) => receipts.has(`${id}.plist`));
  return present<Program>({
    name: plistString(entry, 'displayName') ?? identifiers[0] ?? '',
    version: plistString(entry, 'displayVersion'),
    installedOn: plistDay(entry, 'date'),
    ids: idsOf(...identifiers.map((id) => ['receipt', id] as const)),
    state: isGone ? 'residue' : undefined,
  });
}
