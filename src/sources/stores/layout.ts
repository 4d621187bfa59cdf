import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { field, type Json, json, listField, stringField } from '../../formats/markup/json.ts';
import type { Source } from '../../types.ts';
import { type Range, readRange, wholeFile } from '../image/bytes.ts';
import { folderMembers, type Members } from '../image/members.ts';
import { keptJson, newSpool } from '../image/spool.ts';
import { type ImageOptions, imageSource } from '../image.ts';
import { resolveIn } from '../root.ts';
import { type Bucket, boltRoot } from './bolt.ts';
import { oneOf } from './reference.ts';

const TAG = 'org.opencontainers.image.ref.name';
/** Where containerd keeps its images, unless its configuration says otherwise. */
const CONTAINERD = '/var/lib/containerd';
const BLOBS = 'io.containerd.content.v1.content';
const NAMES = 'io.containerd.metadata.v1.bolt/meta.db';

/** Members of which one is another file. */
function withIndex(members: Members, index: Range): Members {
  return { names: members.names, find: (name) => (name === 'index.json' ? index : members.find(name)) };
}

/**
 * One image of an OCI layout, by its tag.
 *
 * @param reference `folder:tag`
 * @throws Error when there is no such folder or tag
 */
export async function openLayout(reference: string, name: string, options: ImageOptions): Promise<Source> {
  const cut = reference.lastIndexOf(':');
  const folder = cut < 0 ? reference : reference.slice(0, cut);
  const tag = cut < 0 ? 'latest' : reference.slice(cut + 1);
  const members = folderMembers(folder, readdirSync(folder));
  const index = members.find('index.json');
  if (!index) throw new Error(`${folder}: not an OCI layout: it has no index.json`);
  const all = listField(json(readRange(index)), 'manifests');
  const tagged = all.filter((one) => stringField(field(one, 'annotations'), TAG) === tag);
  if (tagged.length === 0) {
    const tags = all.map((one) => stringField(field(one, 'annotations'), TAG) ?? '?');
    throw new Error(`${name}: no tag ${tag}; there is ${tags.slice(0, 10).join(', ') || 'none'}`);
  }
  return sourceOf(members, tagged, name, options);
}

async function sourceOf(
  members: Members,
  manifests: readonly (Json | object)[],
  name: string,
  options: ImageOptions,
): Promise<Source> {
  const spool = newSpool();
  try {
    const index = await keptJson(spool, { schemaVersion: 2, manifests });
    return imageSource(withIndex(members, index), name, options, spool);
  } catch (error) {
    spool.close();
    throw error;
  }
}

/**
 * An image that containerd has, by its folder on this machine.
 *
 * @param where the folder; default: `/var/lib/containerd`
 * @throws Error when there is no such image, or the same name means several images
 */
export async function openContainerd(
  reference: string,
  name: string,
  options: ImageOptions,
  where: string = CONTAINERD,
): Promise<Source> {
  const file = join(where, NAMES);
  if (!statSync(file, { throwIfNoEntry: false })) throw new Error(`${file}: no containerd here`);
  const images = imagesIn(boltRoot(wholeFile(file)));
  const found = oneOf(reference, [...images.keys()]);
  const targets = [...(images.get(found) ?? [])];
  const [target, ...others] = targets;
  if (!target || others.length > 0)
    throw new Error(`${name}: namespaces of containerd have ${targets.length} images of this name`);
  const folder = join(where, BLOBS);
  const members: Members = {
    names: [],
    find(member) {
      const place = resolveIn(folder, member);
      return place?.regular && place.size !== undefined
        ? { file: place.real, start: 0, size: place.size }
        : undefined;
    },
  };
  return sourceOf(members, [JSON.parse(target) as object], name, options);
}

/** Names → the descriptors that they mean, in all namespaces. */
function imagesIn(root: Bucket): Map<string, Set<string>> {
  const images = new Map<string, Set<string>>();
  const version = root.bucket('v1');
  for (const space of version?.buckets() ?? []) {
    const own = version?.bucket(space)?.bucket('images');
    for (const image of own?.buckets() ?? []) {
      const target = own?.bucket(image)?.bucket('target');
      const digest = target?.value('digest')?.toString('utf8');
      if (digest === undefined) continue;
      const mediaType = target?.value('mediatype')?.toString('utf8');
      const descriptor = JSON.stringify({ digest, mediaType });
      images.set(image, (images.get(image) ?? new Set()).add(descriptor));
    }
  }
  return images;
}
