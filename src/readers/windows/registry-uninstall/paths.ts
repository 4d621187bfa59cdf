/** Hives of a machine, from the root of its system volume. */
const hives = [
  'Windows/System32/config/SOFTWARE',
  'Windows/System32/config/SYSTEM',
  'Windows/System32/config/DEFAULT',
  'WINNT/system32/config/software',
  'WINNT/system32/config/system',
  'Windows/ServiceProfiles/*/NTUSER.DAT',
  'Users/*/NTUSER.DAT',
  'Users/*/NTUSER.MAN',
  'Profiles/*/NTUSER.DAT',
  'WINNT/Profiles/*/NTUSER.DAT',
  'Users/*/AppData/Local/Microsoft/Windows/UsrClass.dat',
  'Documents and Settings/*/NTUSER.DAT',
  'Documents and Settings/*/Local Settings/Application Data/Microsoft/Windows/UsrClass.dat',
];

/** Layers of Windows containers keep their files below `Files`, their changes of the registry in deltas. */
const layers = ['Hives/Software_Delta', 'Hives/System_Delta', 'Hives/DefaultUser_Delta'];

/** Homes of Wine on Linux: its own, and those of Bottles, Proton, Lutris, PlayOnLinux, CrossOver and deepin-wine. */
const prefixes = [
  '.wine',
  '.local/share/wineprefixes/*',
  '.local/share/bottles/bottles/*',
  '.var/app/com.usebottles.bottles/data/bottles/bottles/*',
  '.local/share/Steam/steamapps/compatdata/*/pfx',
  '.steam/steam/steamapps/compatdata/*/pfx',
  '.var/app/com.valvesoftware.Steam/.local/share/Steam/steamapps/compatdata/*/pfx',
  '.PlayOnLinux/wineprefix/*',
  '.cxoffice/*',
  '.deepinwine/*',
  '.ukylin-wine/*',
  'Games/*',
];
const wine = ['home/*', 'root'].flatMap((home) =>
  prefixes.flatMap((prefix) => ['system.reg', 'user.reg'].map((file) => `${home}/${prefix}/${file}`)),
);

/** Where hives lie on machines and in container layers. */
export const paths: readonly string[] = [
  ...hives,
  ...hives.map((path) => `Files/${path}`),
  ...hives.map((path) => `UtilityVM/Files/${path}`),
  ...layers,
  ...layers.map((path) => `UtilityVM/${path}`),
  ...wine,
];

/** A machine whose `SOFTWARE` is missing has not been inventoried, whatever its services and users show. */
export const cornerPaths: readonly string[] = paths.filter((path) => !/[/]software(?:_Delta)?$/iu.test(path));

/** The transaction logs of these. */
export const besidePaths: readonly string[] = paths
  .filter((path) => !path.endsWith('.reg'))
  .map((path) => `${path}.LOG*`);
