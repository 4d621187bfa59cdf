/**
 * Where profiles of browsers lie that no list of browsers knows: below the folders in which programs keep settings, in
 * folders of an account that somebody named for a browser, and beside portable browsers. What is found there is known
 * by its shape alone. Globs, from the root of a machine; each account's by itself, so that homes elsewhere are searched
 * by the same.
 */

/** Folders of an account: a browser may be configured to keep its profiles in any. */
const NAMED = '{*,*/*,*/*/*}';

/** Below the home of an account on each system. */
const BELOW_HOMES: readonly (readonly [homes: readonly string[], folders: readonly string[]])[] = [
  [
    ['home/*', 'root'],
    [
      NAMED,
      '.config/*/*/*',
      'snap/*/{common,current}/{*,*/*,.config/*,.config/*/*,.config/*/*/*,.mozilla/*/*}',
      '.var/app/*/{*,*/*,*/*/*,*/*/*/*}',
      '.local/share/torbrowser/tbb/*/*/Browser/*/Data/Browser/*',
    ],
  ],
  [
    ['Users/*', 'private/var/root'],
    [
      NAMED,
      'Library/Application Support/{*,*/*,*/*/*,*/*/*/*}',
      'Library/Containers/*/Data/Library/Application Support/{*,*/*,*/*/*}',
      'AppData/Local/{,*/,*/*/,*/*/*/}User Data/*',
      'AppData/Local/{*/*,*/*/*}',
      'AppData/{LocalLow,Roaming}/{*,*/*,*/*/*,*/*/*/*}',
      'AppData/Local/Packages/*/LocalCache/{Local,Roaming}/{*/*,*/*/*,*/*/*/*}',
    ],
  ],
  [
    ['Documents and Settings/*'],
    [
      NAMED,
      '{Application Data,Local Settings/Application Data}/{*/*,*/*/*,*/*/*/*}',
      'Local Settings/Application Data/{*/,*/*/}User Data/*',
    ],
  ],
];

/** Below a folder of a portable browser. */
const PORTABLE = '{Data/profile,Data/profile/*,User Data/*,Data/User Data/*,Browser/*/Data/Browser/*}';
/** Where people put programs that need no installation. */
const PROGRAMS =
  '{Apps,Applications,Portable,PortableApps,Program Files,Program Files (x86),ProgramData,Programs,Tools,opt,srv}';

/** Profiles of any browser, one folder a profile. */
export const searchedProfiles: readonly string[] = [
  ...BELOW_HOMES.flatMap(([homes, folders]) =>
    homes.flatMap((home) => [
      ...folders.map((folder) => `${home}/${folder}`),
      `${home}/{*/,*/*/,*/*/*/}${PORTABLE}`,
    ]),
  ),
  `${PROGRAMS}/*/${PORTABLE}`,
];

/** An extension in a profile, by a name that is no word of people: 32 letters. */
export const EXTENSION = `Extensions/${'?'.repeat(32)}/*`;

/** Where profiles of Firefox that its `profiles.ini` names are read as if they lay. */
export const NAMED_PROFILE = 'etc/firefox/profile';
