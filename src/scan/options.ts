import type { DeepCoverage } from '../open-files.ts';
import type { Prefilter, Program, Reader, Sighting } from '../types.ts';
import type { FoundPage } from './answer-pages.ts';
import type { Guest } from './guests.ts';
import type { HostTally } from './host-tally.ts';

/** How a source is gathered. */
export interface ScanOptions {
  /** Ids of the readers to ask; default: all of the house. */
  readonly readers?: readonly string[];
  /** Readers of plugins, asked beside those of the house. */
  readonly ownReaders?: readonly Reader[];
  /** Read every passed file with this reader instead of recognising it. */
  readonly as?: Reader;
  /** Globs of files and folders that are fingerprints by themselves. */
  readonly fingerprints?: readonly string[];
  /** Whether manifests carry their SHA-256. */
  readonly digests?: boolean;
  /** Whether a program seen there is to be kept; the others are counted alone. Default: all are. */
  readonly filter?: (program: Program, place: Pick<Sighting, 'reader' | 'path'>) => boolean;
  /** What the names of packages begin with that may be kept, so that readers may pass over the others. */
  readonly prefixes?: Prefilter['prefixes'];
  /** Whether all files are looked through for programs, by what the files say of themselves. */
  readonly deep?: boolean;
  /** Whether a rule asks for the digest of program files, so that each has to be read whole. */
  readonly fileDigests?: boolean;
  /** Whether a rule asks for licences, so that files are read that say nothing else. */
  readonly licences?: boolean;
  /** Counts the computers that documents name. */
  readonly hosts?: HostTally;
  /** Called from time to time with how far a search through all files is. */
  readonly onProgress?: (coverage: DeepCoverage) => void;
  /** Called for each system inside the source, by the end of the scan. */
  readonly onGuest?: (guest: Guest) => void;
  /** Called for each page of an answer that a file of the source holds. */
  readonly onPage?: (page: FoundPage) => void;
  /** Ends the scan between two files: it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** A source that lists nothing is reported as unread, unless this is set. */
  readonly allowEmpty?: boolean;
}
