/** Images of our own making: which image of several is read, and damage. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { setLimits } from '../../src/limits.ts';
import { scan } from '../../src/scan/index.ts';
import { isImageFolder, openImageFolder } from '../../src/sources/image.ts';
import { dpkg, type Found, found, room, scanArchive, tidy } from '../support/image-call.ts';
import { dockerSave, layout, ociArchive, sha256, tar } from '../support/tar-writer.ts';

const STATUS = 'var/lib/dpkg/status';
const base = tar([
  { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { name: 'var/lib/dpkg/', type: '5' },
  { name: STATUS, content: dpkg('bash', 'example-av') },
  { name: 'opt/example/', type: '5' },
  { name: 'opt/example/agent', content: 'x' },
]);

afterAll(tidy);

/** The package databases that were read. */
function statuses({ outcome }: Pick<Found, 'outcome'>): string[] {
  return outcome.manifests.map((manifest) => manifest.path).filter((path) => path.endsWith(STATUS));
}

describe('descriptions', () => {
  const arm = tar([{ name: STATUS, content: dpkg('bash', 'only-arm') }]);
  const both = layout([
    { layers: [base], architecture: 'amd64', name: 'app' },
    { layers: [gzipSync(arm)], architecture: 'arm64', name: 'app' },
    {
      layers: [Buffer.from('{}')],
      os: 'unknown',
      architecture: 'unknown',
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      layerType: 'application/vnd.in-toto+json',
    },
  ]);

  test('every platform of an index is read unless one is chosen', async () => {
    const all = await scanArchive(ociArchive(both));
    expect(all.programs).toEqual(['bash 1.0-1', 'bash 1.0-1', 'example-av 1.0-1', 'only-arm 1.0-1']);
    expect(all.unread).toEqual([]);
    expect(statuses(all)).toEqual([`app (linux/amd64)/${STATUS}`, `app (linux/arm64)/${STATUS}`]);
    const one = await scanArchive(ociArchive(both), { platform: 'linux/arm64' });
    expect(one.programs).toEqual(['bash 1.0-1', 'only-arm 1.0-1']);
    expect(statuses(one)).toEqual([STATUS]);
  });

  test.each([
    ['an annotation', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }],
    ['a platform that is none', { os: 'unknown', architecture: 'unknown' }],
  ])('%s hides no image', async (_, image) => {
    const found = await scanArchive(ociArchive(layout([{ layers: [arm], ...image }])));
    expect(found.programs).toContain('only-arm 1.0-1');
  });

  test.each([
    ['layers', { layerType: 'application/vnd.oci.image.layer.v1.squashfs' }],
    ['a configuration', { configType: 'application/vnd.example.config.v1+json' }],
  ])('%s of an unknown kind beside an image that is read are reported', async (_, image) => {
    const found = await scanArchive(
      ociArchive(layout([{ layers: [base] }, { layers: [arm], architecture: 'arm64', ...image }])),
    );
    expect(found.unread).toEqual([expect.stringMatching(/a kind that is not read|an unknown kind/u)]);
  });

  test('a platform that the image has not is an error that names those it has', async () => {
    await expect(scanArchive(ociArchive(both), { platform: 'linux/s390x' })).rejects.toThrow(
      'no image for linux/s390x; it has linux/amd64, linux/arm64',
    );
  });

  test('platforms whose manifests are not in the archive are passed over, not all of them', async () => {
    const some = layout([
      { layers: [base], architecture: 'amd64' },
      { layers: [arm], architecture: 'arm64' },
    ]);
    const { blobs } = layout([{ layers: [base], architecture: 'amd64' }]);
    expect(await scanArchive(ociArchive({ ...some, blobs }))).toMatchObject({
      programs: ['bash 1.0-1', 'example-av 1.0-1'],
      unread: [],
    });
    const none = await scanArchive(ociArchive({ index: some.index, blobs: new Map() }));
    expect(none.unread).toEqual(expect.arrayContaining([expect.stringContaining('is not in the archive')]));
  });

  test.each([
    [
      'another name',
      { 'org.opencontainers.image.ref.name': 'b' },
      { os: 'linux', architecture: 'arm64' },
      {},
    ],
    ['no platform', {}, undefined, {}],
    [
      'an index',
      {},
      { os: 'linux', architecture: 'arm64' },
      { mediaType: 'application/vnd.oci.image.index.v1+json' },
    ],
  ])('a manifest with %s that is not in the archive is lost', async (_, annotations, platform, more) => {
    const { blobs, index } = layout([{ layers: [base], name: 'a' }]);
    const [first] = JSON.parse(index).manifests as object[];
    const lost = { ...first, digest: `sha256:${'a'.repeat(64)}`, annotations, platform, ...more };
    const found = await scanArchive(
      ociArchive({ blobs, index: JSON.stringify({ manifests: [first, lost] }) }),
    );
    expect(found.unread).toEqual([expect.stringContaining('is not in the archive')]);
  });

  test('Docker describes an image twice and it is read once', async () => {
    const { blobs, index } = layout([{ layers: [base], name: '1.0' }]);
    const manifest = JSON.parse(
      Buffer.from(blobs.get(JSON.parse(index).manifests[0].digest.slice(7)) ?? []).toString(),
    );
    const path = (digest: string) => `blobs/sha256/${digest.slice(7)}`;
    const docker = [
      {
        Config: path(manifest.config.digest),
        RepoTags: ['app:1.0'],
        Layers: [path(manifest.layers[0].digest)],
      },
    ];
    const hybrid = Buffer.concat([
      tar([{ name: 'manifest.json', content: JSON.stringify(docker) }]).subarray(0, -1024),
      ociArchive({ blobs, index }),
    ]);
    expect((await scanArchive(hybrid)).programs).toEqual(['bash 1.0-1', 'example-av 1.0-1']);
  });

  test('two images of one archive are both read', async () => {
    const first = dockerSave([base]);
    const other = tar([{ name: STATUS, content: dpkg('curl') }]);
    const list = [
      { Config: 'a.json', RepoTags: ['a:1'], Layers: ['a.tar'] },
      { Config: 'b.json', RepoTags: ['b:1'], Layers: ['b.tar'] },
    ];
    const config = (layer: Uint8Array) =>
      JSON.stringify({ rootfs: { diff_ids: [`sha256:${sha256(layer)}`] } });
    const archive = tar([
      { name: 'a.tar', content: base },
      { name: 'b.tar', content: other },
      { name: 'a.json', content: config(base) },
      { name: 'b.json', content: config(other) },
      { name: 'manifest.json', content: JSON.stringify(list) },
    ]);
    expect((await scanArchive(first)).programs).toHaveLength(2);
    const { programs, outcome } = await scanArchive(archive);
    expect(programs).toEqual(['bash 1.0-1', 'curl 1.0-1', 'example-av 1.0-1']);
    expect(statuses({ outcome })).toEqual([`a:1/${STATUS}`, `b:1/${STATUS}`]);
  });

  test('layers are linked to each other inside the archive', async () => {
    const archive = tar([
      { name: 'abc.tar', content: base },
      { name: 'id/layer.tar', type: '2', target: '../abc.tar' },
      { name: 'config.json', content: JSON.stringify({ rootfs: { diff_ids: [`sha256:${sha256(base)}`] } }) },
      {
        name: 'manifest.json',
        content: JSON.stringify([{ Config: 'config.json', Layers: ['id/layer.tar'] }]),
      },
    ]);
    expect(await scanArchive(archive)).toMatchObject({ programs: { length: 2 }, unread: [] });
  });

  test('an image from before Docker 1.10 is a chain of parents', async () => {
    const upper = tar([{ name: STATUS, content: dpkg('bash') }]);
    const archive = tar([
      { name: 'aa/layer.tar', content: base },
      { name: 'aa/json', content: '{"id":"aa"}' },
      { name: 'bb/layer.tar', content: upper },
      { name: 'bb/json', content: '{"id":"bb","parent":"aa"}' },
      { name: 'repositories', content: '{"app":{"1.0":"bb"}}' },
    ]);
    expect(await scanArchive(archive)).toMatchObject({ programs: ['bash 1.0-1'], unread: [] });
  });

  test('Kaniko names its files by digest and packs its layers', async () => {
    const config = JSON.stringify({ rootfs: { diff_ids: [`sha256:${sha256(base)}`] } });
    const archive = tar([
      { name: `sha256:${sha256(config)}`, content: config },
      { name: `${sha256(base)}.tar.gz`, content: gzipSync(base) },
      {
        name: 'manifest.json',
        content: JSON.stringify([{ Config: `sha256:${sha256(config)}`, Layers: [`${sha256(base)}.tar.gz`] }]),
      },
    ]);
    for (const bytes of [archive, gzipSync(archive)]) {
      expect(await scanArchive(bytes)).toMatchObject({ programs: { length: 2 }, unread: [] });
    }
  });

  test('a layout in a folder is an image, and no name leads out of it', async () => {
    const folder = room();
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    for (const [digest, content] of both.blobs) writeFileSync(join(folder, 'blobs/sha256', digest), content);
    writeFileSync(join(folder, 'index.json'), both.index);
    writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    expect(isImageFolder(folder)).toBe(true);
    const { programs, unread } = found(
      await scan(await openImageFolder(folder, folder, { platform: 'linux/amd64' })),
    );
    expect({ programs, unread }).toEqual({ programs: ['bash 1.0-1', 'example-av 1.0-1'], unread: [] });
    const hostile = room();
    writeFileSync(join(hostile, 'version'), 'x');
    writeFileSync(
      join(hostile, 'manifest.json'),
      JSON.stringify([{ Config: '../../etc/hostname', Layers: ['/etc/passwd'] }]),
    );
    const outcome = found(await scan(await openImageFolder(hostile)));
    expect(outcome.unread.join('\n')).toMatch(
      /etc\/hostname.* is not in the archive[\s\S]*the layer is not in the archive/u,
    );
  });
});

