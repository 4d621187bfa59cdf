/** Windows on disks: the hive of an NTFS volume, bare, in a table of partitions, and of each image of a WIM file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { diskFixture, gptDisk } from '../support/disk-writer.ts';

const room = mkdtempSync(join(tmpdir(), 'interdict-windows-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** By the name of each system, how many programs it has, and two of them. */
async function systemsOf(name: string, content: Uint8Array): Promise<unknown[]> {
  const file = join(room, name);
  writeFileSync(file, content);
  const source = await openSource(file);
  const systems = [];
  for (const part of source.parts ?? [source]) {
    const names = (await scan(part)).sightings.map((program) => program.name);
    systems.push([part.name.slice(part.name.indexOf(name)), names.length, names.includes(BANNED)]);
  }
  return systems;
}

const BANNED = 'Kaspersky Endpoint Security for Windows';
/** The type of a partition with data of Windows. */
const BASIC_DATA = 'a2a0d0ebe5b9334487c068b6b72699c7';

describe('Windows', () => {
  test('on an NTFS volume, its hive compressed', async () => {
    expect(await systemsOf('volume.img', diskFixture('ntfs.img'))).toEqual([['volume.img', 32, true]]);
  });

  test('on a partition of a disk', async () => {
    const disk = gptDisk([diskFixture('ntfs.img')], BASIC_DATA);
    expect(await systemsOf('disk.raw', disk)).toEqual([['disk.raw > partition 1', 32, true]]);
  });

  test.each(['xpress', 'lzx', 'lzms'])('in a WIM file: %s', async (name) => {
    const [[, count, isBanned]] = (await systemsOf('install.wim', diskFixture(`${name}.img`))) as [
      [string, number, boolean],
    ];
    expect([count, isBanned]).toEqual([32, true]);
  });

  test('in each image of an ESD file', async () => {
    expect(await systemsOf('install.esd', diskFixture('solid.img'))).toEqual([
      ['install.esd > 1 Core', 32, true],
      ['install.esd > 2 Pro', 32, true],
    ]);
  });
});
