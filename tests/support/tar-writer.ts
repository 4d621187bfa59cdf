/** Tar archives for tests, down to the byte: what no tool would write has to be read too. */
import { createHash } from 'node:crypto';

/** One member; what is left out is what a plain file of that name has. */
export interface Member {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** The type flag: `0` file, `1` hard link, `2` link, `5` folder, `3` device, `x` attributes, … */
  readonly type?: string;
  readonly target?: string;
  /** Instead of the length of the content. */
  readonly size?: number;
  readonly magic?: string;
  /** Bytes put into the header at a place, before its checksum is made. */
  readonly patch?: readonly (readonly [at: number, bytes: string | Uint8Array])[];
}

/** A whole archive with the two blocks that end it. */
export function tar(members: readonly Member[]): Buffer {
  return Buffer.concat([...members.map(member), Buffer.alloc(1024)]);
}

/** One member: header, content, padding. */
export function member(entry: Member): Buffer {
  const content = Buffer.from(entry.content ?? '');
  return Buffer.concat([
    header(entry, entry.size ?? content.length),
    content,
    Buffer.alloc(-content.length & 511),
  ]);
}

function header(
  { name, type = '0', target = '', magic = 'ustar\0' + '00', patch = [] }: Member,
  size: number,
): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(type, 156);
  block.write(target, 157, 100);
  block.write(magic, 257);
  for (const [at, bytes] of patch) Buffer.from(bytes).copy(block, at);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The attributes of the member that follows. */
export function pax(records: Readonly<Record<string, string>>): Member {
  return { name: 'PaxHeaders/x', type: 'x', content: Object.entries(records).map(paxRecord).join('') };
}

function paxRecord([key, value]: [string, string]): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An archive as `docker save` writes it: layers, configuration, and the list of both at the end. */
export function dockerSave(
  layers: readonly Uint8Array[],
  change: Readonly<Record<string, unknown>> = {},
): Buffer {
  return tar(dockerMembers(layers, change));
}

/** The members of such an archive. */
export function dockerMembers(
  layers: readonly Uint8Array[],
  change: Readonly<Record<string, unknown>> = {},
): Member[] {
  const names = layers.map((layer) => `${sha256(layer)}/layer.tar`);
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
    ...change,
  });
  const manifest = [{ Config: `${sha256(config)}.json`, RepoTags: ['example/app:1.0'], Layers: names }];
  return [
    ...layers.map((content, at) => ({ name: names[at] ?? '', content })),
    { name: `${sha256(config)}.json`, content: config },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ];
}

/** The blobs of an OCI layout and the index over them. */
export interface Layout {
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  readonly index: string;
}

/** One image of an OCI layout. */
export interface OciImage {
  readonly layers: readonly Uint8Array[];
  readonly os?: string;
  readonly architecture?: string;
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Of its layers and of its configuration; default: those of an image. */
  readonly layerType?: string;
  readonly configType?: string;
  readonly artifactType?: string;
}

/** An OCI layout with an image for each platform. */
export function layout(images: readonly OciImage[]): Layout {
  const blobs = new Map<string, Uint8Array>();
  const blob = (bytes: string | Uint8Array) => {
    const content = Buffer.from(bytes);
    blobs.set(sha256(content), content);
    return { digest: `sha256:${sha256(content)}`, size: content.length };
  };
  const manifests = images.map((image) => {
    const { layers, os = 'linux', architecture = 'amd64', name, annotations = {} } = image;
    const config = {
      mediaType: image.configType ?? 'application/vnd.oci.image.config.v1+json',
      ...blob(JSON.stringify({ os, architecture })),
    };
    const list = layers.map((layer) => ({
      mediaType: image.layerType ?? 'application/vnd.oci.image.layer.v1.tar',
      ...blob(layer),
    }));
    const names = name === undefined ? {} : { 'org.opencontainers.image.ref.name': name };
    return {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...blob(JSON.stringify({ schemaVersion: 2, artifactType: image.artifactType, config, layers: list })),
      platform: { os, architecture },
      annotations: { ...annotations, ...names },
    };
  });
  return { blobs, index: JSON.stringify({ schemaVersion: 2, manifests }) };
}

/** A layout as one archive, blobs first, as most tools write it. */
export function ociArchive({ blobs, index }: Layout): Buffer {
  return tar([
    ...[...blobs].map(([digest, content]) => ({ name: `blobs/sha256/${digest}`, content })),
    { name: 'index.json', content: index },
    { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
  ]);
}