describe('damage', () => {
  const { blobs, index } = layout([{ layers: [gzipSync(base)] }]);

  test('a blob that is not what its digest says is reported', async () => {
    const digest = sha256(gzipSync(base));
    const other = Buffer.from(base);
    other[other.indexOf('example-av')] = 0x45;
    const changed = new Map(blobs).set(digest, gzipSync(other));
    const { unread } = await scanArchive(ociArchive({ blobs: changed, index }));
    expect(unread).toEqual(expect.arrayContaining([expect.stringContaining(`and not sha256:${digest}`)]));
  });

  test('one changed byte of a plain layer is reported', async () => {
    const image = dockerSave([base]);
    const at = image.indexOf('example-av');
    image[at] = 0x45;
    const { unread } = await scanArchive(image);
    expect(unread).toEqual([expect.stringContaining(`and not sha256:${sha256(base)}`)]);
  });

  test('a layer that is cut gives what stood before, and is reported', async () => {
    const packed = gzipSync(
      Buffer.concat([base.subarray(0, -1024), tar([{ name: 'z', content: Buffer.alloc(1 << 20, 'z') }])]),
    );
    const cut = packed.subarray(0, -20);
    const { programs, unread } = await scanArchive(ociArchive(layout([{ layers: [cut] }])));
    expect(programs).toEqual(['bash 1.0-1', 'example-av 1.0-1']);
    expect(unread).toEqual([expect.stringMatching(/truncated/u)]);
  });

  test('an image that is cut anywhere is never clean', async () => {
    const image = ociArchive({ blobs, index });
    for (let length = 512; length < image.length - 1024; length += 512) {
      const { unread } = await scanArchive(image.subarray(0, length));
      expect(unread, `cut at ${length}`).not.toEqual([]);
    }
  });

  test('an index that points at itself, and one that is nested without end, are reported', async () => {
    const self = tar([
      {
        name: 'index.json',
        content: JSON.stringify({ manifests: [{ digest: `sha256:${'a'.repeat(64)}` }] }),
      },
      {
        name: `blobs/sha256/${'a'.repeat(64)}`,
        content: JSON.stringify({ manifests: [{ digest: `sha256:${'a'.repeat(64)}` }] }),
      },
      { name: 'oci-layout', content: '{}' },
    ]);
    expect((await scanArchive(self)).unread.join('\n')).toContain('an index that points at itself');
    const chain = new Map<string, string>();
    let below = 'f'.repeat(64);
    for (let depth = 0; depth < 300; depth++) {
      const content = JSON.stringify({ manifests: [{ digest: `sha256:${below}` }] });
      below = sha256(content);
      chain.set(below, content);
    }
    const nested = tar([
      { name: 'index.json', content: JSON.stringify({ manifests: [{ digest: `sha256:${below}` }] }) },
      ...[...chain].map(([digest, content]) => ({ name: `blobs/sha256/${digest}`, content })),
    ]);
    expect((await scanArchive(nested)).unread.join('\n')).toContain(
      'nested deeper than 256 (limit: nesting)',
    );
  });

  test('a hundred thousand layers are refused with the name of the limit', async () => {
    const Layers = Array.from({ length: 100_000 }, () => 'a.tar');
    const archive = tar([
      { name: 'a.tar', content: base },
      { name: 'c.json', content: '{}' },
      { name: 'manifest.json', content: JSON.stringify([{ Config: 'c.json', Layers }]) },
    ]);
    expect((await scanArchive(archive)).unread.join('\n')).toContain(
      '100000 layers, more than 4096 (limit: layers)',
    );
  });

  test('a description that a list names again and again is read so often and no more', async () => {
    const list = Array.from({ length: 100 }, (_, at) => ({
      Config: 'c.json',
      Layers: ['a.tar', `${at}.tar`],
    }));
    const archive = tar([
      { name: 'a.tar', content: base },
      { name: 'c.json', content: JSON.stringify({ x: ' '.repeat(15_000) }) },
      { name: 'manifest.json', content: JSON.stringify(list) },
    ]);
    setLimits({ description: 20_000 });
    try {
      const { unread } = await scanArchive(archive);
      const reported = unread.filter((line) => line.includes('64 times 20000 (limit: description)'));
      expect(reported.length).toBeGreaterThan(0);
      expect(reported.length).toBeLessThan(50);
    } finally {
      setLimits();
    }
  });

  test('more images than anybody saves are not all read', async () => {
    const list = Array.from({ length: 9 }, (_, at) => ({
      Config: 'c.json',
      Layers: Array(at + 1).fill('a.tar'),
    }));
    const archive = tar([
      { name: 'a.tar', content: base },
      { name: 'c.json', content: '{}' },
      { name: 'manifest.json', content: JSON.stringify(list) },
    ]);
    setLimits({ images: 8 });
    try {
      const { unread } = await scanArchive(archive);
      expect(unread.join('\n')).toContain('9 images, more than 8 (limit: images)');
    } finally {
      setLimits();
    }
  });

  test.each([
    ['an empty list', '[]', 'it describes no image'],
    ['no JSON', '{"Layers"', 'truncated'],
    ['an image without layers', '[{"Config":"x"}]', 'no layers'],
    ['something else', '"text"', 'is not a list of images'],
  ])('a manifest that is %s is reported', async (_, content, reason) => {
    expect((await scanArchive(tar([{ name: 'manifest.json', content }]))).unread.join('\n')).toContain(
      reason,
    );
  });
});
