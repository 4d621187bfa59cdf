import { unknownWord } from '../matching/names/nearest.ts';
import { type IndicatorKind, indicatorKey } from './keys.ts';

const USERS = '/Users/*';

/**
 * The variables that paths of rules may begin with, in vendors, `match`, `except` and waivers alike, and the folders
 * that each stands for. In small letters: Windows makes no difference.
 */
const pathVariables: Readonly<Record<string, readonly string[]>> = {
  '~': ['/home/*', '/root', USERS],
  '%programfiles%': ['/Program Files', '/Program Files (x86)'],
  '%programfiles(x86)%': ['/Program Files (x86)'],
  '%programw6432%': ['/Program Files'],
  '%commonprogramfiles%': ['/Program Files/Common Files', '/Program Files (x86)/Common Files'],
  '%commonprogramfiles(x86)%': ['/Program Files (x86)/Common Files'],
  '%programdata%': ['/ProgramData'],
  '%allusersprofile%': ['/ProgramData'],
  '%systemdrive%': [''],
  '%systemroot%': ['/Windows'],
  '%windir%': ['/Windows'],
  '%userprofile%': [USERS],
  '%appdata%': [`${USERS}/AppData/Roaming`],
  '%localappdata%': [`${USERS}/AppData/Local`],
  '%temp%': [`${USERS}/AppData/Local/Temp`],
  '%tmp%': [`${USERS}/AppData/Local/Temp`],
  '%public%': ['/Users/Public'],
};

/** The places that a path of a rule stands for, from the root of a machine, with every home and both program folders. */
export function pathsOf(path: string): string[] {
  const place = path
    .replace(/\\/gu, '/')
    // Within single quotes of YAML people double backslashes, which are two of them then.
    .replace(/\/{2,}/gu, '/')
    .replace(/^[A-Za-z]:/u, '')
    .replace(/\/+$/u, '');
  const variable = /^(?:%[^%/]+%|~)(?=\/|$)/u.exec(place)?.[0];
  const roots = variable === undefined ? undefined : pathVariables[variable.toLowerCase()];
  return roots ? roots.map((root) => root + place.slice(variable?.length)) : [place];
}

/** Why the variables of a path mean nothing; undefined if they do. A `~` further in is a folder of that name. */
export function variableFault(path: string): string | undefined {
  const place = path.replace(/\\/gu, '/');
  const other = /^~[^/]+/u.exec(place)?.[0];
  if (other !== undefined) return `${other} is the home of one user: write /home/${other.slice(1)}`;
  for (const { 0: variable, index } of place.matchAll(/%[^%/]+%|\$\{?\w+\}?/gu)) {
    if (variable.startsWith('$'))
      return `${variable} is not a variable here: write ~ for the home of every user`;
    if (pathVariables[variable.toLowerCase()] === undefined)
      return unknownWord('variable', variable.toLowerCase(), Object.keys(pathVariables));
    if (index > 0) return `${variable} belongs at the start of a path, and only there`;
  }
  return undefined;
}

/** The keys under which a pattern of a rule is compared: a path has one for each place that it stands for. */
export function patternKeys(kind: IndicatorKind, pattern: string): string[] {
  const texts = kind === 'path' ? pathsOf(pattern) : [pattern];
  return texts.map((text) => indicatorKey(kind, text));
}
