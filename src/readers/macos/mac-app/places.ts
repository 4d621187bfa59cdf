/** Folders in which people and installers put applications, at any depth up to the next bundle. */
export const applicationFolders: readonly string[] = [
  'Applications',
  'System/Applications',
  'Network/Applications',
  'Users/*/Applications',
  'System/Library/CoreServices/Applications',
];

/** Folders that hold much else: looked into without going deeper. */
const SHALLOW = [
  'System/Library/CoreServices',
  'Library/Input Methods',
  'Library/Application Support',
  'Library/Application Support/*',
  'Library/Application Support/*/*',
  'Library/Application Support/*/*/*',
  'Library/PrivilegedHelperTools',
  'Library/*',
  'Users/*',
  'Users/*/Desktop',
  'Users/*/Desktop/*',
  'Users/*/Documents',
  'Users/*/Downloads',
  'Users/*/Downloads/*',
  'Users/*/.Trash',
  'Users/*/Library/Input Methods',
  'Users/*/Library/Application Support',
  'Users/*/Library/Application Support/*',
  'Users/*/Library/Application Support/*/*',
  'Users/Shared/*',
];

/**
 * Every application bundle. Those inside another are left out, because they are parts of it (helpers,
 * updaters, login items), but for the folder in which Apple's guidelines place products of their own: the
 * tools of Xcode are there. Applications for iPhone and iPad lie in a wrapper without `Contents`.
 */
export const places: readonly string[] = [
  ...[...applicationFolders.map((folder) => `${folder}/**`), ...SHALLOW].map(
    (folder) => `${folder}/*.app/Contents/Info.plist`,
  ),
  ...applicationFolders.map((folder) => `${folder}/**/*.app/Contents/Applications/*.app/Contents/Info.plist`),
  ...applicationFolders.map((folder) => `${folder}/**/*.app/Wrapper/*.app/Info.plist`),
];

/** Folders of a Mac that may hold applications at any depth, though few do. */
const SEARCHED = [
  'Library',
  'Users/*',
  'private/var/root',
  'opt',
  'usr/local',
  'sw',
  'Volumes/*/Applications',
  'Volumes/*/Users/*/Applications',
];

/**
 * Where else people and installers of a Mac put applications: in any folder of an account, at the top, on another
 * volume. Those at the top of another volume are left out: mounted installers lie there.
 */
export const searchedPlaces: readonly string[] = [
  ...SEARCHED.map((folder) => `${folder}/**/`),
  '{,*/}',
  'Volumes/*/*/{,*/,*/*/}',
  'nix/store/*/Applications/',
].map((folder) => `${folder}*.app/Contents/Info.plist`);
