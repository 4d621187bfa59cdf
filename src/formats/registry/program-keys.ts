/**
 * The keys of the Windows registry that name programs: the one table that the reader of hives and exports, the
 * scan of a running machine and the collector of the examples go by.
 */

/** What a key is to us. */
export type PlaceKind =
  | 'list' // a key above or beside programs: that it is there says that programs would be too
  | 'uninstall-list'
  | 'uninstall'
  | 'product'
  | 'packed-product'
  | 'upgrade-code'
  | 'package'
  | 'app-path'
  | 'service'
  | 'service-parameters'
  | 'start'
  | 'start-section'
  | 'logon'
  | 'active-setup'
  | 'start-approvals'
  | 'provider'
  | 'vendor'
  | 'force-list'
  | 'browser-policy'
  | 'extension-setting'
  | 'extension'
  | 'addons'
  | 'native-host'
  | 'shim-cache'
  | 'last-runs'
  | 'seen-program'
  | 'branch' // a key that every registry of an account or of a machine has
  | 'profile'
  | 'windows'
  | 'select';

/** A key: its path as Windows writes it, `*` for any name, and what it is. */
export interface ProgramKey {
  readonly path: string;
  readonly kind: PlaceKind;
  /** The registry of the machine alone has it; else that of each user may have it too. */
  readonly isMachine?: true;
  /** There is one for both kinds of programs, of 32 and of 64 bits. */
  readonly isShared?: true;
  /** The key above it that is exported for it; default: its own path up to the first `*`. */
  readonly from?: string;
}

const current = 'Microsoft\\Windows\\CurrentVersion';
const nt = 'Microsoft\\Windows NT\\CurrentVersion';
const packages = `Local Settings\\Software\\${current}\\AppModel\\Repository\\Packages`;

const chromiums: readonly (readonly [path: string, from: string])[] = [
  ['Google\\Chrome', 'Google\\Chrome'],
  ['Chromium', 'Chromium'],
  ['Microsoft\\Edge', 'Microsoft\\Edge'],
  ['BraveSoftware\\Brave', 'BraveSoftware'],
  ['BraveSoftware\\Brave-Browser', 'BraveSoftware'],
  ['Yandex\\YandexBrowser', 'Yandex'],
  ['YandexBrowser', 'YandexBrowser'],
  ['Vivaldi', 'Vivaldi'],
  ['Opera Software', 'Opera Software'],
];

/** Below `Software`, of the machine and of each user. */
export const softwareKeys: readonly ProgramKey[] = [
  { path: `${current}\\Uninstall`, kind: 'uninstall-list' },
  { path: `${current}\\Uninstall\\*`, kind: 'uninstall' },
  {
    path: `${nt}\\Terminal Server\\Install\\Software\\${current}\\Uninstall\\*`,
    kind: 'uninstall',
    isMachine: true,
  },
  {
    path: `${current}\\Installer\\UserData\\*\\Products\\*\\InstallProperties`,
    kind: 'product',
    isMachine: true,
    isShared: true,
  },
  { path: `${current}\\Installer\\UpgradeCodes\\*`, kind: 'upgrade-code', isMachine: true, isShared: true },
  { path: 'Microsoft\\Installer\\Products\\*', kind: 'packed-product', isShared: true },
  { path: 'Classes\\Installer\\Products\\*', kind: 'packed-product', isMachine: true, isShared: true },
  { path: 'Classes\\Installer\\UpgradeCodes\\*', kind: 'upgrade-code', isMachine: true, isShared: true },
  { path: `${current}\\Appx\\AppxAllUserStore\\*\\*`, kind: 'package', isMachine: true, isShared: true },
  { path: `Classes\\${packages}\\*`, kind: 'package', isMachine: true, isShared: true },
  { path: `${current}\\App Paths\\*`, kind: 'app-path' },
  { path: `${current}\\Run`, kind: 'start' },
  { path: `${current}\\RunOnce`, kind: 'start' },
  { path: `${current}\\RunOnceEx`, kind: 'branch' },
  { path: `${current}\\RunOnceEx\\*`, kind: 'start-section' },
  { path: `${nt}\\Winlogon`, kind: 'logon', isShared: true },
  { path: 'Microsoft\\Active Setup\\Installed Components\\*', kind: 'active-setup', isMachine: true },
  { path: `${current}\\Policies\\Explorer\\Run`, kind: 'start', isShared: true },
  { path: `${current}\\Explorer\\StartupApproved\\*`, kind: 'start-approvals', isShared: true },
  { path: 'Microsoft\\Security Center\\Provider\\*\\*', kind: 'provider', isMachine: true, isShared: true },
  { path: `${nt}\\ProfileList\\*`, kind: 'profile', isMachine: true, isShared: true },
  { path: 'Mozilla\\Firefox\\Extensions', kind: 'addons', from: 'Mozilla' },
  { path: 'Mozilla\\NativeMessagingHosts\\*', kind: 'native-host', from: 'Mozilla' },
  { path: 'Policies\\Mozilla\\Firefox', kind: 'browser-policy', from: 'Policies' },
  { path: 'Policies\\Mozilla\\Firefox\\ExtensionSettings', kind: 'browser-policy', from: 'Policies' },
  ...chromiums.flatMap(([browser, from]): ProgramKey[] => [
    { path: `Policies\\${browser}`, kind: 'browser-policy', from: 'Policies' },
    { path: `Policies\\${browser}\\ExtensionInstallForcelist`, kind: 'force-list', from: 'Policies' },
    { path: `Policies\\${browser}\\ExtensionSettings\\*`, kind: 'extension-setting', from: 'Policies' },
    { path: `${browser}\\Extensions\\*`, kind: 'extension', from },
    { path: `${browser}\\NativeMessagingHosts\\*`, kind: 'native-host', from },
  ]),
];

