import { spellingsOf } from '../catalogue/spellings.ts';
import { nameKey } from '../matching/names/index.ts';
import type { Sighting } from '../types.ts';

/** What stands for the programs of one source that were reported so far. */
export interface Programs<Item> {
  /**
   * What was added first for the program that a sighting shows again: by a second manifest, by the two views of the
   * Windows registry, by `{GUID}` and `InstallWIX_{GUID}`, or by the package of another architecture. It has the same
   * `who`, state and account, no other version, and does not lie in another place, unless another reader shows it.
   *
   * @param who what the two must have in common, as a key
   */
  find(who: string, sighting: Sighting): Item | undefined;
  add(who: string, sighting: Sighting, item: Item): void;
}

/** No programs yet. Looking one up takes no longer for more of them: a manifest may show a program a million times. */
export function programs<Item>(): Programs<Item> {
  const byVersion = new Map<string, Places<Item>>();
  const ofAnyVersion = new Map<string, Places<Item>>();
  let count = 0;
  return {
    find(who, sighting) {
      const { version } = sighting;
      const key = keyOf(who, sighting);
      if (version === undefined) return firstIn(ofAnyVersion.get(key), sighting)?.item;
      const found = firstIn(byVersion.get(keyOf(who, sighting, version)), sighting);
      return earlier(found, firstIn(byVersion.get(key), sighting))?.item;
    },
    add(who, sighting, item) {
      const entry = { at: count++, item };
      note(byVersion, keyOf(who, sighting, sighting.version), sighting, entry);
      note(ofAnyVersion, keyOf(who, sighting), sighting, entry);
    },
  };
}

interface Entry<Item> {
  readonly at: number;
  readonly item: Item;
}

/** Of the same programs, the first that each reader reported, that each manifest reported, and that the registry reported. */
interface Places<Item> {
  readonly byReader: Map<string, Entry<Item>>;
  readonly byPath: Map<string, Entry<Item>>;
  registry?: Entry<Item>;
}

function keyOf(who: string, { state = 'installed', user, host }: Sighting, version?: string): string {
  return JSON.stringify([who, state, user ?? null, version ?? null, host ?? null]);
}

function note<Item>(
  map: Map<string, Places<Item>>,
  key: string,
  sighting: Sighting,
  entry: Entry<Item>,
): void {
  const places: Places<Item> = map.get(key) ?? { byReader: new Map(), byPath: new Map() };
  map.set(key, places);
  if (!places.byReader.has(sighting.reader)) places.byReader.set(sighting.reader, entry);
  if (!places.byPath.has(sighting.path)) places.byPath.set(sighting.path, entry);
  if (isRegistry(sighting)) places.registry ??= entry;
}

/** What lies in two places is installed twice, except that Windows keeps its list in several files. */
function firstIn<Item>(places: Places<Item> | undefined, sighting: Sighting): Entry<Item> | undefined {
  if (!places) return undefined;
  const [, other] = [...places.byReader].find(([reader]) => reader !== sighting.reader) ?? [];
  const here = earlier(other, places.byPath.get(sighting.path));
  return isRegistry(sighting) ? earlier(here, places.registry) : here;
}

function earlier<Item>(one?: Entry<Item>, other?: Entry<Item>): Entry<Item> | undefined {
  return one && other ? (one.at < other.at ? one : other) : (one ?? other);
}

/** The name without version and platform, as a key. */
export function plainName(sighting: Sighting): string {
  return nameKey(spellingsOf(sighting).at(-1) ?? sighting.name);
}

function isRegistry({ ids }: Sighting): boolean {
  return ids?.some((id) => id.startsWith('uninstall-key:') || id.startsWith('product-code:')) === true;
}
