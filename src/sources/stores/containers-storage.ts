import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { field, type Json, json, listField, stringField } from '../../formats/markup/json.ts';
import { limits } from '../../limits.ts';
import type { Source } from '../../types.ts';
import { type Range, wholeFile } from '../image/bytes.ts';
import type { Members } from '../image/members.ts';
import { keptJson, newSpool, type Spool } from '../image/spool.ts';
import { type ImageOptions, imageSource } from '../image.ts';
import { oneOf } from './reference.ts';
import { layerArchive } from './tar-split.ts';

/** How a driver names the folder of a layer's files. */
const DRIVERS: Readonly<Record<string, (root: string, layer: string) => string>> = {
  overlay: (root, layer) => join(root, 'overlay', layer, 'diff'),
  vfs: (root, layer) => join(root, 'vfs', 'dir', layer),
};
const MAX_LIST = 256 * 1024 * 1024;

interface Store {
  readonly root: string;
  readonly driver: string;
  readonly images: readonly Json[];
}

/**
 * An image in the storage of Podman, Buildah and CRI-O, by its folder on this machine.
 *
 * @param where the folder; default: that of this account, then that of the machine
 * @throws Error when there is no storage or no such image
 * @see https://github.com/containers/storage/tree/main/docs
 */
export async function openContainersStorage(
  reference: string,
  name: string,
  options: ImageOptions,
  where?: string,
): Promise<Source> {
  const roots = where === undefined ? usualRoots() : [where];
  const stores = roots.flatMap(storesIn);
  if (stores.length === 0) throw new Error(`${name}: no storage of containers in ${roots.join(' or ')}`);
  const namesOf = (store: Store) => store.images.flatMap((image) => listField(image, 'names').map(String));
  const found = oneOf(reference, stores.flatMap(namesOf));
  const store = stores.find((one) => namesOf(one).includes(found)) as Store;
  const image = store.images.find((one) => listField(one, 'names').includes(found)) as Json;
  const spool = newSpool();
  try {
    const members = await membersOf(store, image, found, spool);
    return imageSource(members, name, options, spool);
  } catch (error) {
    spool.close();
    throw error;
  }
}

function usualRoots(): string[] {
  const data = process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share');
  return [join(data, 'containers/storage'), '/var/lib/containers/storage'];
}

function storesIn(root: string): Store[] {
  return Object.keys(DRIVERS).flatMap((driver) => {
    const file = join(root, `${driver}-images/images.json`);
    if (!statSync(file, { throwIfNoEntry: false })) return [];
    const images = listIn(file);
    return [{ root, driver, images }];
  });
}

function listIn(file: string): readonly Json[] {
  const { size } = statSync(file);
  if (size > MAX_LIST) throw new Error(`${file}: ${size} bytes; ${MAX_LIST} are the limit`);
  const value = json(readFileSync(file));
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The image as `docker save` would write it: each layer made again from its files and what was kept of its archive. */
async function membersOf(
  { root, driver }: Store,
  image: Json,
  found: string,
  spool: Spool,
): Promise<Members> {
  const id = stringField(image, 'id') ?? '';
  const layers = chainOf(listIn(join(root, `${driver}-layers/layers.json`)), stringField(image, 'layer'));
  const files = new Map<string, Range>();
  for (const layer of layers) {
    const split = join(root, `${driver}-layers`, `${layer}.tar-split.gz`);
    const folder = DRIVERS[driver]?.(root, layer) ?? root;
    files.set(`${layer}.tar`, await spool.save(layerArchive(split, folder)));
  }
  const config = Buffer.from(`sha256:${id}`).toString('base64');
  files.set('config.json', wholeFile(join(root, `${driver}-images`, plainId(id), `=${config}`)));
  const manifest = [
    { Config: 'config.json', RepoTags: [found], Layers: layers.map((layer) => `${layer}.tar`) },
  ];
  files.set('manifest.json', await keptJson(spool, manifest));
  return { names: [...files.keys()], find: (member) => files.get(member) };
}

/** The layers of an image, the lowest first. Throws SyntaxError when one is missing or they are a circle. */
function chainOf(all: readonly Json[], top: string | undefined): string[] {
  const parents = new Map(all.map((layer) => [stringField(layer, 'id') ?? '', field(layer, 'parent')]));
  const chain: string[] = [];
  for (
    let layer: Json | undefined = top;
    typeof layer === 'string' && layer !== '';
    layer = parents.get(layer)
  ) {
    if (!parents.has(layer) || chain.includes(layer) || chain.length >= limits.layers)
      throw new SyntaxError(`the layers of the image are damaged at ${plainId(layer)}`);
    chain.push(plainId(layer));
  }
  return chain.reverse();
}

/** @throws SyntaxError for an id that could lead out of the storage */
function plainId(id: string): string {
  if (!/^[0-9a-f]{12,128}$/u.test(id)) throw new SyntaxError('an id of the storage is damaged');
  return id;
}
