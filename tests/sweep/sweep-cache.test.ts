/** A sweep that remembers hosts: what changed is checked, and nothing else. */
import {
  appendFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadPolicy } from '../../src/policy/index.ts';
import { openCache } from '../../src/sweep/cache.ts';
import { keepsFolderTimes } from '../../src/sweep/folder-times.ts';
import { hostsOf } from '../../src/sweep/hosts.ts';
import { lastingKey } from '../../src/sweep/run-key.ts';
import { createHostScanner } from '../../src/sweep/scan-host.ts';
import { interdict } from '../support/io.ts';

let folder: string;
let hosts: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  hosts = join(folder, 'hosts');
  cache = join(folder, 'cache');
  mkdirSync(hosts);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

describe('a sweep with a cache', () => {
  test('says the same as one without, when files change, come and go', async () => {
    put('a.status', 'bash');
    put('b.status', 'kesl');
    put('c/var/lib/dpkg/status', 'bash');
    await bothSay(1);
    await bothSay(1);
    put('b.status', 'bash');
    await bothSay(0);
    put('c/var/lib/dpkg/status.d/kesl', 'kesl');
    await bothSay(1);
    rmSync(join(hosts, 'c/var/lib/dpkg/status.d'), { recursive: true });
    put('d.status', 'kesl');
    await bothSay(1);
    rmSync(join(hosts, 'd.status'));
    await bothSay(0);
  });

  test('does not judge a host again of which nothing changed', async () => {
    put('a.status', 'bash');
    later();
    const { find, host } = await remembered();
    expect(find(host)?.line).toContain('"programs":1');
    put('a.status', 'kesl');
    age('a.status', 40);
    expect(find(host)).toBeUndefined();
  });

  test('knows the content again under another time', async () => {
    put('a.status', 'bash');
    const { host, contentOf, keep, find } = await remembered();
    age('a.status', 500);
    expect(find(host)).toBeUndefined();
    const judge = await createHostScanner({ marks: true });
    const [record] = await judge([{ ...host, known: contentOf(host) ?? '' }]);
    expect(record).toMatchObject({ same: true });
    expect(record && keep(record).line).toContain('"programs":1');
  });

  test('judges again what was written just now, since a second change may not show', async () => {
    put('a.status', 'bash', 0);
    const { find, host } = await remembered();
    expect(find(host)).toBeUndefined();
  });

  test('lists no folder of which the times are the same, and sees what changes all the same', async () => {
    const status = 'a/var/lib/dpkg/status';
    const old = (path: string) => utimesSync(join(hosts, path), 1_000_000_000, 1_000_000_000);
    const changes: readonly (() => void)[] = [
      () => put('a/var/lib/dpkg/status.d/kesl', 'kesl'),
      // The time of a folder can be set back, and that of its own record cannot.
      () => {
        put('a/var/new', 'kesl');
        old('a/var');
      },
      () => {
        put('elsewhere', 'kesl');
        renameSync(join(hosts, 'elsewhere'), join(hosts, status));
      },
      () => {
        linkSync(join(hosts, status), join(folder, 'link'));
        appendFileSync(join(folder, 'link'), 'Package: kesl\n');
        old(status);
      },
      () => rmSync(join(hosts, status)),
      () => {
        renameSync(join(hosts, 'a/var'), join(folder, 'var'));
        symlinkSync(join(folder, 'var'), join(hosts, 'a/var'));
      },
    ];
    for (const [at, change] of changes.entries()) {
      vi.useRealTimers();
      rmSync(hosts, { recursive: true });
      put(status, 'bash');
      later();
      const { host, find } = await remembered();
      const keepsNames = find(host)?.line.includes('"names":"var\\u0000var/lib\\u0000');
      expect(keepsNames).toBe(keepsFolderTimes(hosts, lstatSync(hosts).dev));
      change();
      expect(find(host), `change ${at}`).toBeUndefined();
      rmSync(cache, { recursive: true });
      rmSync(join(folder, 'link'), { force: true });
    }
  });

  test('keeps no names on a file system of which nobody knows that folders show their changes', () => {
    const place = process.platform === 'linux' ? '/proc' : folder;
    expect(keepsFolderTimes(place, lstatSync(place).dev)).toBe(false);
    expect(keepsFolderTimes(join(folder, 'gone'), -1)).toBe(false);
  });

  test('keeps no names of a folder that has just changed: a second change might not show', async () => {
    put('a/var/lib/dpkg/status', 'bash');
    const [record] = await (await createHostScanner({ marks: true }))([
      { name: 'a', paths: [join(hosts, 'a')] },
    ]);
    expect(record?.mark).toMatchObject({ stat: '' });
    expect(record?.mark).not.toHaveProperty('names');
  });

  test('survives damage of any of its files', async () => {
    for (let at = 0; at < 30; at++) put(`host-${at}.status`, at % 5 === 0 ? 'kesl' : 'bash');
    await bothSay(1);
    for (const file of packs()) {
      const bytes = readFileSync(file);
      for (let at = 40; at < bytes.length; at += 700) bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes.subarray(0, bytes.length - 9));
    }
    expect((await bothSay(1)).stderr).toContain('damaged lines were dropped');
  });

  test('serves two sweeps at once, and puts its packs together', async () => {
    for (let at = 0; at < 12; at++) put(`host-${at}.status`, 'bash');
    for (let round = 0; round < 4; round++) {
      for (let at = 0; at < 12; at++) put(`host-${at}.status`, (at + round) % 3 === 0 ? 'kesl' : 'bash');
      const both = await Promise.all([bothSay(1), bothSay(1)]);
      expect(both[0].stdout).toBe(both[1].stdout);
    }
    expect(packs().length).toBeLessThanOrEqual(7);
  });

  test('does not serve other rules, and lives on from day to day', async () => {
    const keyOn = async (asOf: string, bans = 'russia-based-av-vendor') =>
      lastingKey(await loadPolicy({ asOf, bans: [bans] }), []);
    expect(await keyOn('2026-11-24')).toBe(await keyOn('2026-11-23'));
    expect(await keyOn('2026-11-24')).not.toBe(await keyOn('2017-01-01'));
    expect(await keyOn('2026-11-24')).not.toBe(await keyOn('2026-11-24', 'us-*'));
  });

  test('looks again when something appears beside a passed file that belongs to it', async () => {
    put('status', 'bash');
    later();
    const { find, host } = await remembered();
    expect(find(host)).toBeDefined();
    mkdirSync(join(hosts, 'updates'));
    expect((await remembered()).find(host)).toBeUndefined();
  });
});

