import { scriptFile } from '../readers/linux/script-file.ts';
import { unitFile } from '../readers/linux/unit-file.ts';
import type { Sighting, Source } from '../types.ts';

/** Readers that take what starts on Linux by name, with what their files show beside it. */
const READERS = { 'systemd-unit': unitFile, 'init-script': scriptFile };

function isStartFile({ reader }: Sighting): boolean {
  return Object.hasOwn(READERS, reader);
}

/**
 * Reads the units and scripts that matter: on a disk each of hundreds costs a look, so their readers take them by name.
 * What cannot be read stays as it is.
 */
export async function readStartFiles(source: Source, sightings: Sighting[]): Promise<void> {
  const files = new Map<string, Sighting[]>();
  for (const sighting of sightings.filter(isStartFile))
    files.set(sighting.path, [...(files.get(sighting.path) ?? []), sighting]);
  for await (const file of source.files([...files.keys()])) {
    const known = files.get(file.path);
    if (known === undefined || file.problem !== undefined || file.folder) continue;
    const bytes = await file.bytes().catch(() => undefined);
    if (bytes === undefined) continue;
    for (const sighting of known) {
      const { executable, isEnabled } = READERS[sighting.reader as keyof typeof READERS](
        file.resolver,
        bytes,
      );
      sightings[sightings.indexOf(sighting)] = {
        ...sighting,
        ...(executable === undefined ? {} : { executable }),
        ...(isEnabled ? { marks: ['enabled'] } : {}),
      };
    }
  }
}
