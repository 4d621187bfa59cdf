import type { CoverageGap } from '../types.ts';
import type { CompletenessCheck, NotedFact, Scanned, Sign } from './check.ts';
import { type Profile, profilesOf } from './windows-profiles.ts';

const READER = 'registry-uninstall';
const SOFTWARE = 'Windows/System32/config/SOFTWARE';
const SYSTEM = 'Windows/System32/config/SYSTEM';
const SERVICES = 'registry/HKLM/SYSTEM/CurrentControlSet/Services';

/** Only a Windows that is there, and not one hive of it that somebody laid in its place, has these. */
const SYSTEM_FILES = [
  'Windows/explorer.exe',
  'Windows/regedit.exe',
  'Windows/System32/ntoskrnl.exe',
  'Windows/System32/kernel32.dll',
  'Windows/System32/ntdll.dll',
  'Windows/System32/config/SAM',
  'Windows/System32/config/SECURITY',
  'Windows/System32/config/DEFAULT',
  'Windows/System32/config/SYSTEM',
];
const HOMES = ['Users/*', 'Documents and Settings/*'];
const CLASSES_FOLDERS = ['Users/*/AppData/Local/Microsoft/Windows'];
/** Folders of homes that belong to no account, and the account that the setup of Windows works in. */
const NO_ACCOUNT =
  /^(?:all users|default|default user|default\.migrated|public|localservice|networkservice|defaultuser\d+)$/iu;

/**
 * A Windows has the list of its programs (`SOFTWARE`), its services (`SYSTEM`), and the registry of each account: of
 * all profiles that `ProfileList` names, or of all homes where it names none.
 *
 * @see https://learn.microsoft.com/windows/win32/sysinfo/registry-hives
 */
export const windowsRegistry: CompletenessCheck = {
  id: 'windows-registry',
  title: 'the registry of a Windows and of each of its accounts',
  paths: [...SYSTEM_FILES, ...HOMES, ...CLASSES_FOLDERS],
  *find(scanned: Scanned): Generator<CoverageGap> {
    // A walk that ended early is reported, and what it would have met is not known.
    if (scanned.gaps.some(({ reason }) => reason.includes('(limit: '))) return;
    const seen = seenOf(scanned);
    if (!seen.isWindows) return;
    if (!seen.hasPrograms) yield* machineGap(seen, SOFTWARE, 'the programs of this Windows are missing');
    if (!seen.hasServices && isInstallation(seen)) {
      const path = scanned.kind === 'host' ? SERVICES : SYSTEM;
      yield* machineGap(seen, path, 'the services of this Windows are missing');
    }
    if (seen.hasPrograms) yield* accountGaps(seen);
  },
};

interface Seen {
  readonly scanned: Scanned;
  readonly facts: readonly NotedFact[];
  readonly isWindows: boolean;
  readonly hasPrograms: boolean;
  readonly hasServices: boolean;
  readonly profiles: readonly Profile[];
  readonly homes: readonly Sign[];
  /** Paths of hives that were read or of which a gap is reported, in small letters. */
  readonly known: ReadonlySet<string>;
}

