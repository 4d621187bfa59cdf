import { statSync } from 'node:fs';
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
  return {
    name: 'host',
    kind: 'host',
    layout: 'root',
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

const current = 'Microsoft\\Windows\\CurrentVersion';
/** Below `HKLM\SOFTWARE`, and again below its 32-bit view. */
const viewed = [
  `${current}\\Uninstall`,
  `${current}\\App Paths`,
  'Google\\Chrome',
  'Microsoft\\Edge',
  'Chromium',
  'BraveSoftware',
  'Yandex',
  'Mozilla',
];
const machineKeys = [
  ...viewed.map((key) => `HKLM\\SOFTWARE\\${key}`),
  ...viewed.map((key) => `HKLM\\SOFTWARE\\WOW6432Node\\${key}`),
  `HKLM\\SOFTWARE\\${current}\\Installer\\UpgradeCodes`,
  'HKLM\\SOFTWARE\\Classes\\Installer\\Products',
  `HKLM\\SOFTWARE\\${current}\\Appx\\AppxAllUserStore`,
  `HKLM\\SOFTWARE\\Classes\\Local Settings\\Software\\${current}\\AppModel\\Repository\\Packages`,
  'HKLM\\SOFTWARE\\Microsoft\\Security Center\\Provider',
  'HKLM\\SOFTWARE\\Policies',
  'HKLM\\SYSTEM\\CurrentControlSet\\Services',
];
const vendorKeys = ['HKLM\\SOFTWARE', 'HKLM\\SOFTWARE\\WOW6432Node'];
/** Below the key of a user whose hive is loaded. */
const userKeys = [
  `Software\\${current}\\Uninstall`,
  `Software\\Wow6432Node\\${current}\\Uninstall`,
  'Software\\Microsoft\\Installer\\Products',
  'Software\\Google\\Chrome',
  'Software\\Microsoft\\Edge',
  'Software\\Yandex',
  'Software\\Mozilla',
  'Software\\Policies',
];
const packages = `Local Settings\\Software\\${current}\\AppModel\\Repository\\Packages`;
const userData = `HKLM\\SOFTWARE\\${current}\\Installer\\UserData`;

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

/** What cannot be queried is missing here and told where it is exported. */
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
  const accounts = (await keysOf(registry, userData)).map(({ path }) => lastOf(path));
  const keys = [
    ...machineKeys,
    ...accounts
      .filter((account) => /^S-1-/iu.test(account))
      .map((account) => `${userData}\\${account}\\Products`),
    ...users.flatMap(({ sid }) => userKeys.map((key) => `HKU\\${sid}\\${key}`)),
    ...users.map(({ sid }) => `HKU\\${sid}_Classes\\${packages}`),
  ];
  for (let at = 0; at < keys.length; at += ATONCE) {
    const files = await Promise.all(keys.slice(at, at + ATONCE).map((key) => exported(registry, key)));
    yield* files.filter((file) => file !== undefined);
  }
  yield await vendorNames(registry);
}

/** Exports that run side by side. */
const ATONCE = 4;

async function exported(registry: WindowsRegistry, key: string): Promise<SourceFile | undefined> {
  const path = `registry/${key.replaceAll('\\', '/')}`;
  try {
    const real = await registry.exported(key);
    if (real === undefined)
      return key === machineKeys[0] ? failed(path, 'there is no list of programs') : undefined;
    const size = statSync(real).size;
    return { path, folder: false, globs: [MACHINE], size, ...contentOf(real), resolver: alone(path) };
  } catch (error) {
    return failed(path, error instanceof Error ? error.message : String(error));
  }
}

/**
 * The names of vendors and of their products, without the rest of the registry that is below these: written
 * as an export of empty keys.
 */
async function vendorNames(registry: WindowsRegistry): Promise<SourceFile> {
  const path = 'registry/HKLM/SOFTWARE/vendors';
  const keys: string[] = [];
  for (const view of vendorKeys) {
    const vendors = (await keysOf(registry, view)).filter(({ path: key }) => isVendor(key, view));
    for (const { path: vendor } of vendors) {
      const products = (await keysOf(registry, vendor)).map((product) => product.path);
      keys.push(vendor, ...products.filter((product) => product !== vendor));
    }
  }
  const blocks = ['Windows Registry Editor Version 5.00', ...keys.map((key) => `[${key}]`), ''];
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

/** Hives that are loaded are told by the exports. */
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
