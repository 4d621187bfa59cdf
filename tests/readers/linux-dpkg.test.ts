/** Databases that the real dpkg writes, and lists that the real commands print, compared entry by entry. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dpkgStatus } from '../../src/readers/linux/dpkg-status/index.ts';
import { dpkgList } from '../../src/readers/lists/dpkg-list/index.ts';
import { diskTree } from '../../src/sources/folder.ts';
import type { Program } from '../../src/types.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { memoryTree, readAll } from '../support/rpm-reading.ts';

const missing = missingTools('dpkg', 'dpkg-deb', 'dpkg-query');
if (missing.length > 0) console.log(`skipped: no ${missing.join(', ')}, so no real dpkg is compared`);

const FORMAT = '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n';
const STATES: Record<string, string> = { 'config-files': 'residue', installed: 'installed' };

describe.skipIf(missing.length > 0)('a root that dpkg has written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-dpkg-'));
  const root = join(folder, 'alder');

  beforeAll(() => {
    for (const name of ['info', 'updates']) mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true });
    for (const name of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', name), '');
    dpkg('-i', deb('example-av', '1:12.2.0~rc2-2412'), deb('libexample1', '1.0-1'));
    dpkg(
      '-i',
      deb('left-over', '2.0', { 'DEBIAN/conffiles': '/etc/left-over.conf\n', 'etc/left-over.conf': 'x\n' }),
    );
    dpkg('-r', 'left-over');
    dpkg('--unpack', deb('unpacked', '3.0'));
    dpkg('-i', deb('failing', '4.0', { 'DEBIAN/postinst': '#!/bin/sh\nexit 1\n' }));
    run('dpkg', [`--root=${root}`, '--set-selections'], 'example-av hold\nlibexample1 deinstall\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Packages with scripts fail on a root without a shell: which is what one of them is for. */
  function dpkg(...args: string[]): void {
    spawnSync('dpkg', [`--root=${root}`, '--force-all', ...args], { encoding: 'utf8' });
  }

  function deb(name: string, version: string, files: Record<string, string> = {}): string {
    const place = join(folder, name);
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Вендор <p@example.org>\nDescription: test\n`;
    for (const [path, content] of Object.entries({ 'DEBIAN/control': control, ...files })) {
      mkdirSync(join(place, path, '..'), { recursive: true });
      writeFileSync(join(place, path), content, { mode: 0o755 });
    }
    run('dpkg-deb', ['-b', place, `${place}.deb`]);
    return `${place}.deb`;
  }

  test('reads as dpkg-query shows it, with all states', () => {
    const reported = run('dpkg-query', [`--root=${root}`, '-W', '-f', FORMAT])
      .trim()
      .split('\n');
    const { programs, fault } = readStatus(root);
    expect(fault).toBeUndefined();
    expect(programs.map(shown).toSorted()).toEqual(reported.map(withState).toSorted());
    expect(new Set(reported.map((row) => row.split(' ')[0]))).toEqual(
      new Set(['installed', 'config-files', 'unpacked', 'half-configured']),
    );
  });

  test('keeps maintainers and shows what is held', () => {
    const held = readStatus(root).programs.find(({ name }) => name === 'example-av');
    expect(held).toMatchObject({
      maintainer: 'Вендор <p@example.org>',
      marks: ['held'],
      ids: ['deb:example-av'],
    });
  });

  test('shows when the last paragraph has lost its end, at any line', () => {
    const whole = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8');
    const tree = diskTree({ root }, 'var/lib/dpkg/status');
    const silent = [];
    for (
      let end = whole.indexOf('\n');
      end >= 0 && end < whole.length - 1;
      end = whole.indexOf('\n', end + 1)
    ) {
      const { fault } = readAll(dpkgStatus, Buffer.from(whole.slice(0, end + 1)), tree);
      if (fault === undefined) silent.push(end);
    }
    expect(silent).toEqual([]);
  });

  test('is listed the same by dpkg -l, dpkg-query -W and dpkg --get-selections', () => {
    const names = readStatus(root)
      .programs.map(({ name }) => name)
      .toSorted();
    for (const args of [['-l'], ['--get-selections', '*']]) {
      const { programs, fault } = readAll(
        dpkgList,
        Buffer.from(run('dpkg', [`--root=${root}`, ...args])),
        memoryTree('x'),
      );
      expect(fault).toBeUndefined();
      expect(programs.map(({ name }) => name).toSorted()).toEqual(names);
    }
  });
});

const host = missing.length === 0 && existsSync('/var/lib/dpkg/status');
if (!host) console.log('skipped: this machine has no dpkg database');

describe.skipIf(!host)('this machine', () => {
  test('has the packages that dpkg-query shows', () => {
    const reported = run('dpkg-query', ['-W', '-f', FORMAT]).trim().split('\n').map(withState);
    const { programs, fault } = readStatus('/');
    expect(fault).toBeUndefined();
    expect(programs.map(shown).toSorted()).toEqual(
      reported.filter((row) => !row.startsWith('absent')).toSorted(),
    );
  });

  const lists: [string, string, string[]][] = [
    ['dpkg -l', 'dpkg', ['-l']],
    ['dpkg-query -W', 'dpkg-query', ['-W']],
    [
      'dpkg-query -W with a state',
      'dpkg-query',
      ['-W', '-f', '${db:Status-Abbrev}\\t${binary:Package}\\t${Version}\\n'],
    ],
    [
      'dpkg-query -W with three words of status',
      'dpkg-query',
      ['-W', '-f', '${Package};${Version};${Status}\\n'],
    ],
    ['apt list --installed', 'apt', ['list', '--installed']],
    ['aptitude search', 'aptitude', ['search', '~i']],
  ];
  test.each(lists)('is listed whole by %s', (label, tool, args) => {
    if (missingTools(tool).length > 0) return console.log(`skipped: no ${tool}, so ${label} is not compared`);
    const before = readFileSync('/var/lib/dpkg/status');
    const output = Buffer.from(run(tool, args));
    if (!before.equals(readFileSync('/var/lib/dpkg/status')))
      return console.log(`skipped: packages were installed meanwhile, so ${label} is not compared`);
    expect(dpkgList.recognises?.(output.subarray(0, 65536), 'list.txt')).toBe(true);
    const { programs, fault } = readAll(dpkgList, output, memoryTree('list.txt'));
    expect(fault).toBeUndefined();
    const there = readStatus('/').programs;
    const wanted = namesOf(there.filter(({ state = 'installed' }) => state === 'installed'));
    const listed = namesOf(programs.filter(({ state = 'installed' }) => state === 'installed'));
    expect(listed.filter((name) => !namesOf(there).includes(name))).toEqual([]);
    expect(wanted.filter((name) => !listed.includes(name))).toEqual([]);
  });
});

function readStatus(root: string): ReturnType<typeof readAll> {
  const bytes = readFileSync(join(root, 'var/lib/dpkg/status'));
  return readAll(dpkgStatus, bytes, diskTree({ root }, 'var/lib/dpkg/status'));
}

function namesOf(programs: readonly Program[]): string[] {
  return [...new Set(programs.map(({ name }) => name))];
}

function shown({ state = 'installed', name, version, arch }: Program): string {
  return [state, name, version, arch].join(' ');
}

function withState(row: string): string {
  const [state = '', ...rest] = row.split(' ');
  return [state === 'not-installed' ? 'absent' : (STATES[state] ?? 'partial'), ...rest].join(' ');
}
