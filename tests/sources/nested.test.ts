/** Sources inside sources: images, disks and archives among files that somebody collected. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { setLimits } from '../../src/limits.ts';
import { scan } from '../../src/scan/index.ts';
import { inputSource, openSource } from '../../src/sources/index.ts';
import type { Source } from '../../src/types.ts';
import { diskFixture, gptDisk, qcow2Overlay } from '../support/disk-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, type Layout, layout, ociArchive, tar } from '../support/tar-writer.ts';
import { zip } from '../support/zip-writer.ts';

afterAll(() => {
  setLimits();
  tidy();
});

const STATUS = 'var/lib/dpkg/status';
const root = tar([
  { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { name: STATUS, content: dpkg('bash', 'kesl') },
]);
const image = dockerSave([root]);
const EXT2 = diskFixture('ext2.img');

function folder(files: Readonly<Record<string, Uint8Array | string>>): string {
  const made = room();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), content);
  }
  return made;
}

/** What each part gave: the end of its name, its kind, its programs and its gaps. */
async function parts(
  whole: Source,
): Promise<readonly (readonly [string, string, number, readonly string[]])[]> {
  const all: [string, string, number, string[]][] = [];
  for (const source of whole.parts ?? [whole]) {
    const { name, kind, sightings, gaps } = await scan(source);
    const own = name.includes(' > ') ? name.slice(name.indexOf(' > ')) : '';
    const programs = sightings.filter((one) => one.kind !== 'trace').length;
    all.push([own, kind, programs, gaps.map(({ path, reason }) => `${path}: ${reason}`)]);
  }
  await whole.close?.();
  return all;
}

const from = (bytes: Uint8Array) => inputSource(Readable.from([bytes]));

function ociFolder({ blobs, index }: Layout, name: string): { name: string; content: string | Uint8Array }[] {
  return [
    { name: `${name}/oci-layout`, content: '{"imageLayoutVersion":"1.0.0"}' },
    { name: `${name}/index.json`, content: index },
    ...[...blobs].map(([digest, content]) => ({ name: `${name}/blobs/sha256/${digest}`, content })),
  ];
}

describe('a folder of images', () => {
  test('each is a source with the way to it as its name', async () => {
    const made = folder({
      'app.tar': image,
      'sub/oci.tar': ociArchive(layout([{ layers: [root] }])),
      'disk.img': gptDisk([EXT2, EXT2]),
      'root.tar.gz': gzipSync(root),
    });
    expect(await parts(await openSource(made))).toEqual(
      [
        [' > app.tar', 'image', 2, []],
        [' > disk.img > partition 1', 'disk', 80, []],
        [' > disk.img > partition 2', 'disk', 80, []],
        [' > root.tar.gz', 'archive', 2, []],
        [' > sub/oci.tar', 'image', 2, []],
      ].sort((a, b) => String(a[0]).split('/').length - String(b[0]).split('/').length),
    );
  });

  test('lists beside them are a source too, and one of them is found by its name', async () => {
    const made = folder({
      'app.tar': image,
      'hosts/status': dpkg('dash'),
      'hosts/status.gz': gzipSync(dpkg('x')),
    });
    const all = await parts(await openSource(made));
    expect(all.map(([name, kind]) => [name, kind])).toEqual([
      ['', 'folder'],
      [' > app.tar', 'image'],
    ]);
    expect(all[0]?.[3].join()).not.toContain('app.tar');
    const one = await openSource(`${made} > app.tar`);
    expect((await scan(one)).sightings.map(({ name }) => name)).toEqual(['bash', 'debian', 'kesl']);
  });

  test('an image layout in a folder below', async () => {
    const made = folder(
      Object.fromEntries(
        ociFolder(layout([{ layers: [root] }]), 'images').map(({ name, content }) => [name, content]),
      ),
    );
    expect(await parts(await openSource(made))).toEqual([[' > images', 'image', 2, []]]);
  });

  test('parts of a disk belong to that disk', async () => {
    const sectors = EXT2.length / 512;
    const text = `# Disk DescriptorFile\nversion=1\nparentCID=ffffffff\nRW ${sectors} FLAT "disk-flat.vmdk" 0\n`;
    const made = folder({ 'vm/disk.vmdk': text, 'vm/disk-flat.vmdk': EXT2 });
    expect(await parts(await openSource(made))).toEqual([[' > vm/disk.vmdk', 'disk', 80, []]]);
  });

  test('what does not open is never clean', async () => {
    const made = folder({
      'app.tar': dockerSave([tar([{ name: STATUS, content: dpkg('bash') }])]).subarray(0, 2000),
      'disk.qcow2': qcow2Overlay('gone.raw', 'raw', 4096),
      'x.7z': Buffer.from('7z\xbc\xaf\x27\x1c then', 'latin1'),
      status: dpkg('bash'),
    });
    const all = await parts(await openSource(made));
    expect(all.flatMap(([, , , gaps]) => gaps).join()).toMatch(/a 7-Zip archive/u);
    expect((await interdict([made])).status).toBe(3);
  });
});

