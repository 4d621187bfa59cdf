import type { NotedFact } from '../completeness/check.ts';
import { profilesOf } from '../completeness/windows-profiles.ts';
import { limits } from '../limits.ts';
import type { Source, SourceFile } from '../types.ts';

/** A glob of the reader of the registry, which reads what is found in its place. */
const GLOB = 'Users/*/NTUSER.DAT';

/** Where the globs of the reader lead. */
const USUAL = /^(?:users|documents and settings|profiles|winnt\/profiles|windows\/serviceprofiles)\/[^/]+$/u;

const HIVES = [
  'NTUSER.DAT',
  'NTUSER.MAN',
  'AppData/Local/Microsoft/Windows/UsrClass.dat',
  'Local Settings/Application Data/Microsoft/Windows/UsrClass.dat',
];

/**
 * The hives of profiles that lie in unusual folders of the system volume. What is read in one pass gives none: these
 * profiles count as missing.
 */
export async function* profileHives(source: Source, facts: readonly NotedFact[]): AsyncGenerator<SourceFile> {
  if (source.layout !== 'root' || source.kind === 'archive' || source.kind === 'image') return;
  const folders = profilesOf(facts).flatMap(({ folder }) =>
    folder === undefined || USUAL.test(folder) || !isPlain(folder) ? [] : [folder],
  );
  if (folders.length === 0) return;
  const globs = folders
    .slice(0, limits.references)
    .flatMap((folder) => HIVES.map((hive) => `${folder}/${hive}`));
  for await (const file of source.files(globs)) {
    if (!file.folder) yield { ...file, globs: [GLOB], usual: `Users/${accountIn(file.path)}/NTUSER.DAT` };
  }
}

/** `Konten/ash/NTUSER.DAT` → `ash`. */
function accountIn(path: string): string {
  const folder = path.replace(/\/(?:ntuser\.(?:dat|man)|(?:appdata|local settings)\/.*)$/iu, '');
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** A name that says nothing else to a glob, and does not lead out of the root. */
function isPlain(folder: string): boolean {
  return (
    !/[*?[\]{}\\]/u.test(folder) &&
    folder.split('/').every((name) => name !== '' && name !== '..' && name !== '.')
  );
}