function seenOf(scanned: Scanned): Seen {
  // Wine has a registry in homes of Linux.
  const facts = scanned.facts.filter(({ path }) => !/^(?:home\/|root\/|var\/)/u.test(path));
  const has = (kind: NotedFact['kind']) => facts.some((fact) => fact.kind === kind);
  const own = scanned.manifests.filter(
    ({ reader, path }) => reader === READER && facts.some((fact) => fact.path === path),
  );
  const isLive = own.some(({ path }) => path.startsWith('registry/'));
  const hives = own.some(({ path }) => /^(?:windows|winnt)\/system32\/config\//iu.test(path));
  const reported = [...scanned.manifests.filter(({ reader }) => reader === READER), ...scanned.gaps];
  return {
    scanned,
    facts,
    isWindows: isLive || hives || scanned.signs(...SYSTEM_FILES).length > 0,
    hasPrograms: has('programs'),
    hasServices: has('services'),
    profiles: profilesOf(facts),
    homes: scanned.signs(...HOMES).filter(({ folder, path }) => folder && !NO_ACCOUNT.test(lastOf(path))),
    known: new Set(reported.map(({ path }) => path.toLowerCase())),
  };
}

/** A single hive in its place is what somebody copied; with anything else of Windows it is one of several. */
function isInstallation({ scanned, profiles, homes, facts }: Seen): boolean {
  if (profiles.length > 0 || homes.length > 0) return true;
  return scanned.signs(...SYSTEM_FILES).length > 0 || facts.some(({ kind }) => kind === 'system-root');
}

function* machineGap({ scanned, known }: Seen, path: string, reason: string): Generator<CoverageGap> {
  const end = path.toLowerCase().replace(/^windows\//u, '');
  if (scanned.gaps.some((gap) => gap.path.toLowerCase().endsWith(end))) return;
  const isRead = [...known].some((each) => each.endsWith(end));
  yield { path, reason: isRead ? `${reason}: the hive has no key for them` : reason };
}

function* accountGaps(seen: Seen): Generator<CoverageGap> {
  const { profiles, homes, scanned } = seen;
  for (const profile of profiles) {
    if (isKnown(seen, profile) || isGone(seen, profile)) continue;
    const { account, written, folder } = profile;
    const reason = `the registry of account ${account} is missing (ProfileList names ${written})`;
    yield { path: folder === undefined ? '.' : pathOf(seen, folder), reason };
  }
  for (const { path } of profiles.length > 0 || scanned.kind === 'host' ? [] : homes) {
    if (hasHive(seen, path)) continue;
    yield { path: `${path}/NTUSER.DAT`, reason: `the registry of account ${lastOf(path)} is missing` };
  }
  yield* classesGaps(seen);
}

/** Packages of the Store are registered in a hive of its own for each account. */
function* classesGaps({ scanned, known }: Seen): Generator<CoverageGap> {
  if (scanned.kind === 'host') return;
  for (const { path } of scanned.signs(...CLASSES_FOLDERS)) {
    const home = path.split('/', 2).join('/').toLowerCase();
    if (!known.has(`${home}/ntuser.dat`) || NO_ACCOUNT.test(lastOf(home))) continue;
    const hive = `${path}/UsrClass.dat`;
    if (!known.has(hive.toLowerCase()))
      yield { path: hive, reason: `the registry of the packages of account ${lastOf(home)} is missing` };
  }
}

function isKnown(seen: Seen, { account, folder }: Profile): boolean {
  const plain = account.replace(/\.bak$/iu, '').toLowerCase();
  if (seen.facts.some(({ kind, value }) => kind === 'account' && value.toLowerCase() === plain)) return true;
  return folder !== undefined && hasHive(seen, folder);
}

/** A running system shows whether a home is there: some that are named were deleted by hand. */
function isGone({ scanned, homes }: Seen, { folder }: Profile): boolean {
  if (scanned.kind !== 'host' || folder === undefined || !folder.startsWith('users/')) return false;
  return !homes.some(({ path }) => path.toLowerCase() === folder);
}

/** By way of `Users` and of the old name that leads there a hive is read once. */
function hasHive({ known }: Seen, folder: string): boolean {
  const lower = folder.toLowerCase();
  const homes = [
    lower,
    lower.replace(/^users\//u, 'documents and settings/'),
    lower.replace(/^documents and settings\//u, 'users/'),
  ];
  return homes.some((home) => known.has(`${home}/ntuser.dat`) || known.has(`${home}/ntuser.man`));
}

/** With the letters that the folder has, where it is there. */
function pathOf({ homes }: Seen, folder: string): string {
  return `${homes.find(({ path }) => path.toLowerCase() === folder)?.path ?? folder}/NTUSER.DAT`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
