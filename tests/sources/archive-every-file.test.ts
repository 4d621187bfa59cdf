/** All files of archives and images as a search through them meets them: what an unpacker would leave. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { Source } from '../../src/types.ts';
import { everyFileOf } from '../support/every-file.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { dockerSave, layout, type Member, ociArchive, tar } from '../support/tar-writer.ts';
import { zip } from '../support/zip-writer.ts';

afterAll(tidy);

const PROGRAM = readFileSync('fixtures/readers/program-file/normal/exscan.exe');
const STATUS = { name: 'var/lib/dpkg/status', content: dpkg('bash') };

async function opened(bytes: Uint8Array, name = 'birch.tar'): Promise<Source> {
  const path = join(room(), name);
  writeFileSync(path, bytes);
  return openSource(path);
}

async function seen(bytes: Uint8Array, wanted?: RegExp): Promise<[string, string | undefined][]> {
  const source = await opened(bytes);
  const met = await everyFileOf(source, wanted);
  await source.close?.();
  return met
    .map(({ path, problem, content }): [string, string | undefined] => [path, problem ?? content])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same archive as it lies, packed, and as the one layer of images. */
const FORMS: [string, (members: readonly Member[]) => Buffer][] = [
  ['tar', tar],
  ['tar.gz', (members) => gzipSync(tar(members))],
  ['docker save', (members) => dockerSave([tar(members)])],
  [
    'an OCI layout with packed layers',
    (members) => ociArchive(layout([{ layers: [gzipSync(tar(members))] }])),
  ],
];

describe.each(FORMS)('every file of %s', (_, form) => {
  test('is given with its content, links not followed', async () => {
    const members: Member[] = [
      { name: 'etc/hostname', content: 'x' },
      { name: 'opt/a', content: 'a'.repeat(20) },
      { name: 'opt/link', type: '2', target: 'a' },
      { name: 'opt/folder/', type: '5' },
      { name: 'opt/empty', content: '' },
    ];
    expect(await seen(form(members))).toEqual([
      ['etc/hostname', 'x'],
      ['opt/a', 'a'.repeat(20)],
      ['opt/empty', ''],
    ]);
  });

  test('of one name is the last', async () => {
    const members = ['old', 'new'].map((content) => ({ name: 'opt/a', content }));
    expect(await seen(form([{ name: 'etc/x', content: '' }, ...members]), /a$/u)).toEqual([['opt/a', 'new']]);
  });

  test('has all its names, also where the first is not wanted', async () => {
    const members: Member[] = [
      { name: 'etc/data', content: 'program' },
      { name: 'opt/a.exe', type: '1', target: 'etc/data' },
      { name: 'opt/b.exe', type: '1', target: 'opt/a.exe' },
    ];
    expect(await seen(form(members), /\.exe$/u)).toEqual([
      ['opt/a.exe', 'program'],
      ['opt/b.exe', 'program'],
    ]);
  });
});

describe('of the layers of an image', () => {
  const low = tar([
    { name: 'opt/a/x.exe', content: 'a' },
    { name: 'opt/b/x.exe', content: 'b' },
    { name: 'opt/c/x.exe', content: 'c' },
    { name: 'opt/d.exe', content: 'd' },
  ]);
  test.each<[string, readonly Member[], readonly string[]]>([
    [
      'nothing above',
      [{ name: 'etc/y', content: '' }],
      ['opt/a/x.exe', 'opt/b/x.exe', 'opt/c/x.exe', 'opt/d.exe'],
    ],
    [
      'a whiteout of a folder',
      [{ name: 'opt/.wh.a', content: '' }],
      ['opt/b/x.exe', 'opt/c/x.exe', 'opt/d.exe'],
    ],
    [
      'an opaque folder with something new',
      [
        { name: 'opt/b/.wh..wh..opq', content: '' },
        { name: 'opt/b/new.exe', content: 'n' },
      ],
      ['opt/a/x.exe', 'opt/b/new.exe', 'opt/c/x.exe', 'opt/d.exe'],
    ],
    [
      'a file in the place of a folder',
      [{ name: 'opt/c', content: '' }],
      ['opt/a/x.exe', 'opt/b/x.exe', 'opt/d.exe'],
    ],
    [
      'a link in its place',
      [{ name: 'opt/d.exe', type: '2', target: 'a/x.exe' }],
      ['opt/a/x.exe', 'opt/b/x.exe', 'opt/c/x.exe'],
    ],
    [
      'a file through a link',
      [
        { name: 'opt/e', type: '2', target: 'a' },
        { name: 'opt/e/z.exe', content: 'z' },
      ],
      ['opt/a/x.exe', 'opt/a/z.exe', 'opt/b/x.exe', 'opt/c/x.exe', 'opt/d.exe'],
    ],
  ])('with %s', async (_, high, paths) => {
    for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
      const found = await seen(
        ociArchive(layout([{ layers: [low, tar(high)].map((one) => pack(one)) }])),
        /\.exe$/u,
      );
      expect(found.map(([path]) => path).sort()).toEqual(paths);
    }
  });

  test('a hard link outlives the name that it was made from', async () => {
    const linked = tar([
      { name: 'opt/a.exe', content: 'a' },
      { name: 'opt/b.exe', type: '1', target: 'opt/a.exe' },
    ]);
    const image = ociArchive(
      layout([{ layers: [gzipSync(linked), tar([{ name: 'opt/.wh.a.exe', content: '' }])] }]),
    );
    expect(await seen(image, /\.exe$/u)).toEqual([['opt/b.exe', 'a']]);
  });

  test('several platforms are labelled', async () => {
    const layers = [tar([{ name: 'opt/a.exe', content: 'a' }])];
    const others = [tar([{ name: 'opt/a.exe', content: 'b' }])];
    const image = layout([
      { layers, name: 'x', architecture: 'amd64' },
      { layers: others, name: 'x', architecture: 'arm64' },
    ]);
    const found = await seen(ociArchive(image), /\.exe$/u);
    expect(found).toHaveLength(2);
    expect(new Set(found.map(([path]) => path)).size).toBe(2);
  });
});

