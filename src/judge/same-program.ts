import { spellingsOf } from '../catalogue/spellings.ts';
import type { Sighting } from '../model.ts';
import { nameKey } from '../names.ts';

/**
 * Whether two sightings of one source and of one {@link plainName} are one program told twice: by two manifests, by the two views of the Windows
 * registry, by `{GUID}` and `InstallWIX_{GUID}`, or by the package of two architectures.
 */
export function isSameProgram(a: Sighting, b: Sighting): boolean {
  return (
    (a.state ?? 'installed') === (b.state ?? 'installed') &&
    a.user === b.user &&
    (a.version === b.version || a.version === undefined || b.version === undefined) &&
    (a.reader !== b.reader || a.path === b.path || (isRegistry(a) && isRegistry(b)))
  );
}

/** The name without version and platform, as a key. */
export function plainName(sighting: Sighting): string {
  return nameKey(spellingsOf(sighting).at(-1) ?? sighting.name);
}

/** What lies in two places is installed twice, except that Windows keeps its list in several files. */
function isRegistry({ ids }: Sighting): boolean {
  return ids?.some((id) => id.startsWith('uninstall-key:') || id.startsWith('product-code:')) === true;
}
