import { exactKey, nameGlobKey, publisherGlobKey, publisherKeys } from '../matching/names/index.ts';
import type { IdKind } from '../schema/index.ts';
import type { PrefixFilter } from '../types.ts';
import { sharedKinds, visitShared } from './shared-keys.ts';
import { namesOfSubject } from './subject.ts';

/**
 * What a mark is looked up under: a kind of id, the name, the publisher, a package name of any package manager, or a
 * reverse domain name that ids of many kinds begin with.
 */
export type IndicatorKind = IdKind | 'name' | 'publisher' | 'package' | 'domain';

/** Packages have ids that are their names; a display name of the same spelling is another thing. */
const PACKAGES: ReadonlySet<string> = new Set(
  (
    'deb rpm apk pacman portage slackware nix nixpkgs opkg xbps scoop npm pip brew gem cargo golang maven nuget ' +
    'vscode-extension jetbrains-plugin huggingface ollama'
  ).split(' '),
);

/** Whether programs of this kind are distinguished by the id alone. */
export function isPackage(kind: string): boolean {
  return PACKAGES.has(kind);
}

/** The key of a mark as a rule writes it; globs stay. */
export function indicatorKey(kind: IndicatorKind, value: string): string {
  if (kind === 'name') return nameGlobKey(value);
  if (kind === 'publisher' || COMPANIES.has(kind)) return publisherGlobKey(value);
  return idKey(kind, value);
}

/** Ids that are names of companies, and are compared as such. */
const COMPANIES: ReadonlySet<string> = new Set(['signer', 'company']);

/** The key of an id's value: what writes the same id in another way has the same key. */
export function idKey(kind: string, value: string): string {
  const key = exactKey(value);
  const shape = SHAPES[kind];
  return shape ? shape(key) : key;
}

const SHAPES: Readonly<Record<string, (key: string) => string>> = {
  path: pathKey,
  'registry-key': registryKey,
  driver: (key) => key.replace(/\.sys$/u, ''),
  systemd: (key) => key.replace(/\.service$/u, ''),
  init: baseName,
  pip: (key) => key.replace(/[-_.]+/gu, '-'),
  'app-path': baseName,
  process: baseName,
  purl: purlKey,
  cpe: cpeKey,
};

/** Without version, qualifiers and escapes: `pkg:npm/@scope/name`. */
function purlKey(key: string): string {
  const { type, path = '' } = PURL.exec(key)?.groups ?? {};
  return type === undefined ? key : `pkg:${type}/${parts(path).join('/')}`;
}

/**
 * Vendor and product of a CPE name, or the vendor alone: `kaspersky` and `endpoint_security` of
 * `cpe:2.3:a:kaspersky:endpoint_security:11:…` and of `cpe:/a:kaspersky:endpoint_security:11`.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/IR/nistir7695.pdf
 */
function cpeKey(key: string): string {
  const { names } = CPE.exec(key)?.groups ?? {};
  const [vendor = '', product = '*'] = (names ?? key).split(UNESCAPED_COLON).map(unescaped);
  // A vendor's name may hold a colon, but no tab.
  return product === '*' || product === '' ? vendor : `${vendor}\t${product}`;
}

const CPE = /^cpe:(?:2\.3:|\/)[aoh*]:(?<names>.+)$/u;
const UNESCAPED_COLON = /(?<!\\):/u;

function unescaped(part: string): string {
  return decoded(part.replace(/\\(?<char>.)/gu, '$<char>'));
}

/** From the root of the machine, `/` separated: `C:\Program Files\X\` is `/program files/x`. */
function pathKey(key: string): string {
  const path = key
    .replace(/\\/gu, '/')
    .replace(/^[a-z]:/u, '')
    .replace(LAYER, '/');
  return `/${path.replace(/^\/+/u, '').replace(/\/+$/u, '')}`;
}

/** The layers of a Windows container keep the disk in a folder. */
const LAYER = /^\/?files\/(?=program files|programdata\/|users\/|windows\/)/u;

const HIVES: Readonly<Record<string, string>> = {
  hkey_local_machine: 'hklm',
  hkey_current_user: 'hkcu',
  hkey_users: 'hku',
  hkey_classes_root: 'hkcr',
};

/** Both views of a 64-bit registry are one. */
function registryKey(key: string): string {
  const [hive = '', ...names] = key.replace(/\/+|\\+/gu, '/').split('/');
  return [HIVES[hive] ?? hive, ...names.filter((name) => name !== 'wow6432node' && name !== '')].join('/');
}

function baseName(key: string): string {
  return key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf('\\')) + 1);
}

/** Where one id of a program is looked up, keys that many kinds share among them. */
export function lookUps(id: string, visit: Visit): void {
  ownLookUps(id, (kind, key) => {
    visit(kind, key);
    visitShared(kind, key, visit);
  });
}

