/**
 * Where browsers of the Chromium family keep their user data, below the folder that each system has for
 * settings. `*` stands for the account.
 */
const LINUX = [
  'google-chrome',
  'google-chrome-beta',
  'google-chrome-unstable',
  'google-chrome-for-testing',
  'chromium',
  'microsoft-edge',
  'microsoft-edge-beta',
  'microsoft-edge-dev',
  'BraveSoftware/Brave-Browser',
  'BraveSoftware/Brave-Browser-Beta',
  'BraveSoftware/Brave-Browser-Nightly',
  'opera',
  'opera-beta',
  'opera-developer',
  'vivaldi',
  'vivaldi-snapshot',
  'yandex-browser',
  'yandex-browser-beta',
  'chromium-gost',
  'thorium',
  'net.imput.helium',
];

/** Browsers that a package system keeps in a home of its own. */
const LINUX_BOXED = [
  'snap/chromium/common/chromium',
  'snap/chromium/current/.config/chromium',
  'snap/brave/current/.config/BraveSoftware/Brave-Browser',
  'snap/opera/current/.config/opera',
  'snap/vivaldi/current/.config/vivaldi',
  '.var/app/com.google.Chrome/config/google-chrome',
  '.var/app/com.google.ChromeDev/config/google-chrome-unstable',
  '.var/app/org.chromium.Chromium/config/chromium',
  '.var/app/io.github.ungoogled_software.ungoogled_chromium/config/chromium',
  '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser',
  '.var/app/com.microsoft.Edge/config/microsoft-edge',
  '.var/app/com.opera.Opera/config/opera',
  '.var/app/com.vivaldi.Vivaldi/config/vivaldi',
  '.var/app/ru.yandex.Browser/config/yandex-browser',
];

const MAC = [
  'Google/Chrome',
  'Google/Chrome Beta',
  'Google/Chrome Dev',
  'Google/Chrome Canary',
  'Chromium',
  'Microsoft Edge',
  'Microsoft Edge Beta',
  'Microsoft Edge Dev',
  'Microsoft Edge Canary',
  'BraveSoftware/Brave-Browser',
  'BraveSoftware/Brave-Browser-Beta',
  'BraveSoftware/Brave-Browser-Nightly',
  'com.operasoftware.Opera',
  'com.operasoftware.OperaGX',
  'com.operasoftware.OperaNext',
  'Vivaldi',
  'Yandex/YandexBrowser',
  'Arc/User Data',
  'Dia/User Data',
  'Coccoc',
  'Thorium',
  'net.imput.helium',
];

const WINDOWS_LOCAL = [
  'Google/Chrome',
  'Google/Chrome Beta',
  'Google/Chrome Dev',
  'Google/Chrome SxS',
  'Chromium',
  'Microsoft/Edge',
  'Microsoft/Edge Beta',
  'Microsoft/Edge Dev',
  'Microsoft/Edge SxS',
  'BraveSoftware/Brave-Browser',
  'BraveSoftware/Brave-Browser-Beta',
  'BraveSoftware/Brave-Browser-Nightly',
  'Vivaldi',
  'Yandex/YandexBrowser',
  'CocCoc/Browser',
  'Tencent/QQBrowser',
  '360Chrome/Chrome',
  '360ChromeX/Chrome',
  'Chromium-Gost',
  'Thorium',
  'imput/Helium',
  'Packages/TheBrowserCompany.Arc_*/LocalCache/Local/Arc',
].map((folder) => `${folder}/User Data`);

const WINDOWS_ROAMING = ['Opera Stable', 'Opera GX Stable', 'Opera Next', 'Opera Developer'].map(
  (folder) => `Opera Software/${folder}`,
);

const LINUX_HOMES = ['home/*', 'root'];
const MAC_HOMES = ['Users/*', 'var/root', 'private/var/root'];
const LOCAL = ['Users/*/AppData/Local', 'Documents and Settings/*/Local Settings/Application Data'];
const ROAMING = ['Users/*/AppData/Roaming'];

const USER_DATA: readonly (readonly [homes: readonly string[], folders: readonly string[]])[] = [
  [LINUX_HOMES, [...LINUX.map((folder) => `.config/${folder}`), ...LINUX_BOXED]],
  [MAC_HOMES, MAC.map((folder) => `Library/Application Support/${folder}`)],
  [LOCAL, WINDOWS_LOCAL],
  [ROAMING, WINDOWS_ROAMING],
];

/** User data folders of the Chromium family on all systems, from the root of a machine: a glob for each system. */
export const chromiumFolders: readonly string[] = USER_DATA.map(([homes, folders]) => below(homes, folders));

/** Opera keeps a single profile in the folder itself; newer versions have profiles as the others do. */
const SINGLE = /(?:\/|com\.operasoftware\.)opera[^/]*$|^Opera Software\/[^/]+$/iu;

/** Profiles of the Chromium family, from the root of a machine. */
export const chromiumProfiles: readonly string[] = [
  ...chromiumFolders.map((folder) => `${folder}/*`),
  ...USER_DATA.flatMap(([homes, folders]) => {
    const single = folders.filter((folder) => SINGLE.test(folder));
    return single.length > 0 ? [below(homes, single)] : [];
  }),
];

/** Folders that hold profiles of Firefox and its kin, Thunderbird among them, one folder a profile. */
export const mozillaFolders: readonly string[] = [
  below(LINUX_HOMES, [
    '.mozilla/firefox',
    '.config/mozilla/firefox',
    '.thunderbird',
    '.librewolf',
    '.waterfox',
    '.floorp',
    '.zen',
    'snap/firefox/common/.mozilla/firefox',
    'snap/thunderbird/common/.thunderbird',
    '.var/app/org.mozilla.firefox/.mozilla/firefox',
    '.var/app/org.mozilla.firefox/config/mozilla/firefox',
    '.var/app/org.mozilla.Thunderbird/.thunderbird',
    '.var/app/io.gitlab.librewolf-community/.librewolf',
    '.var/app/net.waterfox.waterfox/.waterfox',
    '.var/app/app.zen_browser.zen/.zen',
  ]),
  below(MAC_HOMES, [
    ...['Firefox', 'LibreWolf', 'Waterfox', 'Floorp', 'zen'].map(
      (name) => `Library/Application Support/${name}/Profiles`,
    ),
    'Library/Thunderbird/Profiles',
  ]),
  below(
    ROAMING,
    ['Mozilla/Firefox', 'Thunderbird', 'Waterfox', 'librewolf', 'Floorp', 'zen'].map(
      (name) => `${name}/Profiles`,
    ),
  ),
];

/** Each of the names below each of the folders, in one glob: spelt out they were most of what a scan looks for. */
function below(folders: readonly string[], names: readonly string[]): string {
  return `${oneOf(folders)}/${oneOf(names)}`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `{${names.join(',')}}`;
}
