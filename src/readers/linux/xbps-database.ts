import { errorCollector } from '../../formats/errors.ts';
import { present } from '../../formats/omit-undefined.ts';
import { type Plist, plist, plistField, plistString } from '../../formats/plist/index.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader, State } from '../../types.ts';

/**
 * The package database of Void Linux: a property list with an entry for each package.
 *
 * @see https://man.voidlinux.org/xbps-pkgdb.1
 */
export const xbpsDatabase: Reader = {
  id: 'xbps-database',
  title: 'xbps package database (Void Linux)',
  paths: ['var/db/xbps/pkgdb-*.plist'],
  recognises(head) {
    const start = memoiseHead(head);
    return start.includes('<plist') && /<key>pkgver<\/key>\s*<string>/u.test(start);
  },
  telltales: [
    { format: 'a package database of XBPS', keys: ['pkgver', 'maintainer', 'architecture', 'state'] },
  ],
  *read(bytes) {
    const packages = plist(bytes);
    if (!(packages instanceof Map)) throw new SyntaxError('not a package database: expected a dictionary');
    const faults = errorCollector();
    for (const [key, entry] of packages as ReadonlyMap<string, Plist>) {
      // Settings of the whole database stand among the packages.
      if (key.startsWith('_')) continue;
      const program = programOf(key, entry);
      if (program === undefined) faults.add(`no name and version of a package: ${quoted(key)}`);
      else if (program !== 'absent') yield program;
    }
    faults.throwIfAny();
  },
};

const PKGVER = /^(?<name>\S+)-(?<version>[^-\s]+_\d+)$/u;
const STATES: ReadonlyMap<string, State | 'absent'> = new Map([
  ['installed', 'installed'],
  ['not-installed', 'absent'],
  ['config-files', 'residue'],
]);

function programOf(key: string, entry: Plist): Program | 'absent' | undefined {
  const { name, version } = PKGVER.exec(plistString(entry, 'pkgver') ?? '')?.groups ?? {};
  if (name === undefined || version === undefined) return undefined;
  // What was only unpacked or half removed is there.
  const state = STATES.get(plistString(entry, 'state') ?? 'installed') ?? 'partial';
  if (state === 'absent') return state;
  return present<Program>({
    name,
    version,
    maintainer: plistString(entry, 'maintainer'),
    licence: plistString(entry, 'license'),
    arch: plistString(entry, 'architecture'),
    ids: [...new Set([`xbps:${name}`, `xbps:${key}`])],
    state: state === 'installed' ? undefined : state,
    marks: plistField(entry, 'hold') === true ? ['held'] : undefined,
  });
}
