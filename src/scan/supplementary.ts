import type { Reader, Source, SourceFile } from '../types.ts';
import { PROGRAM_FILE } from './program-file-options.ts';
import type { KnownReader } from './read-plan.ts';

/** Whether a file or folder that cannot be opened hides nothing: see {@link Reader.supplementary}. */
export function isHarmless(source: Source, file: SourceFile, readers: readonly KnownReader[]): boolean {
  if (!file.dangling) return readers.length > 0 && readers.every((metadata) => metadata.pathOnly);
  return readers.length > 0 ? readers.every((card) => isSupplementary(card, file)) : source.layout === 'root';
}

/** What was recognised by content alone was passed for what it lists. */
export function isSupplementary({ supplementary, paths }: KnownReader, { globs }: SourceFile): boolean {
  if (supplementary === undefined || supplementary === true) return supplementary === true;
  const own = globs.filter((glob) => paths.includes(glob) || supplementary.includes(glob));
  return own.length > 0 && own.every((glob) => supplementary.includes(glob));
}

/** Lists of services, extensions and the like that a tool exported: beside an inventory they count, alone they are none. */
export function isEvidence({ id, supplementary, paths, record }: Reader): boolean {
  // A program file that was passed is what was asked about.
  return record === true || (id !== PROGRAM_FILE && supplementary === true && paths.length === 0);
}
