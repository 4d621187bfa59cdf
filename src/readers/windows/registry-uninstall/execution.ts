import { filetimeDay } from '../../../formats/registry/filetime.ts';
import type { Program } from '../../../types.ts';
import { isProgramPath, recordedProgram } from '../records/recorded-file.ts';
import { shimCache } from '../records/shim-cache.ts';
import { accountOf, type PlacedKey, type Where } from './key.ts';

/** The files in the application compatibility cache. */
export function* cachedFiles({ values }: PlacedKey, { entry }: Where): Iterable<Program> {
  const data = values.get('appcompatcache');
  if (!(data instanceof Uint8Array)) return;
  for (const file of shimCache(data)) {
    if (isProgramPath(file.path)) yield recordedProgram({ ...file, entry });
  }
}

/**
 * What an account ran last, as the moderators of background and desktop activity remember it for a week: the path of each
 * program, and a FILETIME.
 */
export function* lastRuns(key: PlacedKey, { entry }: Where): Iterable<Program> {
  const user = accountOf(key.place.names.at(-1));
  for (const [path, data] of key.values) {
    if (!(data instanceof Uint8Array) || data.length < 8 || !path.includes('\\')) continue;
    const time = new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(0, true);
    yield recordedProgram({ path, lastSeen: filetimeDay(time), entry, user });
  }
}
