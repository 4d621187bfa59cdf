import type { Reader } from '../../types.ts';
import { belowHomes } from '../home-globs.ts';

const MANIFESTS = '/manifests/*/*/*/*';
const FOLDERS = [
  'usr/share/ollama/.ollama/models',
  'var/lib/ollama/models',
  'var/lib/ollama/.ollama/models',
  'var/lib/private/ollama/models',
  'var/snap/ollama/common/models',
  'opt/ollama/models',
];

/**
 * Models that Ollama fetched, by the manifests that it keeps of them: `REGISTRY/NAMESPACE/MODEL/TAG`.
 *
 * @see https://docs.ollama.com/faq#where-are-models-stored
 */
export const ollamaModel: Reader = {
  id: 'ollama-model',
  title: 'Models of Ollama',
  supplementary: true,
  paths: [...belowHomes(['.ollama/models'], MANIFESTS), ...FOLDERS.map((folder) => folder + MANIFESTS)],
  pathOnly: true,
  *read(_, { path }) {
    const [host = '', namespace = '', model = '', tag = ''] = path.split('/').slice(-4);
    if ([host, namespace, model, tag].some((name) => name.startsWith('.'))) return;
    const ids = HUGGING_FACE.has(host.toLowerCase())
      ? [`huggingface:${namespace}/${model}`]
      : [`ollama:${namespace === 'library' ? model : `${namespace}/${model}`}`];
    yield { name: model, version: tag, ids };
  },
};

/** Ollama fetches models of others by the name of the host. */
const HUGGING_FACE: ReadonlySet<string> = new Set(['hf.co', 'huggingface.co']);
