/** Images of our own making: how layers are put together. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { build } from '../../src/sources/image/build.ts';
import { applyLayers } from '../../src/sources/image/layers.ts';
import { newSpool } from '../../src/sources/image/spool.ts';
import { dpkg, filesOf, room, scanArchive, scanStream, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, type Member, sha256, tar } from '../support/tar-writer.ts';

const STATUS = 'var/lib/dpkg/status';
const base = tar([
  { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { name: 'var/lib/dpkg/', type: '5' },
  { name: STATUS, content: dpkg('bash', 'example-av') },
  { name: 'opt/example/', type: '5' },
  { name: 'opt/example/agent', content: 'x' },
]);

afterAll(tidy);

test('a layer whose digest cannot be taken is reported, and read', async () => {
  const there = join(room(), 'layer.tar');
  writeFileSync(there, base);
  // As on a disk that fails once: the head is read, the digest is not, the layer is.
  let asked = 0;
  const range = {
    get file() {
      return ++asked === 2 ? `${there}.gone` : there;
    },
    start: 0,
    size: base.length,
  };
  const layer = { name: 'layer.tar', digest: `sha256:${sha256(base)}` };
  const image = { name: 'birch', layers: [layer], faults: [] };
  const members = { names: [], find: () => range };
  const [built] = await build({
    globs: [STATUS],
    ignoreCase: false,
    prefixes: [''],
    spool: newSpool(),
    pass: (targets, first) => applyLayers(image, members, targets, first),
  });
  expect(built?.faults).toEqual([
    { path: 'layer.tar', reason: expect.stringMatching(/^its digest could not be compared: ENOENT/u) },
  ]);
  expect(built?.tree.at(STATUS)?.content?.size).toBeGreaterThan(0);
});

describe('layers', () => {
  const layers = (...members: readonly Member[][]) => dockerSave([base, ...members.map(tar)]);

  test('a file of an upper layer replaces that of a lower one', async () => {
    const { programs, unread, outcome } = await scanArchive(
      layers([{ name: STATUS, content: dpkg('bash') }]),
    );
    expect({ programs, unread, os: outcome.os, kind: outcome.kind }).toEqual({
      programs: ['bash 1.0-1'],
      unread: [],
      os: { id: 'debian', version: '12' },
      kind: 'image',
    });
  });

  test.each<[string, Member[]]>([
    ['a whiteout of the file', [{ name: 'var/lib/dpkg/.wh.status' }]],
    ['a whiteout of a folder above it', [{ name: 'var/.wh.lib' }]],
    ['an opaque folder', [{ name: 'var/lib/dpkg/', type: '5' }, { name: 'var/lib/dpkg/.wh..wh..opq' }]],
    ['an opaque folder above it', [{ name: 'var/.wh..wh..opq' }]],
    ['a file where a folder was', [{ name: 'var/lib', content: 'x' }]],
    ['a link where the file was', [{ name: STATUS, type: '2', target: '/nowhere' }]],
  ])('%s takes away what a lower layer has', async (_, members) => {
    const files = await filesOf(layers(members), [STATUS]);
    expect(files.filter((file) => file.problem === undefined)).toEqual([]);
  });

  test.each<[string, Member[]]>([
    ['before', [{ name: 'var/lib/.wh.dpkg' }, { name: STATUS, content: dpkg('curl') }]],
    ['after', [{ name: STATUS, content: dpkg('curl') }, { name: 'var/lib/.wh.dpkg' }]],
    ['opaque, after', [{ name: STATUS, content: dpkg('curl') }, { name: 'var/lib/dpkg/.wh..wh..opq' }]],
  ])('a whiteout does not touch its own layer (%s)', async (_, members) => {
    expect((await scanArchive(layers(members))).programs).toEqual(['curl 1.0-1']);
  });

  test('a folder that an upper layer opens anew keeps nothing of the lower one', async () => {
    const upper = [
      { name: 'opt/.wh.example' },
      { name: 'opt/example/', type: '5' },
      { name: 'opt/example/other', content: 'y' },
    ];
    const files = await filesOf(layers(upper), ['opt/example/*']);
    expect(files.map((file) => file.path)).toEqual(['opt/example/other']);
  });

  test('names that only begin like whiteouts are names', async () => {
    const files = await filesOf(layers([{ name: 'opt/example/x.wh.agent', content: '' }]), ['opt/example/*']);
    expect(files.map((file) => file.path)).toEqual(['opt/example/agent', 'opt/example/x.wh.agent']);
  });

  test.each(['.wh.', '.wh...', '.wh..'])(
    'a whiteout %s that takes nothing away is reported',
    async (name) => {
      const { unread, programs } = await scanArchive(layers([{ name: `opt/${name}` }]));
      expect(unread).toEqual([expect.stringContaining('takes nothing away')]);
      expect(programs).toHaveLength(2);
    },
  );

  test('a second name of a file is that file, in its layer and across layers', async () => {
    const moved: Member[] = [
      { name: 'srv/copy', type: '1', target: STATUS },
      { name: 'var/lib/.wh.dpkg' },
      { name: 'lib/apk/db/installed', type: '1', target: 'srv/apk' },
    ];
    const apk = [{ name: 'srv/apk', content: 'P:zlib\nV:1.3-r0\nA:x86_64\n\n' }];
    const { programs } = await scanArchive(layers(apk, moved));
    expect(programs).toEqual(['zlib 1.3-r0']);
  });

  test('a database behind links is found, also when it lies where nobody would look', async () => {
    const linked: Member[] = [
      { name: 'var/lib/.wh.dpkg' },
      { name: 'var/lib/dpkg', type: '2', target: '../../data/db' },
      { name: 'data/db/status', type: '2', target: '/srv/real' },
      { name: 'srv/real', content: dpkg('curl') },
    ];
    for (const image of [layers(linked), layers(linked.slice(2), linked.slice(0, 2))]) {
      expect(await scanArchive(image)).toMatchObject({ programs: ['curl 1.0-1'], unread: [] });
      expect(await scanStream(gzipSync(image))).toMatchObject({ programs: ['curl 1.0-1'], unread: [] });
    }
  });

  test('members come through links that a lower layer made', async () => {
    const merged = [{ name: 'lib', type: '2', target: 'usr/lib' }, { name: 'var/lib/.wh.dpkg' }];
    const { programs } = await scanArchive(
      layers(merged, [{ name: 'lib/apk/db/installed', content: 'P:zlib\nV:1.3-r0\n\n' }]),
    );
    expect(programs).toEqual(['zlib 1.3-r0']);
  });

  test('a folder takes the place of a link and does not go through it', async () => {
    const upper = [
      { name: 'srv', type: '2', target: 'var' },
      { name: 'srv/', type: '5' },
      { name: 'srv/lib/.wh.dpkg' },
    ];
    expect((await scanArchive(layers(upper))).programs).toHaveLength(2);
  });

  test('links in circles are reported where somebody asks for them', async () => {
    const loop = [
      { name: STATUS, type: '2', target: 'other' },
      { name: 'var/lib/dpkg/other', type: '2', target: 'status' },
    ];
    const { unread } = await scanArchive(layers(loop));
    expect(unread).toEqual(
      expect.arrayContaining([`${STATUS}: more than 40 links on the way (limit: links)`]),
    );
  });

  test('no member and no link leads out of the image', async () => {
    const hostile: Member[] = [
      { name: '../../../etc/passwd', content: 'x' },
      { name: '/opt/absolute', content: 'y' },
      { name: 'opt/up', type: '2', target: '../../../../../../../../etc/hostname' },
      { name: 'opt/hard', type: '1', target: '../../etc/hostname' },
    ];
    const files = await filesOf(layers(hostile), ['opt/*', 'etc/passwd']);
    const known = files.filter((file) => file.problem === undefined && !file.folder).map((file) => file.path);
    expect(known).toEqual(['opt/absolute']);
    expect(files.flatMap((file) => file.problem ?? [])).toEqual([
      '"../../../etc/passwd" leads out of the archive',
      'a hard link out of the archive: "../../etc/hostname"',
      'a link that leads nowhere',
    ]);
  });

  test('a device where a database should be is reported', async () => {
    const { unread } = await scanArchive(layers([{ name: STATUS, type: '3' }]));
    expect(unread).toEqual(expect.arrayContaining([`${STATUS}: not a regular file`]));
  });

  test('of two members of one name the last counts', async () => {
    const twice = [
      { name: STATUS, content: dpkg('one') },
      { name: STATUS, content: dpkg('two') },
    ];
    expect((await scanArchive(layers(twice))).programs).toEqual(['two 1.0-1']);
  });

  test('names that differ by case are one on Windows and two elsewhere', async () => {
    const upper: Member[] = [{ name: 'VAR/lib/dpkg/status', content: dpkg('shout') }];
    expect((await scanArchive(layers(upper))).programs).toHaveLength(2);
    const windows = dockerSave([tar([{ name: 'Files/windows/A.TXT', content: 'x' }])], { os: 'windows' });
    const one = tar([{ name: 'Files/Windows/a.txt', content: 'y' }]);
    expect((await filesOf(windows, ['Files/Windows/a.txt']))[0]?.path).toBe('Files/windows/A.TXT');
    expect(await filesOf(dockerSave([one, one], { os: 'windows' }), ['files/WINDOWS/*'])).toHaveLength(1);
  });

  test('the registry of a Windows image is that of all its layers', async () => {
    const hive = (content: string) => tar([{ name: 'Hives/Software_Delta', content }]);
    const image = dockerSave([hive('lowest'), hive('middle'), hive('top')], { os: 'windows' });
    const files = await filesOf(image, ['Hives/Software_Delta', 'Hives/Software_Base']);
    const contents = await Promise.all(files.map(async (file) => Buffer.from(await file.bytes()).toString()));
    expect(contents.sort()).toEqual(['lowest', 'middle', 'top']);
    expect(new Set(files.map((file) => file.real ?? file.path)).size).toBe(3);
  });

  test('what upper layers removed is given on request, with the digest of its layer', async () => {
    const image = layers([{ name: STATUS, content: dpkg('bash') }, { name: 'opt/.wh.example' }]);
    const files = await filesOf(image, [STATUS, 'opt/example', 'opt/example/agent'], { allLayers: true });
    expect(files.map((file) => [file.path, 'layer' in file && file.layer])).toEqual([
      [STATUS, false],
      [STATUS, `sha256:${sha256(base)}`],
      ['opt/example', `sha256:${sha256(base)}`],
      ['opt/example/agent', `sha256:${sha256(base)}`],
    ]);
    expect(Buffer.from((await files[1]?.bytes()) ?? []).toString()).toContain('example-av');
  });
});

test('what upper layers removed is residue of its layer, once, and not what they changed', async () => {
  const middle = tar([{ name: STATUS, content: dpkg('bash', 'example-av').replace('1.0-1', '0.9-1') }]);
  const top = tar([{ name: STATUS, content: dpkg('bash') }]);
  const image = dockerSave([base, middle, top]);
  expect((await scanArchive(image)).outcome.sightings.map((one) => one.name)).not.toContain('example-av');
  const { outcome, programs, unread } = await scanArchive(image, { allLayers: true });
  expect({ programs, unread }).toEqual({ programs: ['bash 1.0-1'], unread: [] });
  expect(outcome.sightings.filter((one) => one.state === 'residue')).toEqual([
    expect.objectContaining({ name: 'example-av', version: '1.0-1', entry: `layer sha256:${sha256(base)}` }),
  ]);
});

test('a banned program that an upper layer removed is residue, and fails only whom it should', async () => {
  const file = join(room(), 'birch.tar');
  const banned = tar([
    { name: 'etc/os-release', content: 'ID=debian\n' },
    { name: STATUS, content: dpkg('bash', 'kesl') },
  ]);
  writeFileSync(file, dockerSave([banned, tar([{ name: STATUS, content: dpkg('bash') }])]));
  expect((await interdict(['scan', file, '-o', 'json'])).status).toBe(0);
  const { status, stdout } = await interdict([
    'scan',
    file,
    '--all-layers',
    '--fail-on',
    'residue',
    '-o',
    'json',
  ]);
  const [source] = JSON.parse(stdout).sources;
  expect({ status, finding: source.findings[0]?.program }).toMatchObject({
    status: 1,
    finding: { name: 'kesl', state: 'residue', entry: `layer sha256:${sha256(banned)}` },
  });
  expect((await interdict(['scan', file, '--all-layers', '-o', 'json'])).status).toBe(0);
});
