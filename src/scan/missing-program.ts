/** Folders that every system has and that copies of one often leave out: the deepest around a program has to be there. */
const COMMON =
  /^\/(?:(?:Files\/)?Windows\/(?:System32(?:\/drivers)?|SysWOW64)|usr\/local(?:\/s?bin)?|usr\/(?:s?bin|lib(?:64|exec)?)|(?:home|Users)\/[^/]+(?:\/AppData\/(?:Local|Roaming))?|Library(?:\/Application Support)?|Volumes\/[^/]+|[^/]+)(?=\/)/iu;

/** What is in such a folder of every running system: collections of evidence hold a few other files of it. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  '/windows/system32': ['ntoskrnl.exe', 'kernel32.dll', 'ntdll.dll'],
  '/windows/system32/drivers': ['ntfs.sys', 'disk.sys', 'http.sys'],
  '/windows/syswow64': ['kernel32.dll', 'ntdll.dll'],
};

/** Folders of packages, and what is there on every Linux: a copy of package databases has parts of these folders. */
const PACKAGED = /^\/(?:usr|lib|lib64|s?bin)(?=\/|$)/u;
const SHELLS = ['usr/bin/env', 'usr/bin/sh', 'bin/sh', 'usr/bin/busybox', 'bin/busybox'];

/** A short name of MS-DOS, which only the volume itself can resolve. */
const SHORT = /~\d+(?:\.[^/]{0,3})?(?:\/|$)/u;

/**
 * Whether a program file that is not in a source would be in it if it were on the machine: its place is of those that
 * were copied, and its name is the one that a copy has.
 *
 * @param path from the root, with a slash before it
 * @param has whether a file or folder is in the source
 */
export function canMiss(path: string, has: (place: string) => boolean): boolean {
  const folder = COMMON.exec(path)?.[0];
  if (folder === undefined || SHORT.test(path) || !has(folder.slice(1))) return false;
  if (PACKAGED.test(folder) && !folder.startsWith('/usr/local') && !SHELLS.some((file) => has(file)))
    return false;
  const files = ALWAYS[folder.toLowerCase()];
  return files === undefined || files.some((file) => has(`${folder.slice(1)}/${file}`));
}

/** The places of which {@link canMiss} asks. */
export function placesAround(path: string): readonly string[] {
  const folder = COMMON.exec(path)?.[0].slice(1);
  if (folder === undefined) return [];
  return [
    folder,
    ...SHELLS,
    ...(ALWAYS[`/${folder.toLowerCase()}`] ?? []).map((file) => `${folder}/${file}`),
  ];
}

/** A folder that is a program. */
const BUNDLE = /\.(?:app|appex|bundle|kext|plugin|prefPane|systemextension|xpc)$/iu;

/** The file that is there if a program is: a bundle has its property list. */
export function fileOfProgram(path: string): string {
  return BUNDLE.test(path) ? `${path}/Contents/Info.plist` : path;
}
