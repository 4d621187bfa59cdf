/** Systems inside a machine are named with their number, and are sources of their own where they are asked for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { uncoveredSentence } from '../../src/report/coverage.ts';
import { scanSources } from '../../src/scan/scan-sources.ts';
import type { Io } from '../../src/types.ts';
import { diskFixture } from '../support/disk-writer.ts';
import { removeFolders } from '../support/remove-folders.ts';

const io = {} as Io;
const status = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n`;
const ROOT = { 'var/lib/dpkg/status': status('alder') };

const GUESTS = [
  ['container layer', 'var/lib/docker/overlay2/aa/diff'],
  ['container layer', 'home/u/.local/share/containers/storage/overlay/bb/diff'],
  ['container layer', 'var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/3/fs'],
  ['container', 'var/lib/machines/g'],
  ['container', 'var/lib/lxc/g/rootfs'],
  ['container', 'var/snap/lxd/common/lxd/storage-pools/default/containers/g/rootfs'],
  ['chroot', 'srv/chroot/g'],
  ['deployment', 'ostree/deploy/fedora/deploy/0000.0'],
  ['system on another volume', 'mnt/old'],
  ['system in a folder', 'srv/jails/g'],
] as const;

const made: string[] = [];
afterAll(() => removeFolders(made));

describe.each(GUESTS)('%s in %s', (what, place) => {
  const root = folderOf({ ...ROOT, [`${place}/var/lib/dpkg/status`]: status('birch') });

  test('is named and left alone', async () => {
    const [result, ...others] = await scanSources([root], {}, io, {});
    expect(others).toEqual([]);
    expect(result?.coverage).toEqual({ notCovered: [{ what, count: 1, paths: [place] }] });
    expect(result?.sightings.map(({ name }) => name)).toEqual(['alder']);
    expect(result?.gaps).toEqual([]);
  });

  test('is a source of its own where guests are asked for', async () => {
    const results = await scanSources([root], { guests: true }, io, {});
    expect(results.map(({ name }) => name)).toEqual([root, join(root, place)]);
    expect(results.map(({ sightings }) => sightings[0]?.name)).toEqual(['alder', 'birch']);
    expect(results.flatMap(({ gaps, coverage }) => [...gaps, ...(coverage?.notCovered ?? [])])).toEqual([]);
  });
});

const DISKS = [
  'var/lib/libvirt/images/g.qcow2',
  'var/lib/libvirt/images/pool/g.img',
  'home/u/VirtualBox VMs/g/g.vdi',
  'home/u/vmware/g/g.vmdk',
  'root/.vagrant.d/boxes/debian/12/libvirt/box.img',
  'Users/u/AppData/Local/Packages/Debian_1/LocalState/ext4.vhdx',
  'Users/u/Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw',
  'var/lib/vz/images/100/vm-100-disk-0.raw',
];

describe.each(DISKS)('the disk of a virtual machine in %s', (place) => {
  const root = folderOf({ ...ROOT, [place]: diskFixture('ext2.img') });

  test('is named and left alone', async () => {
    const [result, ...others] = await scanSources([root], {}, io, {});
    expect(others).toEqual([]);
    expect(result?.coverage).toEqual({ notCovered: [{ what: 'virtual disk', count: 1, paths: [place] }] });
    expect(result?.gaps).toEqual([]);
  });

  test('is a source of its own where guests are asked for', async () => {
    const [own, disk, ...others] = await scanSources([root], { guests: true }, io, {});
    expect([own?.gaps, disk?.name, disk?.gaps, others]).toEqual([[], join(root, place), [], []]);
    expect(disk?.sightings.filter(({ kind }) => kind !== 'trace')).toHaveLength(80);
  });
});

test('pieces of a disk, and files beside disks, are none', async () => {
  const files = ['g-s001.vmdk', 'g-flat.vmdk', 'g.nvram'].map(
    (name) => [`home/u/vmware/g/${name}`, 'x'] as const,
  );
  const [result] = await scanSources([folderOf({ ...ROOT, ...Object.fromEntries(files) })], {}, io, {});
  expect(result?.coverage).toBeUndefined();
});

test('disks that a definition of libvirt names are covered wherever they lie', async () => {
  const disk = (device: string, source: string) =>
    `<disk type='file' device='${device}'><source ${source}/></disk>`;
  const domain = `<domain><devices>${disk('disk', "file='/data/vm/g'")}${disk('disk', "file='/data/vm/gone'")}${disk('cdrom', "file='/data/x.iso'")}${disk('disk', "name='pool/g'")}</devices></domain>`;
  const root = folderOf({
    ...ROOT,
    'etc/libvirt/qemu/g.xml': domain,
    'data/vm/g': diskFixture('ext2.img'),
    'data/x.iso': 'x',
  });
  const [result] = await scanSources([root], {}, io, {});
  expect(result?.coverage?.notCovered).toEqual([{ what: 'virtual disk', count: 1, paths: ['data/vm/g'] }]);
  const [, guest] = await scanSources([root], { guests: true }, io, {});
  expect(guest?.sightings.filter(({ kind }) => kind !== 'trace')).toHaveLength(80);
});

test('a definition that is damaged may name a disk', async () => {
  const [result] = await scanSources(
    [folderOf({ ...ROOT, 'etc/libvirt/qemu/g.xml': '<domain><dev' })],
    {},
    io,
    {},
  );
  expect(result?.gaps.map(({ path }) => path)).toEqual(['etc/libvirt/qemu/g.xml']);
});

test('archives of images that a cluster loads are named', async () => {
  const path = 'var/lib/rancher/k3s/agent/images/app.tar.zst';
  const [result] = await scanSources([folderOf({ ...ROOT, [path]: 'x' })], {}, io, {});
  expect(result?.coverage?.notCovered).toEqual([{ what: 'image archive', count: 1, paths: [path] }]);
});

test('a layer without packages is no gap', async () => {
  const layer = 'var/lib/docker/overlay2/aa/diff/app/x';
  const results = await scanSources([folderOf({ ...ROOT, [layer]: '' })], { guests: true }, io, {});
  expect(results.flatMap(({ gaps }) => gaps)).toEqual([]);
});

test('a guest in an archive cannot be looked into, which is a gap where it was asked for', async () => {
  const root = folderOf({ ...ROOT, 'srv/chroot/g/var/lib/dpkg/status': status('birch') });
  const archive = `${root}.tar`;
  execFileSync('tar', ['cf', archive, '-C', root, '.']);
  const [alone] = await scanSources([archive], {}, io, {});
  expect(alone).toMatchObject({ gaps: [], coverage: { notCovered: [{ what: 'chroot', count: 1 }] } });
  const [asked] = await scanSources([archive], { guests: true }, io, {});
  expect(asked?.gaps).toEqual([
    { path: 'srv/chroot/g', reason: 'a chroot inside this source: unpack it first' },
  ]);
});

test('an empty disk of deployments says which folder is meant', async () => {
  const root = folderOf({ 'boot/x': '', 'ostree/deploy/fedora/deploy/0000.0/etc/hostname': 'h\n' });
  const [result] = await scanSources([root], {}, io, {});
  expect(result?.gaps[0]?.reason).toContain('ostree/deploy/fedora/deploy/0000.0 (name it, or use --guests)');
});

test('one sentence says what is not covered', async () => {
  const home = { 'etc/passwd': 'u:x:1000:1000::/gone/u:/bin/sh\n' };
  const files = Object.fromEntries(GUESTS.slice(0, 2).map(([, place]) => [`${place}/x`, '']));
  const results = await scanSources([folderOf({ ...ROOT, ...home, ...files })], {}, io, {});
  expect(uncoveredSentence(results)).toBe(
    'Not covered: 2 container layers (home/u/.local/share/containers/storage/overlay/bb/diff, …); ' +
      '1 home that is not there (gone/u) (--guests checks systems inside this one).',
  );
  expect(uncoveredSentence(await scanSources([folderOf(ROOT)], {}, io, {}))).toBeUndefined();
});

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'guests-'));
  made.push(folder);
  const root = join(folder, 'root');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