/** The same without shared keys, which only facts of vendors have; most ids have one place, some several. */
export function ownLookUps(id: string, visit: Visit): void {
  const colon = id.indexOf(':');
  if (colon < 1) return;
  const kind = id.slice(0, colon);
  const value = id.slice(colon + 1);
  if (COMPANIES.has(kind)) {
    for (const name of namesOfSubject(value)) for (const key of publisherKeys(name)) visit(kind, key);
    return;
  }
  const more = MORE[kind];
  if (more) more(idKey(kind, value), visit);
  else visit(kind, idKey(kind, value));
}

/** Kinds that {@link lookUps} looks up ids of this kind under; undefined when it depends on the id. */
export function kindsOfLookUps(kind: string): readonly string[] | undefined {
  if (kind === 'purl') return undefined;
  return [kind, ...(ALSO[kind] ?? []), ...sharedKinds(kind)];
}

const ALSO: Readonly<Record<string, readonly string[]>> = {
  'uninstall-key': ['product-code'],
  'app-path': ['process'],
  'edge-extension': ['chrome-extension'],
  nixpkgs: ['nix', 'package'],
};

/** Patterns to look up by key, as `pattern-index.ts` makes them. */
interface Indexes {
  get(kind: string, key: string): { addBeginnings(table: PrefixFilter): boolean } | undefined;
}

/** Puts beginnings of the names of packages that these indexes have something for into a table; false when any may be. */
export function addPackages(table: PrefixFilter, indexes: Indexes, kind: IdKind): boolean {
  if (!KEYED_AS_THEY_ARE.has(kind)) return false;
  return [kind, 'package', 'domain'].every((one) => indexes.get(one, '')?.addBeginnings(table) ?? true);
}

/** Packages whose key is their name in small letters. */
const KEYED_AS_THEY_ARE: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'pacman']);

type Visit = (kind: string, key: string) => void;

const MORE: Readonly<Record<string, (key: string, visit: Visit) => void>> = {
  deb(key, visit) {
    const colon = key.indexOf(':');
    visit('deb', colon < 0 ? key : key.slice(0, colon));
  },
  'uninstall-key'(key, visit) {
    visit('uninstall-key', key);
    const guid = GUID.exec(key);
    if (guid) visit('product-code', guid[0]);
  },
  appx(key, visit) {
    const parts = key.split('_');
    visit('appx', parts[0] ?? key);
    if (parts.length > 1) visit('appx', `${parts[0]}_${parts.at(-1)}`);
  },
  'app-path'(key, visit) {
    visit('app-path', key);
    visit('process', key);
  },
  'edge-extension'(key, visit) {
    visit('edge-extension', key);
    visit('chrome-extension', key);
  },
  nixpkgs(key, visit) {
    visit('nixpkgs', key);
    visit('nix', key.slice(key.lastIndexOf('.') + 1));
  },
  path: visitAbove('path'),
  'registry-key': visitAbove('registry-key'),
  purl: visitPackage,
  cpe(key, visit) {
    visit('cpe', key);
    visit('cpe', key.split('\t')[0] ?? key);
  },
};

/** `InstallWIX_{GUID}` and `{GUID}` are two keys of one product. */
const GUID = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}/u;
/** No mark lies deeper; what is nested deeper lies below one that is not. */
const MAX_DEPTH = 24;

/** What lies below a folder or key that is a mark belongs to it. */
function visitAbove(kind: string): (key: string, visit: Visit) => void {
  return (key, visit) => {
    const names = key.split('/', MAX_DEPTH);
    for (let depth = names.length; depth > 0; depth -= 1) {
      const path = names.slice(0, depth).join('/');
      if (path !== '') visit(kind, path);
    }
  };
}

const PURL = /^pkg:\/{0,2}(?<type>[a-z0-9.+-]+)\/(?<path>(?:[^@?#]|(?<=\/)@)+)/u;
const KINDS_OF_PURL: Readonly<Record<string, string>> = {
  pypi: 'pip',
  alpm: 'pacman',
  docker: 'oci',
  chocolatey: 'choco',
  ebuild: 'portage',
};
/** Here the namespace is a part of the name; elsewhere it is the distribution. */
const JOINED: Readonly<Record<string, string>> = {
  npm: '/',
  golang: '/',
  maven: ':',
  oci: '/',
  docker: '/',
  ebuild: '/',
  huggingface: '/',
  'vscode-extension': '.',
};

/** A package URL is also the package that it names. */
function visitPackage(key: string, visit: Visit): void {
  visit('purl', key);
  const { type = '', path = '' } = PURL.exec(key)?.groups ?? {};
  const names = parts(path);
  const kind = KINDS_OF_PURL[type] ?? type;
  const name = JOINED[type] === undefined ? names.at(-1) : names.join(JOINED[type]);
  if (name !== undefined) visit(kind, idKey(kind, name));
}

function parts(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
}

function decoded(part: string): string {
  return part.replace(/%(?<hex>[0-9a-f]{2})/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
