const quotedFile = /^"(?<file>[^"]+)"/u;
/** Without quotes the first ending of a program ends the file, whatever blanks stand before it. */
const plainFile = /^(?<file>.*?\.(?:exe|sys|dll|com|bat|cmd|scr))(?:[\s,"]|$)/isu;
const LONGEST = 1024;

/** The program file of a command line of Windows, as written. */
export function commandFile(written: string | undefined): string | undefined {
  const cut = written?.slice(0, LONGEST).trim() ?? '';
  const file = (quotedFile.exec(cut) ?? plainFile.exec(cut))?.groups?.['file'] ?? cut;
  return file === '' ? undefined : file;
}

/** What variables and prefixes of paths stand for on a usual machine; the user's own are not known. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^\\\?\?\\|^\\\\\?\\/u, ''],
  [/^\\?SystemRoot\\|^%(?:SystemRoot|windir)%\\/iu, 'C:\\Windows\\'],
  [/^system32\\/iu, 'C:\\Windows\\System32\\'],
  [/^%(?:ProgramFiles|ProgramW6432)%\\/iu, 'C:\\Program Files\\'],
  [/^%ProgramFiles\(x86\)%\\/iu, 'C:\\Program Files (x86)\\'],
  [/^%(?:ProgramData|AllUsersProfile)%\\/iu, 'C:\\ProgramData\\'],
  [/^%SystemDrive%\\/iu, 'C:\\'],
];

/**
 * A path from the root of the system volume, `/` separated: `C:\Windows\x.sys` and `\SystemRoot\x.sys` are
 * `/Windows/x.sys`. Undefined for other drives, for shares, and for a bare name.
 */
export function systemPath(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const path = BEGINNINGS.reduce((text, [pattern, meaning]) => text.replace(pattern, meaning), written);
  if (!/^C:\\/iu.test(path) || path.includes('%')) return undefined;
  return path.slice(2).replace(/\\+/gu, '/');
}
