import type { Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';

/**
 * Models that LM Studio fetched, by their folders: `PUBLISHER/MODEL`, as the Hugging Face Hub names them.
 *
 * @see https://lmstudio.ai/docs/app/advanced/import-model
 */
export const lmStudioModel: Reader = {
  id: 'lm-studio-model',
  title: 'Models of LM Studio',
  supplementary: true,
  paths: belowHomes(['.lmstudio/models/*/*', '.cache/lm-studio/models/*/*']),
  pathOnly: 'folder',
  *read(_, { path }) {
    const [publisher = '', model = ''] = path.split('/').slice(-2);
    if (publisher.startsWith('.') || model.startsWith('.')) return;
    yield { name: `${publisher}/${model}`, ids: [`huggingface:${publisher}/${model}`] };
  },
};
