/** Files that somebody writes to while they are read. */
import type fs from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { readDisk } from '../../src/sources/disk-file.ts';

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
