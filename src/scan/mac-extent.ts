import type { OpenFile } from '../open-files.ts';
import type { Source, SourceFile } from '../types.ts';

/** How far a source is searched. */
export interface Extent {
  /** It is read in one pass, so that the files beside manifests have to be kept on the way. */
  readonly onePass: boolean;
  /** All folders of a Mac, not only those that are meant for applications. */
  readonly searchesMac: boolean;
  /** The data volume of a Mac by its own path. */
  readonly hasDataVolume: boolean;
}

/** Where the volume that can be written to is mounted: what is not there by another path is there only. */
export const DATA_VOLUME = 'System/Volumes/Data/';

/** Names that only a Mac has. */
const OF_MACS = ['Applications', 'System/Library/CoreServices', 'System/Volumes/Data'];

/**
 * How far this source is searched. What is read in one pass is met anyway, so nothing is saved by leaving it out. On a
 * running Mac all of the data volume is linked to where it belongs.
 *
 * @see https://support.apple.com/guide/security/signed-system-volume-security-secd698747c9/web
 */
export function extentOf({ kind, layout, has }: Source): Extent {
  const onePass = kind === 'archive' || kind === 'image';
  const isMac = layout === 'root' && OF_MACS.some((name) => isThere(has, name));
  return {
    onePass,
    searchesMac: onePass || isMac,
    hasDataVolume: onePass || (kind !== 'host' && isMac && isThere(has, DATA_VOLUME)),
  };
}

function isThere(has: Source['has'], path: string): boolean {
  try {
    return has?.(path) === true;
  } catch {
    // What may not be entered is there.
    return true;
  }
}

/** Whether a file lies on the data volume of a Mac by the path of that. */
export function isOnDataVolume({ path }: SourceFile): boolean {
  return path.startsWith(DATA_VOLUME);
}

/** The links of macOS make two files of one: whether one on the data volume is the same as that where it is linked to. */
export async function isTwin({ open }: Source, file: SourceFile): Promise<boolean> {
  if (file.folder || file.problem !== undefined) return false;
  let other: OpenFile | undefined;
  try {
    other = open?.(file.path.slice(DATA_VOLUME.length));
    if (other === undefined) return false;
    const bytes = Buffer.from(await file.bytes());
    return bytes.length === other.size && bytes.equals(other.read(0, other.size));
  } catch {
    // What cannot be read is for its reader to report.
    return false;
  } finally {
    other?.close();
  }
}
