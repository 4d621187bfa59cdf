import type { Os } from '../types.ts';

/**
 * The files that show which operating system a tree of files is, the most specific first. All are small;
 * those of Windows show by being there.
 */
export const osPaths: readonly string[] = [
  'etc/os-release',
  'usr/lib/os-release',
  'etc/lsb-release',
  'etc/redhat-release',
  'etc/alpine-release',
  'etc/slackware-version',
  'etc/debian_version',
  'System/Library/CoreServices/SystemVersion.plist',
  'Windows/win.ini',
  'Windows/System32/drivers/etc/hosts',
  'Files/Windows/win.ini',
  'Files/Windows/System32/drivers/etc/hosts',
];

/**
 * The operating system of a tree, `bytesOf` giving the content of the {@link osPaths} that are there.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export function osOf(bytesOf: (path: string) => Uint8Array | undefined): Os | undefined {
  for (const path of osPaths) {
    const bytes = bytesOf(path);
    const os = bytes === undefined ? undefined : osIn(path, Buffer.from(bytes).toString());
    if (os !== undefined) return os;
  }
  return undefined;
}

/**
 * `ID` and the words of `ID_LIKE` of the release file, the most specific first; else the one name that {@link osOf}
 * gives. Empty when nothing shows.
 */
export function systemsOf(bytesOf: (path: string) => Uint8Array | undefined): string[] {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const bytes = bytesOf(path);
    const values = assignments(bytes === undefined ? '' : Buffer.from(bytes).toString());
    const named = [values.get('ID'), ...(values.get('ID_LIKE') ?? '').split(/\s+/u)];
    const systems = named.flatMap((name) => (name ? [name.toLowerCase()] : []));
    if (systems.length > 0) return systems;
  }
  return osOf(bytesOf)?.id.split(' ') ?? [];
}

function osIn(path: string, content: string): Os | undefined {
  if (path.endsWith('os-release')) return assigned(content, 'ID', 'VERSION_ID');
  if (path.endsWith('lsb-release')) return assigned(content, 'DISTRIB_ID', 'DISTRIB_RELEASE');
  if (path.endsWith('redhat-release')) return redHat(content);
  if (path.endsWith('alpine-release')) return os('alpine', VERSION.exec(content)?.[0]);
  if (path.endsWith('slackware-version')) return os('slackware', VERSION.exec(content)?.[0]);
  if (path.endsWith('debian_version')) return os('debian', content.trim().slice(0, 40));
  if (path.endsWith('.plist')) return os('macos', MAC_VERSION.exec(content)?.groups?.['version']);
  return os('windows');
}

const VERSION = /\d+(?:\.\d+)*/u;
const MAC_VERSION = /<key>ProductVersion<\/key>\s*<string>(?<version>[^<]{1,40})<\/string>/u;

/** Shell assignments; a value may be quoted either way. */
function assigned(content: string, idKey: string, versionKey: string): Os | undefined {
  const values = assignments(content);
  const id = values.get(idKey);
  return id ? os(id.toLowerCase(), values.get(versionKey)) : undefined;
}

function assignments(content: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of content.split('\n')) {
    const { key, value } = ASSIGNMENT.exec(line.trim())?.groups ?? {};
    if (key !== undefined && value !== undefined)
      values.set(key, value.replace(REMARK, '').replace(QUOTES, ''));
  }
  return values;
}

const ASSIGNMENT = /^(?:export\s+)?(?<key>[A-Z_]+)=(?<value>.*)$/u;
/** What follows a value without quotes, or one in quotes. */
const REMARK = /(?<=^[^"'\s]+|^"[^"]*"|^'[^']*')\s+#.*$/u;
const QUOTES = /^["']|["']$/gu;

/** `CentOS release 6.10 (Final)`, from before there was an os-release file. */
function redHat(content: string): Os | undefined {
  const name = content.trim().toLowerCase();
  if (name === '') return undefined;
  const id = name.startsWith('red hat') ? 'rhel' : (name.split(' ')[0] ?? name);
  return os(id, VERSION.exec(content)?.[0]);
}

function os(id: string, version?: string): Os {
  return version ? { id, version } : { id };
}