/** Below `SYSTEM`; the set of settings that is in use is `CurrentControlSet` here. */
export const systemKeys: readonly ProgramKey[] = [
  { path: 'CurrentControlSet\\Services\\*', kind: 'service' },
  {
    path: 'CurrentControlSet\\Services\\*\\Parameters',
    kind: 'service-parameters',
    from: 'CurrentControlSet\\Services',
  },
  { path: 'CurrentControlSet\\Services\\bam', kind: 'service' },
  { path: 'CurrentControlSet\\Services\\dam', kind: 'service' },
  ...['bam', 'dam'].flatMap((name): ProgramKey[] => [
    { path: `CurrentControlSet\\Services\\${name}\\UserSettings\\*`, kind: 'last-runs' },
    { path: `CurrentControlSet\\Services\\${name}\\State\\UserSettings\\*`, kind: 'last-runs' },
  ]),
  { path: 'CurrentControlSet\\Control\\Session Manager\\AppCompatCache', kind: 'shim-cache' },
  { path: 'CurrentControlSet\\Control\\Session Manager\\AppCompatibility', kind: 'shim-cache' },
];

/** Below `Classes`, which is a hive of its own for every user. */
export const classesKeys: readonly ProgramKey[] = [
  { path: 'Installer\\Products\\*', kind: 'packed-product' },
  { path: 'Installer\\UpgradeCodes\\*', kind: 'upgrade-code' },
  { path: `${packages}\\*`, kind: 'package' },
];

/** A key to be exported with all below it. Where it has `within`, that is exported of each key below it instead. */
export interface ExportedKey {
  /** With its root: `HKLM\SOFTWARE\…`; those of users begin below `HKU\<account>`. */
  readonly key: string;
  readonly within?: string;
}

/** What has to be exported of a running machine so that nothing of the table is missing. */
export const machineExports: readonly ExportedKey[] = distinct([
  ...softwareKeys.map((key) => exportOf(key, 'HKLM\\SOFTWARE')),
  ...softwareKeys
    .filter(({ isShared }) => !isShared)
    .map((key) => exportOf(key, 'HKLM\\SOFTWARE\\WOW6432Node')),
  ...systemKeys.map((key) => exportOf(key, 'HKLM\\SYSTEM')),
]);

/** The same below `HKU\<account>`. */
export const userExports: readonly ExportedKey[] = distinct([
  ...softwareKeys.filter(({ isMachine }) => !isMachine).map((key) => exportOf(key, 'Software')),
  ...softwareKeys
    .filter(({ isMachine, isShared }) => !isMachine && !isShared)
    .map((key) => exportOf(key, 'Software\\WOW6432Node')),
]);

/** The same below `HKU\<account>_Classes`. */
export const classesExports: readonly ExportedKey[] = distinct(classesKeys.map((key) => exportOf(key)));

function exportOf({ path, from }: ProgramKey, root?: string): ExportedKey {
  const names = (from ?? path).split('\\');
  const star = names.indexOf('*');
  const key = (star < 0 ? names : names.slice(0, star)).join('\\');
  const rest =
    star < 0
      ? []
      : names.slice(star).filter((name, at, all) => all.slice(0, at).includes('*') || name !== '*');
  const end = rest.indexOf('*');
  const within = (end < 0 ? rest : rest.slice(0, end)).join('\\');
  return { key: root === undefined ? key : `${root}\\${key}`, ...(within === '' ? {} : { within }) };
}

/** Each once, and none below another that is exported whole. */
function distinct(exports: readonly ExportedKey[]): ExportedKey[] {
  const whole = exports.filter(({ within }) => within === undefined).map(({ key }) => key);
  const found = new Map<string, ExportedKey>();
  for (const one of exports) {
    if (!whole.some((key) => one.key.startsWith(`${key}\\`))) found.set(`${one.key}|${one.within}`, one);
  }
  return [...found.values()];
}
