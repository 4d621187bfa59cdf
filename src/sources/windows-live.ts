import { statSync } from 'node:fs';
import { classesExports, machineExports, userExports } from '../formats/registry/program-keys.ts';
import type { Source, SourceFile } from '../types.ts';
import { contentOf } from './disk-file.ts';
import { alone } from './file.ts';
import { type WindowsRegistry, windowsRegistry } from './windows-registry.ts';

/**
 * The running Windows: the files of its system volume, and its registry through `reg export`, because nobody
 * may open the hives of a running system. The hives of users who are not logged on are files like others.
 *
 * @param volume the system volume
 */
export function windowsHost(volume: Source, registry: WindowsRegistry = windowsRegistry()): Source {
  const { open, has, everyFile } = volume;
  return {
    name: volume.name,
    kind: 'host',
    layout: 'root',
    ...(open && { open }),
    ...(has && { has }),
    ...(everyFile && { everyFile }),
    async *files(globs) {
      const loaded = await loadedUsers(registry);
      if (globs.includes(MACHINE)) yield* exports(registry, loaded);
      for await (const file of volume.files(globs)) {
        if (!isLoaded(file.path, loaded)) yield advised(file);
      }
    },
    async close() {
      await registry.close();
      await volume.close?.();
    },
  };
}

/** What the exports stand for: files that the reader of the registry asks for. */
const MACHINE = 'Windows/System32/config/SOFTWARE';

/** A user whose hive Windows has loaded, and where their profile is. */
interface LoadedUser {
  readonly sid: string;
  /** From the root of the system volume, in lower case. */
  readonly profile: string | undefined;
}

async function loadedUsers(registry: WindowsRegistry): Promise<LoadedUser[]> {
  const list = `HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList`;
  const profiles = new Map<string, string>();
  for (const { path, values } of await keysOf(registry, list, '/s')) {
    const folder = values.get('profileimagepath');
    if (typeof folder === 'string') profiles.set(lastOf(path).toLowerCase(), onVolume(folder));
  }
  const sids = (await keysOf(registry, 'HKU')).map(({ path }) => lastOf(path));
  return sids
    .filter((sid) => /^S-1-/iu.test(sid) && !/_Classes$/iu.test(sid))
    .map((sid) => ({ sid, profile: profiles.get(sid.toLowerCase()) }));
}

/** What cannot be queried is missing here and reported where it is exported. */
async function keysOf(registry: WindowsRegistry, key: string, ...options: readonly string[]) {
  return registry.queried(key, ...options).catch(() => []);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}

/** `C:\Users\ash` and `%systemroot%\…` as paths of the volume are written. */
function onVolume(folder: string): string {
  const plain = folder
    .toLowerCase()
    .replace(/^%(?:systemroot|windir)%/u, 'c:\\windows')
    .replace(/^%systemdrive%/u, 'c:');
  return plain
    .replace(/^[a-z]:\\/u, '')
    .replaceAll('\\', '/')
    .replace(/\/+$/u, '');
}

async function* exports(registry: WindowsRegistry, users: readonly LoadedUser[]): AsyncGenerator<SourceFile> {
  const keys = await keysToExport(registry, users);
  for (let at = 0; at < keys.length; at += ATONCE) {
    const files = await Promise.all(keys.slice(at, at + ATONCE).map((key) => exported(registry, key)));
    yield* files.filter((file) => file !== undefined);
  }
  yield await vendorNames(registry, users);
}

/** All keys of the table, for the machine and for each user whose hive is loaded. */
async function keysToExport(registry: WindowsRegistry, users: readonly LoadedUser[]): Promise<string[]> {
  const keys: string[] = [];
  for (const { key, within } of machineExports) {
    if (within === undefined) keys.push(key);
    else for (const name of await namesBelow(registry, key)) keys.push(`${key}\\${name}\\${within}`);
  }
  for (const { sid } of users) {
    const narrow = await hasNarrow(registry, `HKU\\${sid}\\Software`);
    const own = userExports.filter(({ key }) => narrow || !NARROW.test(key));
    keys.push(...own.map(({ key }) => `HKU\\${sid}\\${key}`));
    keys.push(...classesExports.map(({ key }) => `HKU\\${sid}_Classes\\${key}`));
  }
  return keys;
}

const NARROW = /\\WOW6432Node\\/iu;

