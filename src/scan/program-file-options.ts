import type { DeepCoverage } from '../open-files.ts';
import type { Program, Sighting } from '../types.ts';

/** The reader of program files, whose decoders are loaded when there are some. */
export const PROGRAM_FILE = 'program-file';

/** How program files are looked at. */
export interface ProgramFileOptions {
  /** Whether a program seen there is to be kept. */
  readonly keep?: ((program: Program, place: Pick<Sighting, 'reader' | 'path'>) => boolean) | undefined;
  /** Whether a rule asks for the digest of files, so that each has to be read whole. */
  readonly fileDigests?: boolean | undefined;
  /** Called from time to time with how far a search is. */
  readonly onProgress?: ((coverage: DeepCoverage) => void) | undefined;
}
