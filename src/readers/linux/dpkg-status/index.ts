import { prefilterFor, type Stanza, stanzas } from '../../../formats/deb822/stanzas.ts';
import { errorCollector } from '../../../formats/errors.ts';
import type { FileResolver, Reader } from '../../../types.ts';
import { completeness } from './completeness.ts';
import { isInPlace, isOpkgs, programIn, shape } from './paragraph.ts';
import { isControlFile, isDatabase } from './recognition.ts';

/** Where dpkg and opkg keep their databases, with the lists of files of each package beside them. */
const DPKG = 'var/lib/dpkg';
const OTHERS = [
  'usr/lib/opkg',
  'var/lib/opkg',
  'opt/lib/opkg', // Entware, on routers and network storage
  'opt/sw/var/lib/dpkg', // Fink, on macOS
  'sw/var/lib/dpkg',
  'data/data/com.termux/files/usr/var/lib/dpkg',
];

/**
 * The database of dpkg and of opkg: one paragraph a package, with what was wanted and what was reached.
 * Distroless images keep one file a package in `status.d`, a control file without a `Status`.
 *
 * `status-old` (yesterday's copy) and `available` (what could be installed) are never read.
 *
 * @see https://manpages.debian.org/bookworm/dpkg/dpkg.1.en.html
 */
export const dpkgStatus: Reader = {
  id: 'dpkg-status',
  title: 'Debian package database (dpkg, opkg)',
  paths: [`${DPKG}/status`, `${DPKG}/status.d/*`, ...OTHERS.map((folder) => `${folder}/status`)],
  siblings: [`${DPKG}/updates/*`, ...[DPKG, ...OTHERS].map((folder) => `${folder}/info/*.list`)],
  strict: true,
  recognises: (head) => isDatabase(head) || isControlFile(head),
  telltales: [
    { format: 'a dpkg database', keys: ['Package', 'Status', 'Version', 'Architecture', 'Maintainer'] },
  ],
  *read(bytes, resolver, prefilter) {
    if (resolver.path.endsWith('.md5sums')) return;
    const faults = errorCollector();
    const newer = journal(resolver);
    const complete = completeness(bytes, resolver, faults);
    const listed = isListed(bytes, resolver.path);
    const passing =
      newer.size > 0 || isOpkgs(resolver.path) ? undefined : prefilterFor(prefilter, 'deb', complete.sawName);
    for (const stanza of stanzas(bytes, shape, passing)) {
      complete.saw(stanza);
      if (newer.size > 0 && newer.has(keyOf(stanza))) continue;
      const program = programIn(stanza, { listed, path: resolver.path, faults });
      if (program !== undefined) yield program;
    }
    for (const stanza of newer.values()) {
      const program = programIn(stanza, { listed, path: resolver.path, faults });
      if (program !== undefined) yield program;
    }
    if (bytes.length === 0 && resolver.path.includes('status.d/'))
      faults.add('an empty file instead of a package');
    complete.end(newer.values());
    faults.throwIfAny();
  },
};

/** In `status.d` each file is one installed package; so is a control file that somebody hands over. */
function isListed(bytes: Uint8Array, path: string): boolean {
  return path.includes('status.d/') || (!isInPlace(path) && isControlFile(bytes));
}

/**
 * What dpkg has written down in `updates` and not yet merged into `status`, because it was interrupted or is
 * at work: the paragraphs there replace those in `status`, later files those in earlier ones.
 */
function journal(resolver: FileResolver): ReadonlyMap<string, Stanza> {
  const newer = new Map<string, Stanza>();
  for (const name of isInPlace(resolver.path) ? resolver.list('updates') : []) {
    const bytes = JOURNAL_NAME.test(name) ? resolver.read(`updates/${name}`) : undefined;
    if (bytes === undefined) continue;
    for (const stanza of stanzas(bytes, shape)) newer.set(keyOf(stanza), stanza);
  }
  return newer;
}

const JOURNAL_NAME = /^\d{1,10}$/u;

/** Only packages marked so can be installed for several architectures at once. */
function keyOf({ fields, find }: Stanza): string {
  const arch = find('Multi-Arch') === 'same' ? fields.get('Architecture') : '';
  return `${fields.get('Package')}:${arch}`;
}
