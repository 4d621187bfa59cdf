/** What killed processes left in the temporary folder goes; all else stays. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeAbandoned, spaceOf, temporaryFolder } from '../../src/own-process/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the folders of processes of this space that ended go, with all that is in them', () => {
  const [space, other] = [spaceOf('here', 'start', '1'), spaceOf('here', 'start', '2')];
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const gone = `interdict-${space}-${ended}-aaaaaa`;
  const kept = [
    `interdict-${space}-${process.pid}-aaaaaa`,
    `interdict-${space}-${process.ppid}-aaaaaa`,
    `interdict-${other}-${ended}-aaaaaa`,
    `interdict-${space}-${ended}-aaaaaa.txt-x`,
    'interdict-aaaaaa',
  ];
  for (const name of [gone, ...kept]) {
    mkdirSync(join(folder, name, 'inside'), { recursive: true });
    writeFileSync(join(folder, name, 'inside/journal'), 'x');
  }
  const [file, link] = [`interdict-${space}-${ended}-file`, `interdict-${space}-${ended}-link`];
  writeFileSync(join(folder, file), 'x');
  symlinkSync(join(folder, 'interdict-aaaaaa'), join(folder, link));
  removeAbandoned(folder, space);
  expect(readdirSync(folder).sort()).toEqual([...kept, file, link].sort());
  expect(existsSync(join(folder, 'interdict-aaaaaa/inside/journal'))).toBe(true);
});

test('a temporary folder that cannot be listed loses nothing and stops nobody', () => {
  expect(() => removeAbandoned(join(folder, 'missing'), spaceOf('here', 'start', '1'))).not.toThrow();
});

test('a space is one of a machine, a start and a container', () => {
  const spaces = [
    ['a', 'b', 'c'],
    ['a', 'bc', ''],
    ['ab', 'c', ''],
    ['a', 'b', 'd'],
  ].map((parts) => spaceOf(...parts));
  expect(new Set(spaces).size).toBe(4);
});

test('a folder is new, is of this process, and nobody else may read it', () => {
  const [one, another] = [temporaryFolder(), temporaryFolder()];
  try {
    expect(one.path).not.toBe(another.path);
    expect(basename(one.path)).toMatch(new RegExp(`^interdict-[0-9a-f]{12}-${process.pid}-[^-]+$`, 'u'));
  } finally {
    one.remove();
    another.remove();
  }
});
