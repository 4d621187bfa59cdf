import { type KnownHosts, knownHosts } from '../host-lists/index.ts';
import { readSmallFile } from '../rules/open-text.ts';

/** The lists of large fleets, with all that a tool says of each host, have some ten megabytes. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The hosts that files list.
 *
 * @throws Error that names the file which cannot be read or is no list of hosts
 */
export function hostsAt(paths: readonly string[]): KnownHosts {
  return knownHosts(paths.map((path) => ({ path, bytes: bytesAt(path) })));
}

function bytesAt(path: string): Uint8Array {
  try {
    return readSmallFile(path, MAX_BYTES);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`, { cause: error });
  }
}