describe('a search', () => {
  const members = [STATUS, { name: 'srv/tools/scan.exe', content: PROGRAM }];
  const archives: [string, Buffer, string][] = [
    ...FORMS.map(([name, form]): [string, Buffer, string] => [name, form(members), 'birch.tar']),
    ['stored zip', zip(members.map((one) => ({ ...one, method: 0 }))), 'birch.zip'],
    ['zip', zip(members), 'birch.zip'],
  ];
  test.each(archives)('finds a program in %s', async (_, bytes, name) => {
    const { sightings, deep, gaps } = await scan(await opened(bytes, name), { deep: true });
    expect(sightings.filter(({ reader }) => reader === 'program-file')).toMatchObject([
      { name: 'Example Anti-Virus', path: 'srv/tools/scan.exe', marks: ['signature-matches'] },
    ]);
    expect(deep).toEqual({ files: 2, opened: 2, programs: 1 });
    expect(gaps).toEqual([]);
  });

  test('of a large packed program unpacks it to disk, and leaves nothing there', async () => {
    const large = Buffer.concat([PROGRAM, Buffer.alloc(9 << 20, 1)]);
    const bytes = gzipSync(
      tar([STATUS, { name: 'srv/a.exe', content: large }, { name: 'srv/b.exe', content: large }]),
    );
    const { sightings, deep } = await scan(await opened(bytes), { deep: true });
    expect(sightings.filter(({ reader }) => reader === 'program-file')).toMatchObject([
      { entry: 'one of 2 files', marks: ['signature-differs'] },
    ]);
    expect(deep?.programs).toBe(2);
  });

  test('reports once where an archive is truncated, and counts what came before', async () => {
    const whole = tar([
      STATUS,
      { name: 'srv/scan.exe', content: PROGRAM },
      { name: 'srv/z', content: 'z'.repeat(4000) },
    ]);
    const { sightings, gaps } = await scan(await opened(whole.subarray(0, whole.length - 4000)), {
      deep: true,
    });
    expect(sightings.some(({ reader }) => reader === 'program-file')).toBe(true);
    expect(gaps.filter(({ reason }) => reason.includes('truncated'))).toHaveLength(1);
  });
});

describe('without a search', () => {
  const UNIT = {
    name: 'etc/systemd/system/odd.service',
    content: '[Service]\nExecStart=/opt/guard/bin/guard --daemon\n',
  };
  const GUARD = readFileSync('fixtures/readers/program-file/package-note/guard');
  test.each(FORMS)('the program that a unit starts is looked at in %s', async (_, form) => {
    const { sightings } = await scan(
      await opened(form([STATUS, UNIT, { name: 'opt/guard/bin/guard', content: GUARD }])),
    );
    expect(sightings.find(({ reader }) => reader === 'systemd-unit')).toMatchObject({
      executableFound: true,
    });
    expect(sightings.find(({ reader }) => reader === 'program-file')).toMatchObject({
      ids: ['deb:example-guard'],
      path: 'opt/guard/bin/guard',
    });
  });

  test.each(FORMS)('one that is gone from %s is not there', async (_, form) => {
    const { sightings } = await scan(await opened(form([STATUS, UNIT, { name: 'opt/x', content: '' }])));
    expect(sightings.find(({ reader }) => reader === 'systemd-unit')).toMatchObject({
      executableFound: false,
    });
  });

  test('where the folder of programs is not in the archive, nothing is said of it', async () => {
    const { sightings } = await scan(await opened(tar([STATUS, UNIT])));
    expect(sightings.find(({ reader }) => reader === 'systemd-unit')).not.toHaveProperty('executableFound');
  });

  test.each(FORMS)('marked folders of %s are looked into', async (_, form) => {
    const bytes = form([
      STATUS,
      { name: 'opt/full/lib/run', content: GUARD },
      { name: 'opt/empty/log.txt', content: 'x' },
      { name: 'opt/bare/', type: '5' },
    ]);
    const fingerprints = ['opt/full', 'opt/empty', 'opt/bare'];
    const { sightings } = await scan(await opened(bytes), { fingerprints });
    const found = sightings.filter(({ reader }) => reader === 'path');
    expect(found.map(({ path, executableFound }) => [path, executableFound])).toEqual([
      ['opt/bare', false],
      ['opt/empty', false],
      ['opt/full', true],
    ]);
  });

  test('each of several systems in one archive has its own', async () => {
    const host = (name: string, more: Member) =>
      [STATUS, UNIT, { name: 'opt/x', content: '' }, more].map((one) => ({
        ...one,
        name: `${name}/${one.name}`,
      }));
    const bytes = tar([
      ...host('web-01', { name: 'opt/guard/bin/guard', content: GUARD }),
      ...host('web-02', { name: 'opt/y', content: '' }),
    ]);
    const { sightings } = await scan(await opened(bytes));
    const units = sightings.filter(({ reader }) => reader === 'systemd-unit');
    expect(units.map(({ path, executableFound }) => [path.slice(0, 6), executableFound]).sort()).toEqual([
      ['web-01', true],
      ['web-02', false],
    ]);
  });
});