describe('a search through all files', () => {
  test('looks into each part, and into none twice', async () => {
    const made = folder({ 'app.tar': image, 'disk.img': EXT2, 'notes/list.txt': 'x' });
    const whole = await openSource(made);
    const seen: string[] = [];
    await whole.everyFile?.({
      wanted: () => true,
      visit(file) {
        if ('path' in file) seen.push(file.path);
        return true;
      },
    });
    await whole.close?.();
    expect(seen).toContain('notes/list.txt');
    expect(seen).toContain(`app.tar/${STATUS}`);
    expect(seen).toContain(`disk.img/${STATUS}`);
    expect(seen.filter((path) => path === 'app.tar' || path === 'disk.img')).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('an archive of images', () => {
  const bundle = tar([
    { name: 'd/app.tar', content: image },
    { name: 'd/disk.img', content: EXT2 },
    ...ociFolder(layout([{ layers: [root] }]), 'd/images'),
  ]);
  const wanted = [
    [' > d/images', 'image', 2, []],
    [' > d/app.tar', 'image', 2, []],
    [' > d/disk.img', 'disk', 80, []],
  ];

  test.each<[string, () => Buffer]>([
    ['tar', () => bundle],
    ['tar.gz', () => gzipSync(bundle)],
  ])('%s', async (_, bytes) => {
    expect(await parts(await from(bytes()))).toEqual(wanted);
    const path = join(folder({ 'bundle.tar': bytes() }), 'bundle.tar');
    expect(await parts(await openSource(path))).toEqual(wanted);
    expect((await interdict([path])).status).toBe(1);
  });

  test('a disk in a packed archive in a zip archive', async () => {
    const notes = Array.from({ length: 9 }, (_, index) => ({ name: `notes/${index}.txt`, content: 'x' }));
    const inner = gzipSync(tar([...notes, { name: 'vm/disk.img', content: gptDisk([EXT2]) }]));
    const path = join(
      folder({
        'out.zip': zip([
          { name: 'build/vm.tar.gz', content: inner },
          { name: 'build/x.txt', content: 'x' },
        ]),
      }),
      'out.zip',
    );
    const all = await parts(await openSource(path));
    expect(all.map(([name, , programs]) => [name, programs])).toEqual([
      ['', 0],
      [' > build/vm.tar.gz', 0],
      [' > build/vm.tar.gz > vm/disk.img > partition 1', 80],
    ]);
  });

  test('the depth is bounded, and what lies deeper is a gap', async () => {
    let bytes = image;
    for (let depth = 0; depth < 6; depth++) bytes = tar([{ name: `${depth}.tar`, content: bytes }]);
    const all = await parts(await from(bytes));
    expect(all.flatMap(([, , , gaps]) => gaps).join()).toContain(
      'more than 4 archives in one another (limit: nested)',
    );
  });

  test('so is their number', async () => {
    setLimits({ images: 2 });
    const many = tar(['a', 'b', 'c'].map((name) => ({ name: `d/${name}.tar`, content: image })));
    const all = await parts(await from(many));
    setLimits();
    expect(all.map(([name]) => name)).toEqual(['', ' > d/a.tar', ' > d/b.tar']);
    expect(all[0]?.[3].join()).toContain('more than 2 archives and disks in one source (limit: images)');
  });

  test('a list that is packed stays a list of the archive', async () => {
    const { parts: none } = await from(
      tar([
        { name: 'a/status.gz', content: gzipSync(dpkg('bash')) },
        { name: 'b/status', content: dpkg('dash') },
      ]),
    );
    expect(none).toBeUndefined();
  });
});
