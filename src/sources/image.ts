import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Source, SourceFile } from '../types.ts';
import type { Target } from './image/apply-layer.ts';
import { build } from './image/build.ts';
import { everyMember } from './image/every-member.ts';
import type { ArchiveError, ImageManifest } from './image/image-manifest.ts';
import { type Images, imagesOf } from './image/images.ts';
import { applyLayers } from './image/layers.ts';
import { folderMembers, type Members } from './image/members.ts';
import { newSpool, type Spool } from './image/spool.ts';
import { lowerHives, removed, troubles, type View, walk } from './image/walk.ts';

/** How images are opened. */
export interface ImageOptions {
  /** `linux/arm64`, … of an index; default: every platform that is there. */
  readonly platform?: string;
  /** Also give what upper layers replaced or took away. */
  readonly allLayers?: boolean;
}

/** Whether a folder is an image: an OCI layout, an unpacked `docker save`, or a skopeo `dir:`. */
export function isImageFolder(folder: string): boolean {
  const has = (name: string) => existsSync(join(folder, name));
  if (has('index.json') && has('oci-layout')) return true;
  if (!has('manifest.json')) return false;
  const names = readdirSync(folder);
  return has('version') || names.some((name) => NAMED_BY_DIGEST.test(name));
}

const NAMED_BY_DIGEST = /^(?:sha256:)?[0-9a-f]{64}(?:\.json|\.tar)?$/u;

/**
 * Opens an image that lies in a folder.
 *
 * @throws Error when it has not the platform that was asked for
 */
export async function openImageFolder(
  folder: string,
  name: string = folder,
  options: ImageOptions = {},
): Promise<Source> {
  return imageSource(folderMembers(folder, readdirSync(folder)), name, options, newSpool());
}

/** The images that the members describe, each the root of a file system. */
export function imageSource(
  members: Members,
  name: string,
  options: ImageOptions,
  spool: Spool,
  faults: readonly ArchiveError[] = [],
): Source {
  const plan = imagesOf(members, name, options.platform);
  return {
    name,
    kind: 'image',
    layout: 'root',
    labels: plan.images.map((image) => viewOf(image, plan).label).filter((label) => label !== ''),
    async *files(globs) {
      yield* troubles([...faults, ...plan.faults], '');
      for (const image of plan.images) yield* filesOf(image, plan, members, globs, options, spool);
    },
    everyFile: async (search) => {
      for (const image of plan.images) {
        const { ignoreCase, label } = viewOf(image, plan);
        const pass = (targets: readonly Target[]) => applyLayers(image, members, targets, false);
        const walked = { ignoreCase, prefixes: [''], labelOf: () => label, spool, pass };
        if (!(await everyMember(walked, search))) return;
      }
    },
    close: async () => spool.close(),
  };
}

function viewOf(image: ImageManifest, plan: Images): View {
  return {
    label: plan.images.length > 1 ? `${labelOf(image, plan)}/` : '',
    ignoreCase: image.platform?.startsWith('windows/') ?? false,
  };
}

async function* filesOf(
  image: ImageManifest,
  plan: Images,
  members: Members,
  globs: readonly string[],
  options: ImageOptions,
  spool: Spool,
): AsyncGenerator<SourceFile> {
  const { label, ignoreCase } = viewOf(image, plan);
  yield* troubles(image.faults, label);
  const built = await build({
    globs,
    ignoreCase,
    prefixes: [''],
    spool,
    pass: (targets, first) => applyLayers(image, members, targets, first),
  });
  for (const { tree, faults, dropped } of built) {
    yield* troubles(faults, label);
    yield* walk(tree, globs, { ignoreCase, label });
    if (ignoreCase) yield* lowerHives(tree, dropped, globs, { ignoreCase, label });
    if (options.allLayers)
      yield* removed(tree, dropped, globs, { ignoreCase, label }, image.layers.map(digestOf));
  }
}

function digestOf(layer: ImageManifest['layers'][number]): string {
  return layer.digest ?? layer.diffId ?? layer.name;
}

/** Two platforms of one image share its name. */
function labelOf(image: ImageManifest, { images }: Images): string {
  const alike = images.filter((other) => other.name === image.name);
  const number = alike.length > 1 ? `#${alike.indexOf(image) + 1}` : '';
  const sameHere = alike.some((other) => other !== image && other.platform === image.platform);
  const platform = images.some((other) => other.platform !== image.platform)
    ? ` (${image.platform ?? '?'})`
    : '';
  return `${image.name}${platform}${sameHere ? number : ''}`;
}
