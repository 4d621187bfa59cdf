import type { Ban, Fact, Match, Vendor } from '../schema/index.ts';
import { pathsOf } from './places.ts';

/**
 * Globs of the folders and files that are marks by themselves, from the root of a machine without a leading slash: what
 * a scan has to look for beside manifests.
 */
export function pathFingerprints({
  vendors,
  bans,
}: {
  vendors: readonly Vendor[];
  bans: readonly Ban[];
}): string[] {
  const globs = new Set<string>();
  for (const path of [...vendors.flatMap(pathsOfVendor), ...bans.flatMap(({ match }) => pathsIn(match))]) {
    for (const place of pathsOf(path)) for (const glob of globsFor(place)) globs.add(glob);
  }
  return [...globs].sort();
}

function pathsOfVendor({ ids, products }: Vendor): string[] {
  return [...(ids?.path ?? []), ...(products ?? []).flatMap((product) => product.ids?.path ?? [])].map(
    valueOf,
  );
}

function valueOf(fact: Fact): string {
  return typeof fact === 'string' ? fact : fact.value;
}

function pathsIn(match: Match): string[] {
  const ids = several(match.id).flatMap((id) => (id.startsWith('path:') ? [id.slice(5)] : []));
  const inner = [...(match.any ?? []), ...(match.all ?? [])].flatMap(pathsIn);
  return [...several(match.path), ...ids, ...inner];
}

function several(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

const WINDOWS = /^\/(?:Program Files|ProgramData\/|Users\/|Windows\/)/iu;

/**
 * What is no part of the language of globs here, a version or a brace, is any name or letter, and is compared when the
 * place was found. Layers of Windows keep the disk in a folder.
 */
function globsFor(place: string): string[] {
  const glob = place.replace(/^\/+/u, '').replace(/#/gu, '*').replace(/[{}]/gu, '?');
  return WINDOWS.test(place) ? [glob, `Files/${glob}`] : [glob];
}
