import { isHost } from '../program-host.ts';

const quotedFile = /^"(?<file>[^"]+)"/u;
/** Without quotes the first ending of a program ends the file, whatever blanks stand before it. */
const plainFile = /^(?<file>.*?\.(?:exe|sys|dll|com|bat|cmd|scr))(?:[\s,"]|$)/isu;
const MAX_LENGTH = 1024;

/** The program file of a command line of Windows, as written. */
export function commandFile(written: string | undefined): string | undefined {
  const cut = written?.slice(0, MAX_LENGTH).trim() ?? '';
  const file = (quotedFile.exec(cut) ?? plainFile.exec(cut))?.groups?.['file'] ?? cut;
  // Windows takes slashes, too.
  const path = /^[A-Z]:\//iu.test(file) ? file.replaceAll('/', '\\') : file;
  return path === '' ? undefined : path;
}

/**
 * The file that Windows starts for a command line: one without an ending has `.exe`. Undefined where blanks leave open
 * what the file is: Windows tries one after the other.
 */
export function startedProgram(written: string | undefined): string | undefined {
  const file = commandFile(written);
  if (file === undefined || ENDING.test(file)) return file;
  const isQuoted = written?.trim().startsWith('"') === true;
  const words = isQuoted ? [file] : file.split(/\s+/u);
  const [first = ''] = words;
  if (words.length > 1 && words.slice(1).some((word) => word.includes('\\'))) return undefined;
  return ENDING.test(first) || first === '' ? first || undefined : `${first}.exe`;
}

/**
 * The same for what runs libraries and scripts of others, as `rundll32` and `cmd /c` do: the first file in its words.
 *
 * @param written a command line
 */
export function startedFile(written: string | undefined): string | undefined {
  const program = startedProgram(written);
  if (written === undefined || program === undefined || !isHost(program)) return program;
  const words = written.slice(0, MAX_LENGTH).matchAll(HOSTED);
  const files = Array.from(words, ({ groups }) => groups?.['quoted'] ?? groups?.['plain'] ?? '');
  return files.find((file) => !isHost(file)) ?? program;
}

/** Files with a folder in the words of a command line; blanks stand in those that are quoted. */
const HOSTED =
  /"(?<quoted>(?:[A-Z]:|%\w+(?:\(x86\))?%)\\[^"]+\.\w{2,4})"|(?<![^\s"',=])(?<plain>(?:[A-Z]:|%\w+(?:\(x86\))?%)\\[^\s"',]+\.\w{2,4})(?![\w.\\])/giu;

const ENDING = /\.[A-Za-z]\w{0,3}$/u;

/** What variables and prefixes of paths stand for on a usual machine; the user's own are not known. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^\\\?\?\\|^\\\\\?\\/u, ''],
  [/^\\?SystemRoot\\|^%(?:SystemRoot|windir)%\\/iu, 'C:\\Windows\\'],
  [/^system32\\/iu, 'C:\\Windows\\System32\\'],
  // How 32-bit programs reach the folder of the 64-bit ones.
  [/^C:\\Windows\\sysnative\\/iu, 'C:\\Windows\\System32\\'],
  [/^%(?:ProgramFiles|ProgramW6432)%\\/iu, 'C:\\Program Files\\'],
  [/^%ProgramFiles\(x86\)%\\/iu, 'C:\\Program Files (x86)\\'],
  [/^%CommonProgram(?:Files|W6432)%\\/iu, 'C:\\Program Files\\Common Files\\'],
  [/^%CommonProgramFiles\(x86\)%\\/iu, 'C:\\Program Files (x86)\\Common Files\\'],
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

/**
 * The same, or where the path is of no place on the system volume, a path that is in no copy of it: its name still says
 * whose it may be. Undefined for a bare name.
 */
export function anyPath(file: string | undefined): string | undefined {
  const path = systemPath(file);
  if (path !== undefined || file === undefined || !/^(?:[A-Z]:\\|%|\\)/iu.test(file)) return path;
  return `/${file.replace(/^\\+/u, '').replace(/\\+/gu, '/')}`;
}