test('that cannot be written costs no answer', async () => {
  for (let at = 0; at < 3; at++) put(`host-${at}.status`, at === 0 ? 'kesl' : 'bash');
  const list = (await hostsOf([hosts])).hosts;
  const records = await (await createHostScanner({ marks: true }))([...list]);
  const opened = openCache(cache, 'f'.repeat(64));
  expect(opened.problem).toBeUndefined();
  rmSync(cache, { recursive: true });
  expect(records.map((record) => opened.keep(record).line)).toEqual(records.map(({ line }) => line));
  expect(opened.problem).toContain(`${cache}: the cache keeps nothing more of this sweep: `);
  opened.close();
});

async function remembered() {
  const host = [...(await hostsOf([hosts])).hosts].find(({ name }) => name !== 'updates');
  if (!host) throw new Error('no host');
  const judge = await createHostScanner({ marks: true });
  const opened = openCache(cache, 'f'.repeat(64));
  for (const record of await judge([host])) opened.keep(record);
  return { ...opened, host };
}

/** The times of a file's own record are always now: a minute passes. */
function later(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
}

/** Whether a sweep with the cache says the same as one without. */
async function bothSay(expected: number) {
  const args = ['sweep', hosts, '-o', 'json'];
  const plain = await interdict(args);
  const cached = await interdict([...args, '--cache', cache]);
  expect(cached.stdout).toBe(plain.stdout);
  expect(cached.status).toBe(expected);
  return cached;
}

function packs(): string[] {
  return readdirSync(cache).flatMap((key) =>
    readdirSync(join(cache, key)).map((name) => join(cache, key, name)),
  );
}

/** Writes a host of one package, as it was so many seconds ago. */
function put(path: string, name: string, seconds = 60): void {
  const file = join(hosts, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(
    file,
    `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\nDescription: example\n\n`,
  );
  if (seconds > 0) age(path, seconds);
}

function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(hosts, path), then, then);
}
