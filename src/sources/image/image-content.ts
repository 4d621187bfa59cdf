import { type Json, listField, stringField } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';

/** What a manifest of a registry describes. */
export interface ImageContent {
  readonly kind: 'image' | 'other';
  /** Why it is not known whether all of it is read. */
  readonly problem?: string;
}

const IMAGE_CONFIG = /^$|image\.config|container\.image/u;
const LAYER = /\btar\b|rootfs/u;
/**
 * Kinds of layers that hold no file system: statements, signatures, bills of materials, empty ones.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
const DOCUMENT =
  /^(?:application\/(?:vnd\.in-toto|vnd\.dsse|vnd\.dev\.(?:cosign|sigstore)|vnd\.oci\.empty|vnd\.cncf\.notary|vnd\.cyclonedx|spdx|jose|pgp|sarif|json|xml|pdf|yaml)\b|text\/)|\+(?:json|xml|jws|cose|yaml)$/iu;
/** Configurations of artefacts that are known to be no images, though their content may be packed as one. */
const ARTEFACT =
  /^application\/vnd\.(?:cncf\.(?:helm|notary|flux|openpolicyagent|kyverno|opa)|oci\.empty|dev\.(?:cosign|sigstore)|devcontainers|aquasec|wasm|module\.wasm)\b/iu;

/** Layers of such artefacts: a package of a chart, a database of a scanner, a module. */
const ARTEFACT_LAYER =
  /^application\/(?:vnd\.(?:cncf\.(?:helm|notary|flux|openpolicyagent|kyverno|opa)|oci\.empty|dev\.(?:cosign|sigstore)|devcontainers|aquasec|wasm|module\.wasm)\b|wasm\b)/iu;

/** Layers of file systems: an artefact that has one may be an image under another name. */
const IMAGE_LAYER = /image\.(?:layer|rootfs)/u;

/**
 * Whether a manifest is that of an image: by the kinds of its layers and of its configuration alone. What a descriptor
 * says beside (annotations, a platform) hides nothing from whoever loads the image.
 */
export function imageContent(manifest: Json): ImageContent {
  const config = stringField(manifest, 'config', 'mediaType') ?? '';
  const layers = listField(manifest, 'layers').map((layer) => stringField(layer, 'mediaType') ?? 'tar');
  if (layers.length > 0 && layers.every((type) => isDocument(type))) return { kind: 'other' };
  if (ARTEFACT.test(config) && !layers.some((type) => IMAGE_LAYER.test(type))) {
    const strange = layers.filter((type) => !isDocument(type) && !ARTEFACT_LAYER.test(type));
    if (strange.length === 0) return { kind: 'other' };
    const type = stringField(manifest, 'artifactType');
    const what = type === undefined ? '' : ` of the type ${quoted(type)}`;
    const kinds = quoted([...new Set(strange)].join(', '));
    return { kind: 'other', problem: `an artefact${what} with layers of an unknown kind: ${kinds}` };
  }
  const hasLayer = layers.length === 0 || layers.some((type) => LAYER.test(type));
  if (IMAGE_CONFIG.test(config)) {
    if (hasLayer) return { kind: 'image' };
    const kinds = quoted([...new Set(layers)].join(', '));
    return { kind: 'other', problem: `an image whose layers are of a kind that is not read: ${kinds}` };
  }
  const problem = `an image or another thing, with a configuration of an unknown kind: ${quoted(config)}`;
  return { kind: layers.length > 0 && hasLayer ? 'image' : 'other', problem };
}

/** Whether layers of this kind hold no file system by what they are called. */
export function isDocument(mediaType: string): boolean {
  return DOCUMENT.test(mediaType);
}

/** What begins archives and file systems: gzip, Zstandard, xz, bzip2, squashfs, EROFS behind a kilobyte, tar behind a name. */
const BEGINNINGS: readonly (readonly [number, string])[] = [
  [0, '1f8b'],
  [0, '28b52ffd'],
  [0, 'fd377a58'],
  [0, '425a68'],
  [0, '68737173'],
  [1024, 'e2e1f5e0'],
  [257, '7573746172'],
];
/** Bytes that show whether a document is one. */
export const DOCUMENT_HEAD = 1100;

/** Whether the first bytes of a layer are those of an archive or a file system, whatever it is called. */
export function isPacked(head: Uint8Array): boolean {
  const hex = Buffer.from(head).toString('hex');
  return BEGINNINGS.some(([at, beginning]) => hex.startsWith(beginning, at * 2));
}
