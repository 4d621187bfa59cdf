/** Disks and WIM files in several pieces. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { diskFixture, gptDisk } from '../support/disk-writer.ts';
import { room, tidy } from '../support/image-call.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

afterAll(tidy);

const DISK = gptDisk([diskFixture('ext2.img')]);

function split(bytes: Buffer, count: number, digits = 3): string {
  const folder = room();
  const each = Math.ceil(bytes.length / count);
  for (let index = 0; index < count; index++)
    writeFileSync(
      join(folder, `disk.raw.${String(index + 1).padStart(digits, '0')}`),
      bytes.subarray(index * each, (index + 1) * each),
    );
  return folder;
}

async function looked(path: string) {
  const whole = await openSource(path);
  const results = [];
  for (const part of whole.parts ?? [whole]) results.push(await scan(part));
  await whole.close?.();
  return results.map(({ sightings, gaps }) => ({
    programs: sightings.filter((one) => one.kind !== 'trace').length,
    gaps: gaps.map(({ reason }) => reason),
  }));
}

describe('pieces', () => {
  test('of a raw disk are read as one', async () => {
    expect(await looked(join(split(DISK, 5), 'disk.raw.001'))).toEqual([{ programs: 80, gaps: [] }]);
    expect(await looked(split(DISK, 12, 4))).toEqual([{ programs: 80, gaps: [] }]);
  });

  test('of which one is missing are a gap', async () => {
    const folder = split(DISK, 5);
    rmSync(join(folder, 'disk.raw.003'));
    const [only] = await looked(join(folder, 'disk.raw.001'));
    expect(only?.gaps.join()).toContain('it needs disk.raw.003, which is not there');
  });

  test('of which the last ones are missing are a gap', async () => {
    const folder = split(DISK, 5);
    for (const number of [3, 4, 5]) rmSync(join(folder, `disk.raw.00${number}`));
    const [only] = await looked(join(folder, 'disk.raw.001'));
    expect(only?.gaps.join()).toContain('beyond the end of the disk');
  });
});

describe('a split WIM file', () => {
  const missing = missingTools('wimlib-imagex');
  if (missing.length > 0) console.log('skipped: split WIM files, for want of wimlib-imagex');

  function fixture(folder: string): string {
    const path = join(folder, 'fixture.wim');
    writeFileSync(path, diskFixture('lzx.img'));
    return path;
  }

  function swm(): string {
    const folder = room();
    const root = join(folder, 'root');
    mkdirSync(join(root, 'Windows/System32/config'), { recursive: true });
    for (const name of ['a', 'b', 'c'])
      writeFileSync(join(root, `Windows/${name}.bin`), randomBytes(700_000));
    run('wimlib-imagex', [
      'extract',
      fixture(folder),
      '1',
      '/Windows/System32/config/SOFTWARE',
      `--dest-dir=${join(root, 'Windows/System32/config')}`,
      '--no-acls',
    ]);
    run('wimlib-imagex', ['capture', root, join(folder, 'all.wim'), '--compress=LZX', '--no-acls']);
    mkdirSync(join(folder, 'split'));
    run('wimlib-imagex', ['split', join(folder, 'all.wim'), join(folder, 'split/install.swm'), '1']);
    return join(folder, 'split');
  }

  test.skipIf(missing.length > 0)('is read from all its parts, and is incomplete without one', async () => {
    const folder = swm();
    expect(readdirSync(folder).length).toBeGreaterThan(2);
    const [whole, ...others] = await looked(join(folder, 'install.swm'));
    expect([whole?.gaps, others]).toEqual([[], []]);
    expect(whole?.programs).toBeGreaterThan(0);
    expect(await looked(folder)).toEqual([whole]);
    rmSync(join(folder, 'install2.swm'));
    const [cut] = await looked(join(folder, 'install.swm'));
    expect(cut?.gaps.join()).toMatch(/part 1 of \d of a split WIM file; the others are not read/u);
  });
});
