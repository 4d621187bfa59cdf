import { limits } from '../../limits.ts';
import { type ArchiveError, type ImageManifest, isFor } from './image-manifest.ts';
import { dockerImages, oldDockerImages } from './manifests.ts';
import type { Members } from './members.ts';
import { ociImages } from './oci.ts';
import { orphansIn } from './orphans.ts';

/** The images of an archive or folder that are to be read. */
export interface Images {
  readonly images: readonly ImageManifest[];
  readonly faults: readonly ArchiveError[];
}

/**
 * Every image that an archive or folder describes, once, whichever of its descriptions describes it.
 *
 * @throws Error when `platform` is given and no image is for it
 */
export function imagesOf(members: Members, name: string, platform?: string): Images {
  const { images, faults } = described(members);
  const here = unique(images.filter((image) => !image.absent));
  const chosen = platform === undefined ? here : here.filter((image) => isFor(image, platform));
  if (platform !== undefined && chosen.length === 0 && images.length > 0) {
    const known = [...new Set(here.map((image) => image.platform))].join(', ');
    throw new Error(`${name}: no image for ${platform}; it has ${known || 'none at all'}`);
  }
  const lost = here.length === 0 ? images.flatMap((image) => image.faults) : [];
  const none = images.length + faults.length === 0 ? [{ path: '.', reason: 'it describes no image' }] : [];
  const many =
    chosen.length > limits.images
      ? [
          {
            path: '.',
            reason: `${chosen.length} images, more than ${limits.images} (limit: images); the rest was not read`,
          },
        ]
      : [];
  const mayHaveOrphans = members.keepsOld !== true || images.some(({ absent }) => absent);
  const orphans =
    platform === undefined && here.length > 0 && mayHaveOrphans ? orphansIn(members, images) : [];
  const kept = chosen.slice(0, limits.images).map(withinLimits);
  return { images: kept, faults: [...faults, ...lost, ...none, ...many, ...orphans] };
}

function described(members: Members): { images: ImageManifest[]; faults: ArchiveError[] } {
  let images: ImageManifest[] = [];
  let faults: ArchiveError[] = [];
  const attempt = (path: string, step: () => void) => {
    try {
      step();
    } catch (error) {
      faults = [...faults, { path, reason: error instanceof Error ? error.message : String(error) }];
    }
  };
  if (members.find('index.json')) {
    attempt('index.json', () => {
      const oci = ociImages(members);
      images = images.concat(oci.images);
      faults = faults.concat(oci.faults);
    });
  }
  if (members.find('manifest.json'))
    attempt('manifest.json', () => {
      images = images.concat(dockerImages(members));
    });
  else if (members.find('repositories') && images.length === 0) {
    attempt('repositories', () => {
      images = images.concat(oldDockerImages(members));
    });
  }
  return { images, faults };
}

/** Docker describes each image twice, for old and for new readers. */
function unique(images: readonly ImageManifest[]): ImageManifest[] {
  const seen = new Set<string>();
  return images.filter((image) => {
    const key = JSON.stringify(image.layers.map((layer) => layer.name));
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function withinLimits(image: ImageManifest): ImageManifest {
  if (image.layers.length <= limits.layers) return image;
  const reason = `${image.layers.length} layers, more than ${limits.layers} (limit: layers), so none was read`;
  return { ...image, layers: [], faults: [...image.faults, { path: '.', reason }] };
}
