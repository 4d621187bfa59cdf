/** Installation and live media: images in the files of a medium, each a source of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { Source } from '../../src/types.ts';
import { diskFixture } from '../support/disk-writer.ts';
import { missingTools } from '../support/rpm-harness.ts';

const room = mkdtempSync(join(tmpdir(), 'interdict-media-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const missing = missingTools('genisoimage', 'mksquashfs', 'mkfs.ext4');
if (missing.length > 0) console.log(`skipped: media, for want of ${missing.join(', ')}`);

function run(tool: string, ...args: string[]): void {
  const done = spawnSync(tool, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${done.stderr}${done.stdout}`);
}

function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(room, path)), { recursive: true });
  writeFileSync(join(room, path), content);
  return join(room, path);
}

function linuxRoot(name: string, packages: readonly string[]): string {
  put(`${name}/etc/os-release`, 'ID=debian\nVERSION_ID="12"\n');
  put(`${name}/usr/bin/true`, '');
  put(`${name}/var/lib/dpkg/status`, packages.map(stanza).join(''));
  return join(room, name);
}

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nVersion: 1.0-1\nArchitecture: all\n\n`;
}

function iso(name: string): string {
  run('genisoimage', '-quiet', '-R', '-J', '-udf', '-o', join(room, `${name}.iso`), join(room, name));
  return join(room, `${name}.iso`);
}

function squash(folder: string, image: string): void {
  mkdirSync(dirname(join(room, image)), { recursive: true });
  run(
    'mksquashfs',
    folder,
    join(room, image),
    '-noappend',
    '-quiet',
    '-no-progress',
    '-all-root',
    '-comp',
    'xz',
  );
}

/** Name of each source, from the medium on → its programs. */
async function systemsOf(file: string): Promise<Record<string, string[]>> {
  const source = await openSource(file);
  const found: Record<string, string[]> = {};
  for (const part of source.parts ?? [source]) found[nameOf(part, file)] = await programsOf(part);
  return found;
}

function nameOf({ name }: Source, file: string): string {
  return name.slice(name.indexOf(file) + file.length);
}

async function programsOf(source: Source): Promise<string[]> {
  const { sightings, gaps } = await scan(source);
  // The system lists itself, too.
  const names = sightings.map(({ name }) => name).filter((name) => name !== 'debian');
  return [...names.sort(), ...gaps.map(({ reason }) => `! ${reason}`)];
}

describe.skipIf(missing.length > 0)('media', () => {
  test('the squashfs of a live medium is the system', async () => {
    squash(linuxRoot('one', ['bash', 'example-av']), 'live/live/filesystem.squashfs');
    put('live/isolinux/isolinux.cfg', 'x');
    expect(await systemsOf(iso('live'))).toEqual({ ' > live/filesystem.squashfs': ['bash', 'example-av'] });
  });

  test('layers lie over those that their names begin with', async () => {
    squash(linuxRoot('lower', ['bash']), 'casper/casper/minimal.squashfs');
    put('upper/var/lib/dpkg/status', ['bash', 'example-av'].map(stanza).join(''));
    squash(join(room, 'upper'), 'casper/casper/minimal.de.squashfs');
    expect(await systemsOf(iso('casper'))).toEqual({
      ' > casper/minimal.squashfs': ['bash'],
      ' > casper/minimal.de.squashfs': ['bash', 'example-av'],
    });
  });

  test('a disk in a squashfs in an ISO is found', async () => {
    mkdirSync(join(room, 'inner/LiveOS'), { recursive: true });
    const disk = put('inner/LiveOS/rootfs.img', '');
    truncateSync(disk, 4 * 1024 * 1024);
    run('mkfs.ext4', '-q', '-F', '-O', '^has_journal', '-d', linuxRoot('ext', ['bash']), disk);
    squash(join(room, 'inner'), 'fedora/LiveOS/squashfs.img');
    expect(await systemsOf(iso('fedora'))).toEqual({
      ' > LiveOS/squashfs.img > LiveOS/rootfs.img': ['bash'],
    });
  });

  test('each image of install.wim is a system, and the one that installs is none', async () => {
    put('windows/sources/install.wim', diskFixture('solid.img'));
    put('windows/sources/boot.wim', diskFixture('lzx.img'));
    put('windows/setup.exe', 'MZ');
    const found = await systemsOf(iso('windows'));
    expect(Object.keys(found)).toEqual([' > sources/install.wim > 1 Core', ' > sources/install.wim > 2 Pro']);
    for (const programs of Object.values(found)) expect(programs).toHaveLength(32);
  });

  test('a damaged image of a medium is reported', async () => {
    cpSync(join(room, 'live'), join(room, 'broken'), { recursive: true });
    truncateSync(join(room, 'broken/live/filesystem.squashfs'), 400);
    const found = Object.values(await systemsOf(iso('broken'))).flat();
    expect(found.join('\n')).toContain('the squashfs image is truncated: 400 of ');
  });
});
