import { idsOf, present } from '../../formats/omit-undefined.ts';
import { type Plist, plist, plistField, plistList } from '../../formats/plist/index.ts';
import { type KeyedArchive, keyedArchive } from '../../formats/plist/keyed-archive.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';
import type { Program, Reader } from '../../types.ts';

const FOLDERS = [
  'private/var/db/com.apple.backgroundtaskmanagement',
  'var/db/com.apple.backgroundtaskmanagement',
];

/**
 * What macOS 13 and later lets run in the background: login items, launch agents and launch daemons of every account,
 * with the teams that signed them. `sfltool dumpbtm` prints this list.
 *
 * @see https://support.apple.com/guide/deployment/depdca572563/web
 */
export const macBackgroundItems: Reader = {
  id: 'mac-background-items',
  title: 'macOS login items and background items',
  paths: FOLDERS.map((folder) => `${folder}/BackgroundItems-v*.btm`),
  supplementary: true,
  recognises: (head, name) =>
    /^BackgroundItems-v\d+\.btm$/iu.test(name) && /^bplist|^<\?xml/u.test(memoiseHead(head)),
  *read(bytes) {
    const archive = keyedArchive(plist(bytes));
    const accounts = archive?.field(archive.root('store'), 'itemsByUserIdentifier');
    if (archive === undefined || accounts === undefined)
      throw new SyntaxError('no list of background items: no itemsByUserIdentifier');
    // Many references may lead to one list or item: each is taken once.
    const met = new Set<Plist | undefined>();
    const once = (references: readonly Plist[]) =>
      references.map(archive.follow).filter((value) => !met.has(value) && met.add(value));
    for (const account of once(plistList(accounts, 'NS.objects'))) {
      for (const item of once(plistList(account, 'NS.objects'))) {
        const program = programOf(archive, item);
        if (program !== undefined) yield program;
      }
    }
  },
};

/** Kinds of items are bits: those of launchd, and a developer, who only groups the others. */
const LAUNCHD = 0x18;
const DEVELOPER = 0x20;
/** Somebody or a policy has let it run. */
const ALLOWED = 0x3;

function programOf(archive: KeyedArchive, item: Plist | undefined): Program | undefined {
  const text = (key: string): string | undefined => {
    const value = archive.field(item, key);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const bits = (key: string): number => Number(plistField(item, key) ?? 0);
  const place = pathOf(archive.field(archive.field(item, 'url'), 'NS.relative'));
  const executable = text('executablePath') ?? place;
  if ((bits('type') & DEVELOPER) !== 0 || executable === undefined) return undefined;
  const identifier = text('identifier')?.replace(/^\d+\./u, '');
  const isJob = (bits('type') & LAUNCHD) !== 0;
  return present<Program>({
    name: text('name') ?? identifier ?? executable,
    publisher: text('developerName'),
    ids: idsOf(
      [isJob ? 'launchd' : 'bundle-id', identifier],
      ['bundle-id', text('bundleIdentifier')],
      ['team-id', text('teamIdentifier')],
      ['path', executable],
    ),
    kind: 'trace',
    executable,
    marks: [(bits('disposition') & ALLOWED) === ALLOWED ? 'enabled' : 'disabled'],
    folder: executable.slice(0, executable.lastIndexOf('/')) || '/',
  });
}

/** The path in a `file:` address, without a slash at its end. */
function pathOf(address: Plist | undefined): string | undefined {
  if (typeof address !== 'string' || !address.startsWith('file:///')) return undefined;
  const path = attempt(() => decodeURIComponent(address.slice('file://'.length))).value;
  // A launchd job is reported by its property list, which is no program.
  return path === undefined || path.endsWith('.plist') ? undefined : path.replace(/\/+$/u, '');
}
