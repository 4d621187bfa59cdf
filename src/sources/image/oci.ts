import { field, type Json, listField, stringField } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import { readRange } from './bytes.ts';
import { DOCUMENT_HEAD, imageContent, isDocument, isPacked } from './image-content.ts';
import { type ArchiveError, type ImageManifest, type LayerManifest, platformOf } from './image-manifest.ts';
import { checkDigest, configOf } from './manifests.ts';
import { jsonMember, type Members } from './members.ts';

/** What an index shows: images, and what of it could not be read. */
export interface OciImages {
  readonly images: readonly ImageManifest[];
  readonly faults: readonly ArchiveError[];
}

interface Visit {
  readonly descriptor: Json;
  readonly depth: number;
  /** Digests of the indexes around it. */
  readonly above: readonly string[];
  /** The name given further up. */
  readonly name?: string;
}

interface Tour {
  readonly members: Members;
  readonly images: ImageManifest[];
  readonly faults: ArchiveError[];
  readonly seen: Set<string>;
  /** Indexes, each with a name that it gives, of which some manifest is here. */
  readonly here: Set<string>;
  /** Manifests that gave an image. */
  readonly read: Set<string>;
  readonly absent: (Pick<Visit, 'descriptor'> & { readonly group: string; readonly image: ImageManifest })[];
}

const DIGEST = /^(?<algorithm>[a-z0-9]+):(?<hex>[0-9a-f]{32,128})$/u;

/**
 * The images of an OCI layout: an index of manifests and further indexes, one a platform.
 * What is no image (attestations, signatures, charts) is passed over.
 *
 * @throws Error when the index cannot be read
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function ociImages(members: Members): OciImages {
  const { value } = jsonMember(members, 'index.json');
  const tour: Tour = {
    members,
    images: [],
    faults: [],
    seen: new Set(),
    here: new Set(),
    read: new Set(),
    absent: [],
  };
  const todo: Visit[] = listField(value, 'manifests')
    .map((descriptor) => ({ descriptor, depth: 0, above: [] }))
    .reverse();
  for (let visit = todo.pop(); visit; visit = todo.pop()) {
    for (const below of follow(tour, visit).reverse()) todo.push(below);
  }
  for (const { descriptor, group, image } of tour.absent) {
    const isLost = !tour.here.has(group) || !isOfPlatform(descriptor);
    tour.images.push(isLost ? { ...image, faults: [] } : image);
    if (isLost) tour.faults.push(...image.faults);
  }
  return tour;
}

/** Whether a descriptor is of an image for one of several platforms: some may be left out where an image is saved. */
function isOfPlatform(descriptor: Json): boolean {
  const isIndex = /\.(?:index|manifest\.list)\./u.test(stringField(descriptor, 'mediaType') ?? '');
  return !isIndex && platformOf(field(descriptor, 'platform')).platform !== undefined;
}

/** The index that a descriptor stands in, and the name of its image there. */
function groupOf({ above, descriptor }: Visit): string {
  return `${above.at(-1)}\0${named({ above, descriptor, depth: 0 }, '').name}`;
}

/** One manifest, or the descriptors of one index. */
function follow(tour: Tour, visit: Visit): Visit[] {
  const { descriptor, depth } = visit;
  const { members, faults, seen } = tour;
  const digest = stringField(descriptor, 'digest') ?? '';
  const blob = blobName(digest);
  if (visit.above.includes(digest)) {
    faults.push({ path: blob ?? 'index.json', reason: 'an index that points at itself' });
    return [];
  }
  if (tour.read.has(digest)) tour.here.add(groupOf(visit));
  if (seen.has(digest)) return [];
  seen.add(digest);
  if (depth >= limits.nesting || seen.size > limits.layers) {
    const reason =
      depth >= limits.nesting
        ? `nested deeper than ${limits.nesting} (limit: nesting)`
        : `more than ${limits.layers} manifests (limit: layers)`;
    if (!faults.some((fault) => fault.reason.startsWith(reason))) {
      faults.push({ path: blob ?? 'index.json', reason });
    }
    return [];
  }
  if (blob === undefined || !members.find(blob)) {
    // An index describes all platforms, an archive may hold some of them: whether it does, shows at the end.
    const reason = `the manifest ${quoted(digest)} is not in the archive`;
    const platform = platformOf(field(descriptor, 'platform'));
    const fault = { path: 'index.json', reason };
    const image = {
      ...named(visit, digest),
      ...platform,
      absent: true as const,
      layers: [],
      faults: [fault],
    };
    tour.absent.push({ descriptor, group: groupOf(visit), image });
    return [];
  }
  return manifest(tour, visit, blob, digest);
}

