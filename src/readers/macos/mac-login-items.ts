import { errorCollector } from '../../formats/errors.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { aliasPath } from '../../formats/plist/alias-record.ts';
import { type Bookmark, bookmark } from '../../formats/plist/bookmark.ts';
import { type Plist, plist, plistField, plistList, plistString } from '../../formats/plist/index.ts';
import { keyedArchive } from '../../formats/plist/keyed-archive.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import { attempt } from '../../formats/try.ts';
import type { Program, Reader } from '../../types.ts';

const HOOKS = 'Library/Preferences/com.apple.loginwindow.plist';
const FILES = [
  HOOKS,
  'Library/Preferences/com.apple.loginitems.plist',
  'Library/Application Support/com.apple.backgroundtaskmanagementagent/backgrounditems.btm',
];
const NAME = /^(?:com\.apple\.login(?:items|window)\.plist|backgrounditems\.btm)$/iu;

/**
 * What macOS starts when somebody logs in: hooks of all versions, and the login items of accounts up to macOS 12. Up to
 * 10.12 these are a property list of aliases, from 10.13 on an archive of bookmarks. Later versions keep one list for all
 * accounts.
 *
 * @see https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLoginItems.html
 */
export const macLoginItems: Reader = {
  id: 'mac-login-items',
  title: 'macOS login hooks, and login items up to macOS 12',
  paths: [
    HOOKS,
    ...['Users/*', 'private/var/root'].flatMap((home) => FILES.map((file) => `${home}/${file}`)),
  ],
  supplementary: true,
  recognises: (head, name) => NAME.test(name) && /^bplist|^<\?xml/u.test(memoiseHead(head)),
  *read(bytes, resolver) {
    const faults = errorCollector();
    const list = plist(bytes);
    const seen = new Set<string>();
    for (const { name, target } of itemsOf(list, resolver.path)) {
      const { value = {}, fault } = attempt(target);
      if (fault !== undefined) faults.add(`login item${name ? ` ${name}` : ''}: ${(fault as Error).message}`);
      const program = programOf({ ...value, ...(name === undefined ? {} : { name }) });
      if (program === undefined || seen.has(program.executable ?? program.name)) continue;
      seen.add(program.executable ?? program.name);
      yield program;
    }
    faults.throwIfAny();
  },
};

/** A login item; where its target is damaged, its name may still be known. */
interface Item {
  readonly name?: string | undefined;
  readonly target: () => Bookmark;
}

function itemsOf(list: Plist, path: string): Iterable<Item> {
  if (/window\.plist$/iu.test(path)) return hooked(list);
  return keyedArchive(list) ? bookmarked(list) : aliased(list);
}

/** Scripts that run at login and logout, and applications that start by their path, as up to Mac OS X 10.4. */
function* hooked(list: Plist): Generator<Item> {
  const started = plistList(list, 'AutoLaunchedApplicationDictionary').map((item) =>
    plistString(item, 'Path'),
  );
  for (const path of [plistString(list, 'LoginHook'), plistString(list, 'LogoutHook'), ...started])
    if (path !== undefined) yield { target: () => ({ path }) };
}

function* aliased(list: Plist): Generator<Item> {
  if (plistField(list, 'SessionItems') === undefined)
    throw new SyntaxError('not a list of login items: no SessionItems');
  for (const item of plistList(list, 'SessionItems', 'CustomListItems')) {
    const [alias, mark] = ['Alias', 'Bookmark'].map((key) => plistField(item, key));
    yield {
      name: plistString(item, 'Name'),
      target: () => (mark instanceof Uint8Array ? bookmark(mark) : fromAlias(alias)),
    };
  }
}

function fromAlias(alias: Plist | undefined): Bookmark {
  const path = alias instanceof Uint8Array ? aliasPath(alias) : undefined;
  return path === undefined ? {} : { path };
}

/** Every bookmark of the archive leads to an item, or to the application that an item belongs to. */
function* bookmarked(list: Plist): Generator<Item> {
  if (plistField(list, '$top', 'backgroundItems') === undefined)
    throw new SyntaxError('not a list of login items: no backgroundItems');
  for (const object of plistList(list, '$objects')) {
    const data = object instanceof Uint8Array ? object : plistField(object, 'NS.data');
    if (data instanceof Uint8Array) yield { target: () => bookmark(data) };
  }
}

function programOf({ path, name }: Bookmark): Program | undefined {
  const file = path?.slice(path.lastIndexOf('/') + 1);
  const shown = (name ?? file)?.replace(/\.app$/iu, '');
  if (shown === undefined || shown === '') return undefined;
  return present<Program>({
    name: shown,
    ids: idsOf(['path', path]),
    kind: 'trace',
    executable: path,
    marks: ['enabled'],
    folder: path === undefined ? undefined : path.slice(0, path.lastIndexOf('/')) || '/',
  });
}
