import type { Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';

const SNAPSHOTS = '/models--*/snapshots/*';

/**
 * Models in the cache of the Hugging Face Hub, by its folders: `models--ORGANISATION--NAME/snapshots/REVISION`.
 *
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export const huggingfaceModel: Reader = {
  id: 'huggingface-model',
  title: 'Models of the Hugging Face Hub',
  supplementary: true,
  paths: [
    ...belowHomes(['.cache/huggingface/hub'], SNAPSHOTS),
    ...['opt', 'srv', 'var/lib', 'var/cache'].map((folder) => `${folder}/huggingface/hub${SNAPSHOTS}`),
  ],
  pathOnly: 'folder',
  *read(_, { path }) {
    const [folder = '', , revision = ''] = path.split('/').slice(-3);
    const [, ...parts] = folder.split('--');
    const [organisation, ...rest] = parts;
    if (organisation === undefined || organisation === '' || revision.startsWith('.')) return;
    // Models of the first days have no organisation.
    const id = rest.length === 0 ? organisation : `${organisation}/${rest.join('--')}`;
    yield { name: id, ids: [`huggingface:${id}`], entry: `revision ${revision}` };
  },
};