function manifest(tour: Tour, visit: Visit, blob: string, digest: string): Visit[] {
  const faults: ArchiveError[] = [];
  try {
    const { value, bytes } = jsonMember(tour.members, blob);
    checkDigest(bytes, digest, blob, faults);
    const below = field(value, 'manifests');
    if (below !== undefined) {
      tour.faults.push(...faults);
      const above = [...visit.above, digest];
      return listField(value, 'manifests').map((descriptor) => ({
        descriptor,
        depth: visit.depth + 1,
        above,
        ...named(visit, undefined),
      }));
    }
    const content = imageContent(value);
    if (content.kind === 'image') {
      tour.images.push(image(tour, visit, value, digest, faults));
      tour.here.add(groupOf(visit));
      tour.read.add(digest);
    } else tour.faults.push(...faults);
    if (content.problem !== undefined) tour.faults.push({ path: blob, reason: content.problem });
    else if (content.kind === 'other') tour.faults.push(...packedDocuments(tour.members, value));
  } catch (error) {
    tour.faults.push({ path: blob, reason: error instanceof Error ? error.message : String(error) });
  }
  return [];
}

/** Layers that are called documents and hold an archive: an image may be in them. */
function packedDocuments(members: Members, value: Json): ArchiveError[] {
  return listField(value, 'layers').flatMap((layer) => {
    const type = stringField(layer, 'mediaType') ?? '';
    const path = blobName(stringField(layer, 'digest') ?? '');
    const range = path !== undefined && isDocument(type) ? members.find(path) : undefined;
    if (path === undefined || range === undefined) return [];
    const isArchive = isPacked(readRange({ ...range, size: Math.min(range.size, DOCUMENT_HEAD) }));
    return isArchive ? [{ path, reason: `a layer that is called ${quoted(type)} and holds an archive` }] : [];
  });
}

function image(tour: Tour, visit: Visit, value: Json, digest: string, faults: ArchiveError[]): ImageManifest {
  const configDigest = stringField(value, 'config', 'digest') ?? '';
  const config = configOf(tour.members, blobName(configDigest) ?? configDigest, configDigest, faults);
  const platform = platformOf(field(visit.descriptor, 'platform')).platform ?? platformOf(config).platform;
  return {
    ...named(visit, digest),
    ...(platform === undefined ? {} : { platform }),
    layers: listField(value, 'layers').map(layerOf),
    faults,
  };
}

function layerOf(layer: Json): LayerManifest {
  const digest = stringField(layer, 'digest') ?? '';
  const url = stringField(layer, 'urls', 0);
  return { name: blobName(digest) ?? digest, digest, ...(url === undefined ? {} : { url }) };
}

function named<D extends string | undefined>(visit: Visit, otherwise: D): { name: string | (D & string) } {
  const { descriptor } = visit;
  const name =
    stringField(descriptor, 'annotations', 'io.containerd.image.name') ??
    stringField(descriptor, 'annotations', 'org.opencontainers.image.ref.name') ??
    visit.name ??
    otherwise ??
    'image';
  return { name };
}

function blobName(digest: string): string | undefined {
  const groups = DIGEST.exec(digest)?.groups;
  return groups && `blobs/${groups['algorithm']}/${groups['hex']}`;
}
