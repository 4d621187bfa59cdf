/** Manifests next to an image: what is known to be none is passed over, and every unknown kind is reported. */
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { dpkg, scanArchive, tidy } from '../support/image-call.ts';
import { layout, type OciImage, ociArchive, tar } from '../support/tar-writer.ts';

const STATUS = 'var/lib/dpkg/status';
const base = tar([{ name: STATUS, content: dpkg('bash') }]);
const other = tar([{ name: STATUS, content: dpkg('example-av') }]);
const statement = '{"_type":"https://in-toto.io/Statement/v1"}';

afterAll(tidy);

const IMAGE = 'application/vnd.oci.image.config.v1+json';
const EMPTY = 'application/vnd.oci.empty.v1+json';
const HELM = 'application/vnd.cncf.helm.config.v1+json';
const UNKNOWN = { os: 'unknown', architecture: 'unknown' };
const ATTESTATION = {
  ...UNKNOWN,
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  layerType: 'application/vnd.in-toto+json',
};

async function beside(manifest: Omit<OciImage, 'layers'>, layer: string | Uint8Array) {
  const images = [{ layers: [base] }, { architecture: 'arm64', ...manifest, layers: [Buffer.from(layer)] }];
  const { programs, unread } = await scanArchive(ociArchive(layout(images)));
  expect(programs).toContain('bash 1.0-1');
  return { programs, unread };
}

describe('is passed over', () => {
  test.each<[string, Omit<OciImage, 'layers'>, string | Uint8Array]>([
    ['an attestation of BuildKit', ATTESTATION, statement],
    ['a signature of cosign', { layerType: 'application/vnd.dev.cosign.simplesigning.v1+json' }, '{}'],
    ['a bill of materials of cosign', { layerType: 'text/spdx+json' }, '{}'],
    [
      'a bundle of Sigstore',
      { configType: EMPTY, layerType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
      '{}',
    ],
    [
      'a Helm chart',
      { configType: HELM, layerType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip' },
      gzipSync(other),
    ],
    [
      'a database of Trivy',
      {
        configType: EMPTY,
        artifactType: 'application/vnd.aquasec.trivy.config.v1+json',
        layerType: 'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
      },
      gzipSync(other),
    ],
    [
      'a WebAssembly module',
      { configType: 'application/vnd.wasm.config.v0+json', layerType: 'application/wasm' },
      '\0asm',
    ],
    [
      'an artefact without content',
      { configType: EMPTY, artifactType: 'application/vnd.example.v1', layerType: EMPTY },
      '{}',
    ],
  ])('%s', async (_, manifest, layer) => {
    expect(await beside(manifest, layer)).toEqual({ programs: ['bash 1.0-1'], unread: [] });
  });
});

describe('is read, whatever is said next to it', () => {
  test.each<[string, Omit<OciImage, 'layers'>]>([
    ['an image of a platform that is none', UNKNOWN],
    ['an image with the annotation of an attestation', { ...UNKNOWN, annotations: ATTESTATION.annotations }],
    ['an image with the type of an artefact', { artifactType: 'application/vnd.example.v1' }],
    ['layers of images below an empty configuration', { configType: EMPTY }],
    ['layers of images below that of a chart', { configType: HELM }],
  ])('%s', async (_, manifest) => {
    expect((await beside(manifest, other)).programs).toContain('example-av 1.0-1');
  });
});

describe('is reported', () => {
  test.each<[string, Omit<OciImage, 'layers'>, string | Uint8Array, string]>([
    [
      'an unknown layer below an empty configuration',
      {
        configType: EMPTY,
        artifactType: 'application/vnd.example.disk',
        layerType: 'application/vnd.example.disk.v1',
      },
      other,
      'an artefact of the type "application/vnd.example.disk" with layers of an unknown kind: "application/vnd.example.disk.v1"',
    ],
    [
      'a plain tar below that of a chart',
      { configType: HELM, layerType: 'application/x-tar' },
      other,
      'with layers of an unknown kind: "application/x-tar"',
    ],
    [
      'an unknown layer below that of an image',
      { configType: IMAGE, layerType: 'application/octet-stream' },
      other,
      'an image whose layers are of a kind that is not read',
    ],
    [
      'an unknown configuration',
      { configType: 'application/vnd.acme.rocket.config.v1+json' },
      other,
      'with a configuration of an unknown kind',
    ],
    [
      'an attestation that is a tar',
      ATTESTATION,
      other,
      'a layer that is called "application/vnd.in-toto+json" and holds an archive',
    ],
    ['an attestation that is packed', ATTESTATION, gzipSync(other), 'and holds an archive'],
    ['a text that is packed', { layerType: 'text/plain' }, gzipSync(other), 'and holds an archive'],
  ])('%s', async (_, manifest, layer, reason) => {
    expect((await beside(manifest, layer)).unread.join('\n')).toContain(reason);
  });
});

describe('a layer that no image has', () => {
  const whole = layout([{ layers: [base] }, { layers: [other], architecture: 'arm64' }]);
  const [, second] = JSON.parse(whole.index).manifests;
  const without = (digest: string) => new Map([...whole.blobs].filter(([hex]) => !digest.endsWith(hex)));

  test('is reported where the manifest for its platform is lost', async () => {
    const { programs, unread } = await scanArchive(
      ociArchive({ index: whole.index, blobs: without(second.digest) }),
    );
    expect(programs).toEqual(['bash 1.0-1']);
    expect(unread).toHaveLength(1);
    expect(unread[0]).toContain('no image has the layer "blobs/sha256/');
  });

  test('is reported in an archive of Docker', async () => {
    const list = JSON.stringify([{ Layers: ['a/layer.tar'] }]);
    const archive = tar([
      { name: 'a/layer.tar', content: base },
      { name: 'b/layer.tar', content: other },
      { name: 'manifest.json', content: list },
    ]);
    expect((await scanArchive(archive)).unread).toEqual([
      'b/layer.tar: no image has the layer "b/layer.tar"',
    ]);
  });

  test('is no layer if it is no archive', async () => {
    const blobs = new Map([...layout([{ layers: [base] }]).blobs, ['a'.repeat(64), Buffer.from('{}')]]);
    const { unread } = await scanArchive(ociArchive({ blobs, index: layout([{ layers: [base] }]).index }));
    expect(unread).toEqual([]);
  });
});
