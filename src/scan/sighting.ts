import { order } from '../matching/compare-text.ts';
import type { Program, Reader, Sighting, SourceFile } from '../types.ts';

/** A program with where it was seen; the account is that of the file where the manifest names none. */
export function sightingOf(
  program: Program,
  reader: Reader,
  { path }: SourceFile,
  user: string | undefined,
): Sighting {
  const place = { reader: reader.id, path };
  // One copy where there is no account, as in a database of a thousand packages.
  return user === undefined ? { ...program, ...place } : { user, ...program, ...place };
}

/** A file or folder that is a fingerprint by itself, as a trace. */
export function pathTrace(file: SourceFile): Sighting {
  const user = userOf(file.usual ?? file.path);
  const path = `/${file.path}`;
  const usual = file.usual === undefined ? [] : [`path:/${file.usual}`];
  return {
    ...(user === undefined ? {} : { user }),
    name: path,
    kind: 'trace',
    ids: [`path:${path}`, ...usual],
    reader: 'path',
    path: file.path,
  };
}

/** Homes of every system; what lies there is installed for one account. */
const HOME =
  /^(?:(?:Files\/|UtilityVM\/Files\/|System\/Volumes\/Data\/)?(?:home|Users|Documents and Settings)\/(?<user>[^/]+)|(?<root>root))\//iu;

/** The account in whose home a file lies. */
export function userOf(path: string): string | undefined {
  const groups = HOME.exec(path)?.groups;
  return groups?.['user'] ?? groups?.['root'];
}

/**
 * Programs of lower layers that are in no manifest any more, each in the lowest layer that had it.
 *
 * @param sightings what is there
 * @param removed what layers held that layers above replaced or removed, the lowest first
 */
export function residueOf(sightings: readonly Sighting[], removed: readonly Sighting[]): Sighting[] {
  if (removed.length === 0) return [];
  const seen = new Set(sightings.map(identityOf));
  return removed.filter((one) => {
    const identity = identityOf(one);
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}

function identityOf({ reader, kind, ids, name, user }: Sighting): string {
  return JSON.stringify([reader, kind, ids?.[0] ?? name, user]);
}

/** By name, version and path. */
export function bySighting(a: Sighting, b: Sighting): number {
  return order(a.name, b.name) || order(a.version, b.version) || order(a.path, b.path);
}
