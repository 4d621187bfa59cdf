import type { Source } from '../../types.ts';
import type { ImageOptions } from '../image.ts';
import { openContainersStorage } from './containers-storage.ts';
import { openDocker } from './docker.ts';
import { openContainerd, openLayout } from './layout.ts';
import type { StoredReference } from './reference.ts';

/**
 * An image in a store of this machine.
 *
 * @param name what the source is called
 * @throws Error when the store or the image is not there
 */
export async function openStored(
  { store, where, reference }: StoredReference,
  name: string,
  options: ImageOptions,
): Promise<Source> {
  if (store === 'docker') return openDocker(reference, name, options, where);
  if (store === 'containerd') return openContainerd(reference, name, options, where);
  if (store === 'podman') return openContainersStorage(reference, name, options, where);
  return openLayout(reference, name, options);
}