/** Few accounts have a view for 32-bit programs, and each export costs a process. */
async function hasNarrow(registry: WindowsRegistry, key: string): Promise<boolean> {
  return (await namesBelow(registry, key)).some((name) => name.toLowerCase() === 'wow6432node');
}

async function namesBelow(registry: WindowsRegistry, key: string): Promise<string[]> {
  const depth = key.split('\\').length;
  const below = (await keysOf(registry, key)).filter(({ path }) => path.split('\\').length === depth + 1);
  return below.map(({ path }) => lastOf(path));
}

/** Exports that run side by side. */
const ATONCE = 4;

async function exported(registry: WindowsRegistry, key: string): Promise<SourceFile | undefined> {
  const path = `registry/${key.replaceAll('\\', '/')}`;
  try {
    const real = await registry.exported(key);
    if (real === undefined)
      return key === machineExports[0]?.key ? failed(path, 'there is no list of programs') : undefined;
    const size = statSync(real).size;
    return { path, folder: false, globs: [MACHINE], size, ...contentOf(real), resolver: alone(path) };
  } catch (error) {
    return failed(path, error instanceof Error ? error.message : String(error));
  }
}

/**
 * The names of vendors and of their products, without the rest of the registry that is below these: written
 * as an export of empty keys. A key that every account has shows whose registries are loaded.
 */
async function vendorNames(registry: WindowsRegistry, users: readonly LoadedUser[]): Promise<SourceFile> {
  const path = 'registry/HKLM/SOFTWARE/vendors';
  const roots = ['HKLM\\SOFTWARE', ...users.map(({ sid }) => `HKU\\${sid}\\Software`)];
  const keys = users.map(({ sid }) => `HKEY_USERS\\${sid}\\Software\\Microsoft`);
  for (const view of roots.flatMap((root) => [root, `${root}\\WOW6432Node`])) {
    if (NARROW.test(`${view}\\`) && !(await hasNarrow(registry, view.slice(0, view.lastIndexOf('\\')))))
      continue;
    const vendors = (await keysOf(registry, view)).filter(({ path: key }) => isVendor(key, view));
    for (let at = 0; at < vendors.length; at += ATONCE) {
      const some = vendors.slice(at, at + ATONCE).map(({ path: vendor }) => keysOf(registry, vendor));
      const products = (await Promise.all(some)).flat().map((product) => product.path);
      keys.push(...vendors.slice(at, at + ATONCE).map(({ path: vendor }) => vendor), ...products);
    }
  }
  const blocks = ['Windows Registry Editor Version 5.00', ...new Set(keys.map((key) => `[${key}]`)), ''];
  const bytes = Buffer.from(`\ufeff${blocks.join('\r\n\r\n')}`, 'utf16le');
  const give = async () => bytes;
  return {
    path,
    folder: false,
    globs: [MACHINE],
    size: bytes.length,
    head: give,
    bytes: give,
    resolver: alone(path),
  };
}

function isVendor(key: string, view: string): boolean {
  return key.split('\\').length === view.split('\\').length + 1 && !notVendors.has(lastOf(key).toLowerCase());
}

/** Keys of Windows itself that stand among those of vendors. */
const notVendors = new Set([
  'software',
  'microsoft',
  'classes',
  'policies',
  'wow6432node',
  'clients',
  'registeredapplications',
]);

function failed(path: string, reason: string): SourceFile {
  const fail = async () => {
    throw new Error(reason);
  };
  return {
    path,
    folder: false,
    globs: [MACHINE],
    problem: withAdvice(reason),
    head: fail,
    bytes: fail,
    resolver: alone(path),
  };
}

/** Hives that are loaded are reported by the exports. */
function isLoaded(path: string, users: readonly LoadedUser[]): boolean {
  const lower = path.toLowerCase();
  if (/^windows\/system32\/config\/[^/]+$/u.test(lower)) return true;
  if (!/\/(?:ntuser|usrclass)\.dat$/u.test(lower)) return false;
  return users.some(({ profile }) => profile !== undefined && lower.startsWith(`${profile}/`));
}

function advised(file: SourceFile): SourceFile {
  return file.problem === undefined ? file : { ...file, problem: withAdvice(file.problem) };
}

function withAdvice(reason: string): string {
  return `${reason} (as administrator it may be readable)`;
}
