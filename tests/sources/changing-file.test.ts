/** Files that somebody writes to while they are read. */
import type fs from 'node:fs';
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { fileDevice } from '../../src/sources/disk/file-device.ts';
import { readDisk } from '../../src/sources/disk-file.ts';
import { openSource } from '../../src/sources/index.ts';
import { tar } from '../support/tar-writer.ts';

const room = mkdtempSync(join(tmpdir(), 'interdict-changing-'));
afterAll(() => rmSync(room, { recursive: true }));

let writes = 0;
let path = '';
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const readSync = (...args: Parameters<typeof real.readSync>) => {
    const got = real.readSync(...args);
    if (writes > 0 && got > 0) {
      writes--;
      real.appendFileSync(path, 'more\n');
    }
    return got;
  };
  return { ...real, readSync, default: { ...real, readSync } };
});

test('one that changes once is read again', () => {
  path = join(room, 'once');
  writeFileSync(path, 'first\n');
  writes = 1;
  expect(Buffer.from(readDisk(path, 1000, true)).toString()).toBe('first\nmore\n');
});

test('one that always changes is an error, and its beginning is none', () => {
  path = join(room, 'always');
  writeFileSync(path, 'first\n');
  writes = 100;
  expect(() => readDisk(path, 1_000_000, true)).toThrow('it changed while it was being read');
  expect(readDisk(path, 5, false).length).toBe(5);
  writes = 0;
});

test('one that was written to in this very tick of the clock is read in a later one', () => {
  path = join(room, 'fresh');
  writeFileSync(path, 'first\n');
  readDisk(path, 1000, true);
  expect(Date.now() - statSync(path).mtimeMs).toBeGreaterThan(10);
});

test('an archive that changes between its parts is reported', async () => {
  path = join(room, 'list.tar');
  writeFileSync(path, tar([{ name: 'list.txt', content: 'alder 1.0-1\n' }]));
  const source = await openSource(path);
  appendFileSync(path, Buffer.alloc(512));
  const problems: (string | undefined)[] = [];
  for await (const file of source.files(['*'])) if (file.problem !== undefined) problems.push(file.problem);
  await source.close?.();
  expect(problems).toContain('it changed while it was being read');
});

test('a disk that changes gives nothing more', () => {
  path = join(room, 'disk.img');
  writeFileSync(path, Buffer.alloc(4096));
  const device = fileDevice(path, 'disk.img');
  expect(device.read(0, 512)).toHaveLength(512);
  appendFileSync(path, Buffer.alloc(512));
  expect(() => device.read(512, 512)).toThrow('disk.img: it changed while it was being read');
  device.close();
});
