import type { Program } from '../../../types.ts';
import { systemPath } from '../command-file.ts';

/** A file that a record of Windows names: it was there, and may be gone. */
export interface RecordedFile {
  /** With a drive, with a device (`\Device\HarddiskVolume2\…`, `\VOLUME{…}\…`), or a bare name. */
  readonly path: string;
  readonly lastSeen?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly publisher?: string | undefined;
  readonly sha1?: string | undefined;
  readonly entry?: string | undefined;
  readonly user?: string | undefined;
}

/** Volumes of which the one with Windows is not known by its name alone. */
const VOLUME = /^\\(?:device\\harddiskvolume\d+|volume\{[0-9a-f-]+\}|\?\?\\volume\{[0-9a-f-]+\})(?=\\)/iu;

/**
 * What is known of a recorded file. It counts as left behind: whether the file is still there, the scan finds out.
 */
export function recordedProgram(file: RecordedFile): Program {
  const path = file.path.replace(/^\\\?\?\\/u, '').replace(VOLUME, 'C:');
  const base = path.slice(path.lastIndexOf('\\') + 1);
  const executable = systemPath(path);
  const { version, publisher, lastSeen, entry, user } = file;
  return {
    name: file.name ?? base,
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    ids: [
      `process:${base}`,
      ...(path.includes('\\') ? [`path:${executable ?? path}`] : []),
      ...(publisher ? [`company:${publisher}`] : []),
    ],
    kind: 'trace',
    state: 'residue',
    marks: ['recorded'],
    ...(executable === undefined ? {} : { executable }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(entry === undefined ? {} : { entry }),
    ...(user === undefined ? {} : { user }),
  };
}

/** Records name every kind of file; only these are programs. */
export function isProgramPath(path: string): boolean {
  return /\.(?:exe|dll|sys|com|scr|cpl|ocx|msi|bat|cmd)$/iu.test(path);
}
