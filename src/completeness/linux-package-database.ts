import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, listedBy, type Scanned } from './check.ts';
import { type Database, databases } from './linux-databases.ts';

/** Systems of those families that keep no such database: snaps or an image are all that they have. */
const WITHOUT: ReadonlySet<string> = new Set(['ubuntu-core', 'flatcar', 'cos', 'bottlerocket']);

/**
 * A Linux root has the package database of its system, and it lists packages. Snaps, flatpaks, AppImages and the
 * packages of another manager are additions and never excuse its loss.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html
 */
export const linuxPackageDatabase: CompletenessCheck = {
  id: 'linux-package-database',
  title: 'the package database of a Linux system',
  paths: [
    ...new Set(databases.flatMap((database) => [...database.ways, ...remains(database).filter(isPlain)])),
  ],
  later: databases.map((database) => ({
    paths: remains(database).filter((glob) => !isPlain(glob)),
    isNeeded: (scanned) => listedIn(database, scanned).programs === 0,
  })),
  *find(scanned: Scanned): Generator<CoverageGap> {
    for (const database of databases) yield* missing(database, scanned);
  },
};

function* missing(database: Database, scanned: Scanned): Generator<CoverageGap> {
  const { name, readers, home, ways } = database;
  const isOwn = isSystemOf(database, scanned.systems);
  const left = isOwn ? undefined : leftover(database, scanned);
  if (!isOwn && left === undefined) return;
  // What could not be read, or was cut off before any reader saw it, is reported already.
  if (scanned.gaps.some(({ reader }) => reader === undefined || readers.has(reader))) return;
  const { read, programs } = listedIn(database, scanned);
  if (programs > 0) return;
  const why = isOwn ? `this system (${scanned.systems[0]}) keeps one` : `${left} is left of it`;
  const link = scanned.signs(...ways).find(({ dangling }) => dangling === true);
  if (link !== undefined && !read) {
    yield {
      path: link.path,
      reason: `a link that leads nowhere, on the way to the ${name} package database`,
    };
  } else if (read) yield { path: home, reason: `the ${name} package database lists no packages: ${why}` };
  else yield { path: home, reason: `the ${name} package database is missing: ${why}` };
}

/** What was read of a database: the packages of one beside it are not among its own. */
function listedIn({ readers, home, isAddition }: Database, scanned: Scanned): ReturnType<typeof listedBy> {
  const isIn = (path: string, folder: string) => path.startsWith(`${folder}/`);
  const manifests = scanned.manifests.filter(({ path, reader }) => {
    if (!readers.has(reader)) return false;
    return isAddition ? isIn(path, home) : !databases.some((one) => one.isAddition && isIn(path, one.home));
  });
  return listedBy({ manifests }, readers);
}

function remains({ leftovers, traces }: Database): string[] {
  return [...leftovers, ...traces];
}

/** A path costs one look. Wildcards stand for the files that a database keeps for each package. */
function isPlain(glob: string): boolean {
  return !glob.includes('*');
}

function isSystemOf({ systems }: Database, own: readonly string[]): boolean {
  if (own.some((system) => WITHOUT.has(system))) return false;
  return own.some((system) => systems.some((family) => system === family || system.startsWith(`${family}-`)));
}

function leftover({ leftovers, traces }: Database, scanned: Scanned): string | undefined {
  const found = scanned.signs(...leftovers).find(({ problem, size }) => problem === undefined && size !== 0);
  if (found) return found.path;
  const [trace] = scanned.signs(...traces);
  const isKnown = trace && databases.some((database) => isSystemOf(database, scanned.systems));
  return isKnown ? undefined : trace?.path;
}
