import type { NotedFact } from './check.ts';

/** A profile of `ProfileList` whose registry has to be there. */
export interface Profile {
  readonly account: string;
  /** As the registry writes it. */
  readonly written: string;
  /** From the root of the system volume, in small letters; undefined when it lies on another one. */
  readonly folder: string | undefined;
}

/** The accounts of services of the system itself, whose registries lie among those of the machine. */
const OWN_ACCOUNTS = /^S-1-5-(?:18|19|20)$/iu;

/** The profiles that these facts name, each once. */
export function profilesOf(facts: readonly NotedFact[]): Profile[] {
  const root = facts.find(({ kind }) => kind === 'system-root')?.value ?? 'C:\\Windows';
  const found = new Map<string, Profile>();
  for (const { kind, value: written, account = '' } of facts) {
    if (kind !== 'profile' || OWN_ACCOUNTS.test(account)) continue;
    found.set(written.toLowerCase(), { account, written, folder: folderOf(written, root) });
  }
  return [...found.values()];
}

/** `%SystemDrive%\Users\ash` of a system on `C:` → `users/ash`. */
function folderOf(written: string, root: string): string | undefined {
  const drive = /^[a-z]:/iu.exec(root)?.[0].toLowerCase() ?? 'c:';
  const path = written
    .toLowerCase()
    .replace(/^%(?:systemroot|windir)%/u, () => root.toLowerCase())
    .replace(/^%systemdrive%/u, drive)
    .replace(/^\\\\\?\\/u, '')
    .replaceAll('\\', '/');
  if (!path.startsWith(`${drive}/`)) return undefined;
  return path.slice(drive.length).replace(/^\/+|\/+$/gu, '');
}
