import { createHash } from 'node:crypto';
import { field, isList, isObject, type Json, listField, stringField } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import { type ArchiveError, type ImageManifest, type LayerManifest, platformOf } from './image-manifest.ts';
import { jsonMember, type Members } from './members.ts';

/**
 * The images that an archive of `docker save`, skopeo, Podman or Kaniko describes: a list of configurations
 * with their layers, from the lowest.
 *
 * @throws Error when the description cannot be read
 * @see https://github.com/moby/docker-image-spec/blob/main/spec.md
 */
export function dockerImages(members: Members): ImageManifest[] {
  const { value } = jsonMember(members, 'manifest.json');
  if (isObject(value)) return [folderImage(members, value)];
  if (!isList(value)) throw new SyntaxError(`manifest.json is not a list of images: ${shown(value)}`);
  return value.map((entry) => dockerImage(members, entry));
}

function dockerImage(members: Members, entry: Json): ImageManifest {
  const faults: ArchiveError[] = [];
  const configName = stringField(entry, 'Config');
  const config = configName ? configOf(members, configName, digestInName(configName), faults) : undefined;
  const names = listField(entry, 'Layers');
  const diffIds = listField(config, 'rootfs', 'diff_ids');
  if (!isList(field(entry, 'Layers')))
    faults.push({ path: 'manifest.json', reason: `no layers: ${shown(entry)}` });
  if (config && diffIds.length !== names.length) {
    faults.push({
      path: configName ?? 'manifest.json',
      reason: `the image has ${names.length} layers, but its configuration lists ${diffIds.length}`,
    });
  }
  const layers = names.map((name, at): LayerManifest => {
    const diffId = stringField(diffIds, at);
    return {
      name: stringField([name], 0) ?? JSON.stringify(name),
      ...(diffId === undefined ? {} : { diffId }),
    };
  });
  const tag = stringField(entry, 'RepoTags', 0);
  return { name: tag ?? configName ?? 'image', ...platformOf(config), layers, faults };
}

/** A folder of `skopeo copy … dir:`: one manifest, its blobs beside it under their digests. */
function folderImage(members: Members, manifest: Json): ImageManifest {
  const faults: ArchiveError[] = [];
  const nameOf = (digest: string) => digest.slice(digest.indexOf(':') + 1);
  const old = listField(manifest, 'fsLayers').map((layer) => stringField(layer, 'blobSum') ?? '');
  const digests = listField(manifest, 'layers').map((layer) => stringField(layer, 'digest') ?? '');
  const configDigest = stringField(manifest, 'config', 'digest');
  const config = configDigest ? configOf(members, nameOf(configDigest), configDigest, faults) : undefined;
  // The first version of the manifest lists its layers from the top.
  const layers = [...old.reverse(), ...digests].map((digest) => ({ name: nameOf(digest), digest }));
  return { name: 'image', ...platformOf(config ?? manifest), layers, faults };
}

/**
 * The images of archives from before Docker 1.10: each layer names its parent.
 *
 * @throws Error when the description cannot be read
 */
export function oldDockerImages(members: Members): ImageManifest[] {
  const { value } = jsonMember(members, 'repositories');
  if (!isObject(value)) throw new SyntaxError(`repositories is not a list of images: ${shown(value)}`);
  return Object.entries(value).flatMap(([repository, tags]) =>
    Object.entries(isObject(tags) ? tags : {}).map(([tag, id]) => ({
      name: `${repository}:${tag}`,
      layers: chainOf(members, stringField([id], 0) ?? JSON.stringify(id)),
      faults: [],
    })),
  );
}

function chainOf(members: Members, top: string): LayerManifest[] {
  const chain: LayerManifest[] = [];
  let id: string | undefined = top;
  while (id !== undefined) {
    if (chain.length >= limits.layers) throw new Error(`more than ${limits.layers} layers (limit: layers)`);
    chain.push({ name: `${id}/layer.tar` });
    id = stringField(jsonMember(members, `${id}/json`).value, 'parent');
  }
  return chain.reverse();
}

/** The configuration of an image: which layers it has and which machines it is for. */
export function configOf(
  members: Members,
  name: string,
  digest: string | undefined,
  faults: ArchiveError[],
): Json | undefined {
  try {
    const { value, bytes } = jsonMember(members, name);
    if (digest !== undefined) checkDigest(bytes, digest, name, faults);
    return value;
  } catch (error) {
    faults.push({ path: name, reason: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

/** Shows when small bytes are not those that a digest stands for. */
export function checkDigest(bytes: Uint8Array, digest: string, path: string, faults: ArchiveError[]): void {
  const [algorithm = '', wanted] = digest.split(':');
  if (algorithm !== 'sha256' && algorithm !== 'sha512') {
    faults.push({ path, reason: `its digest is of a kind that cannot be checked: ${quoted(digest)}` });
    return;
  }
  const found = createHash(algorithm).update(bytes).digest('hex');
  if (found !== wanted)
    faults.push({ path, reason: `its digest is ${algorithm}:${found} and not ${digest}` });
}

/** `<64 digits>.json`, `sha256:<64 digits>` or `blobs/sha256/<64 digits>`: names that are digests. */
const NAMED_BY_DIGEST = /^(?:blobs\/sha256\/|sha256:)?(?<hex>[0-9a-f]{64})(?:\.json)?$/u;

function digestInName(name: string): string | undefined {
  const hex = NAMED_BY_DIGEST.exec(name)?.groups?.['hex'];
  return hex && `sha256:${hex}`;
}

function shown(value: Json): string {
  return quoted(JSON.stringify(value));
}
