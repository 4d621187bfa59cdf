/** Homes of accounts on every system, from the root of a machine, `/` behind each: other homes are looked up by `home/*`. */
const HOMES = ['home/*', 'root', 'Users/*', 'private/var/root'];

/**
 * Globs of folders below the home of every account, one for each kind of home: groups are spelt out where a walk meets
 * the folder before them, so that a machine pays for the homes that it has.
 *
 * @param folders globs from a home, without groups
 * @param end what follows each of them, with `/` before it; it may have groups
 */
export function belowHomes(folders: readonly string[], end = ''): string[] {
  return HOMES.map((home) => `${home}/${oneOf(folders)}${end}`);
}

/** One glob for several, which have no groups of their own. */
export function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `{${names.join(',')}}`;
}
