/** Each check against small roots: `fixtures/completeness/ID/CASE`, with the gaps that it shows in `expected.json`. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import * as checks from '../../src/completeness/index.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { inputSource } from '../../src/sources/index.ts';
import { tar } from '../support/tar-writer.ts';

const FIXTURES = 'fixtures/completeness';

describe.each(Object.values(checks).map((check) => [check.id, check] as const))('%s', (id, check) => {
  const folder = join(FIXTURES, id);
  const cases = existsSync(folder) ? readdirSync(folder) : [];

  test('has cases in which nothing is missing, and in which something is', async () => {
    const reported = await Promise.all(cases.map((name) => gapsOf(join(folder, name))));
    expect(reported.some((gaps) => gaps.length === 0)).toBe(true);
    expect(reported.some((gaps) => gaps.length > 0)).toBe(true);
  });

  test.each(cases)('%s', async (name) => {
    const golden = join('..', '..', FIXTURES, `${id}.${name}.json`);
    const gaps = await gapsOf(join(folder, name));
    await expect(`${JSON.stringify(gaps, null, 2)}\n`).toMatchFileSnapshot(golden);
  });

  test('reads only what it looks for', () => {
    expect(check.paths).toEqual(expect.arrayContaining([...(check.reads ?? [])]));
  });
});

test('a link that leads nowhere on the way to a database is named', async () => {
  const root = mkdtempSync(join(tmpdir(), 'completeness-'));
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), 'ID=debian\n');
  symlinkSync('/nowhere/dpkg', join(root, 'var/lib/dpkg'));
  const gaps = await gapsOf(root);
  rmSync(root, { recursive: true });
  expect(gaps).toContainEqual({
    path: 'var/lib/dpkg',
    reason: 'a link that leads nowhere, on the way to the dpkg package database',
  });
});

test.each([
  ['var/lib/flatpak', 'a link that leads nowhere, on the way to the applications of flatpak'],
  ['var/lib/flatpak/app', 'a link that leads nowhere, on the way to the applications of flatpak'],
  [
    'var/lib/flatpak/app/org.example.Elm/x86_64/stable',
    'a link that leads nowhere, in the place of a package of flatpak',
  ],
  ['var/db/pkg/app-misc', 'a link that leads nowhere, in the place of a package of Portage'],
  ...[
    'home',
    'usr/local',
    'root/.cargo',
    'root/.cargo/.crates2.json',
    'home/ash/.vscode',
    'home/ash/.config/google-chrome/Default/Extensions',
    'home/linuxbrew/.linuxbrew',
    'home/ash/.cursor/extensions',
  ].map((path) => [
    path,
    'a link that leads nowhere, in the place of a folder that holds programs or profiles',
  ]),
])('a link that leads nowhere at %s is named', async (path, reason) => {
  const root = mkdtempSync(join(tmpdir(), 'completeness-'));
  mkdirSync(join(root, dirname(path)), { recursive: true });
  symlinkSync('/nowhere/at/all', join(root, path));
  const gaps = await gapsOf(root);
  rmSync(root, { recursive: true });
  expect(gaps).toContainEqual({ path, reason });
});

test('what links of ostree lead to is made at the first start', async () => {
  const root = mkdtempSync(join(tmpdir(), 'completeness-'));
  mkdirSync(join(root, 'sysroot/ostree'), { recursive: true });
  for (const [path, target] of Object.entries({ home: 'var/home', root: 'var/roothome', opt: 'var/opt' }))
    symlinkSync(target, join(root, path));
  const gaps = await gapsOf(root);
  rmSync(root, { recursive: true });
  expect(gaps.filter(({ reason }) => reason.includes('leads nowhere'))).toEqual([]);
});

test.each([
  ['is not entered where the database lists packages', true, []],
  ['shows that the database is lost', false, ['var/lib/dpkg/info/bash.list']],
])('the folder with a list for each package %s', async (_, hasDatabase, wanted) => {
  const root = mkdtempSync(join(tmpdir(), 'completeness-'));
  mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true });
  writeFileSync(join(root, 'var/lib/dpkg/info/bash.list'), '/.\n');
  if (hasDatabase)
    writeFileSync(
      join(root, 'var/lib/dpkg/status'),
      'Package: bash\nStatus: install ok installed\nVersion: 5.2-1\n\n',
    );
  const met: string[] = [];
  const source = folderSource(root);
  const { gaps } = await scan({
    ...source,
    async *files(globs) {
      for await (const file of source.files(globs)) {
        met.push(file.path);
        yield file;
      }
    },
  });
  rmSync(root, { recursive: true });
  expect(met.filter((path) => path.startsWith('var/lib/dpkg/info'))).toEqual(wanted);
  expect(gaps.map(({ path }) => path)).toEqual(hasDatabase ? [] : ['.', 'var/lib/dpkg']);
});

test('an archive, which is read in one pass, shows it too', async () => {
  const members = ['etc/hostname', 'var/lib/dpkg/info/bash.list'].map((name) => ({ name, content: '/.\n' }));
  const source = await inputSource(Readable.from([tar(members)]));
  const { gaps } = await scan(source);
  expect(gaps).toContainEqual({
    kind: 'missing',
    path: 'var/lib/dpkg',
    reason: 'the dpkg package database is missing: var/lib/dpkg/info/bash.list is left of it',
  });
});

async function gapsOf(folder: string) {
  const { gaps } = await scan(folderSource(folder));
  return gaps.map(({ kind, ...gap }) => {
    expect(kind).toBeDefined();
    return gap;
  });
}
