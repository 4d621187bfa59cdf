/** Where homes usually lie. */
export const HOMES = 'home/*';

/** A place that a file of a machine names, in which things lie that usually lie elsewhere. */
export interface NamedPlace {
  /** Where they usually lie: the beginning of globs of readers. */
  readonly usual: string;
  /** Where they lie here: a path or glob from the root, or as the file says it where that cannot be followed. */
  readonly place: string;
  /** Why it cannot be followed. */
  readonly problem?: string;
  /** An account whose home it is: most system accounts name homes that nobody made. */
  readonly account?: { readonly login: boolean; readonly service: boolean };
  /** The place is what the vendors of the system wrote, who name places that only some machines have. */
  readonly optional?: true;
}

/** A path from the root, `.` and `..` resolved; what globs would take for their own stands for any letter. */
export function pathOf(path: string, isGlob = false): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (isGlob && name === '*') names.push(name);
    else if (name !== '' && name !== '.') names.push(name.replace(/[*{}]/gu, '?'));
  }
  return names.join('/');
}
