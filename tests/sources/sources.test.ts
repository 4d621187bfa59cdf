import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { scan } from '../../src/scan/index.ts';
import { fileSource } from '../../src/sources/file.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { compileGlobs, globMatcher, matchesName, withoutGroups } from '../../src/sources/globs.ts';
import { openSource, sourcePaths } from '../../src/sources/index.ts';
import type { Source, SourceFile } from '../../src/types.ts';

describe('globs', () => {
  const cases: [glob: string, path: string, matches: boolean][] = [
    ['var/lib/dpkg/status', 'var/lib/dpkg/status', true],
    ['var/lib/dpkg/status', 'var/lib/dpkg/status-old', false],
    ['var/lib/dpkg/status.d/*', 'var/lib/dpkg/status.d/libc6', true],
    ['home/*/.config/x', 'home/ann/.config/x', true],
    ['home/*/.config/x', 'home/ann/deeper/.config/x', false],
    ['**/*', 'a', true],
    ['**/*', 'a/b/c', true],
    ['Applications/**/*.app/Contents/Info.plist', 'Applications/A.app/Contents/Info.plist', true],
    ['Applications/**/*.app/Contents/Info.plist', 'Applications/Tools/A.app/Contents/Info.plist', true],
    [
      'Applications/**/*.app/Contents/Info.plist',
      'Applications/A.app/Contents/X/B.app/Contents/Info.plist',
      false,
    ],
    ['lib/modules/*/extra/**/*.ko', 'lib/modules/6.1/extra/deep/er/kav.ko', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['{home/*,root}/.config/{a,b/c}/*.json', 'home/ann/.config/b/c/x.json', true],
    ['{home/*,root}/.config/{a,b/c}/*.json', 'root/.config/a/x.json', true],
    ['{home/*,root}/.config/{a,b/c}/*.json', 'root/.config/b/x.json', false],
    ['{home/*,root}/.config/{a,b/c}/*.json', '{home/*,root}/.config/{a,b/c}/x.json', false],
    ['a/{b,}c{d,e}', 'a/ce', true],
    ['a/{b,}c{d,e}', 'a/bc', false],
    ['**/{a,b/c}/x', 'd/b/c/x', true],
    ['**/{a,b/c}/x', 'x', false],
    ['{1-2}/x', '{1-2}/x', true],
    ['{1-2}/{a,b}', '{1-2}/b', true],
    ['{1-2}/{a,b}', '1-2/b', false],
  ];
  test.each(cases)('%s names %s: %s', (glob, path, matches) => {
    expect(globMatcher([glob])(path)).toEqual(matches ? [glob] : []);
  });

  test('several globs that name one path are all reported', () => {
    expect(globMatcher(['a/*', 'a/b', '**/b'])('a/b').toSorted()).toEqual(['**/b', 'a/*', 'a/b']);
  });

  test('a group is many globs that count as one', () => {
    expect(withoutGroups('{a,b}/{c,d/e}/x')).toEqual(['a/c/x', 'a/d/e/x', 'b/c/x', 'b/d/e/x']);
    expect(withoutGroups('{1-2}/x')).toEqual(['{1-2}/x']);
    const globs = compileGlobs(['{home/*,root}/{a,b}', 'etc/x']);
    expect(globs.next(globs.start).names).toEqual(['etc', 'home', 'root']);
    expect(globMatcher(['{A/B,C}/x'], { ignoreCase: true })('a/b/X')).toEqual(['{A/B,C}/x']);
  });

  test('case counts unless it is reported not to', () => {
    expect(globMatcher(['Windows/System32/x'])('WINDOWS/system32/X')).toEqual([]);
    expect(globMatcher(['Windows/System32/x'], { ignoreCase: true })('WINDOWS/system32/X')).toHaveLength(1);
  });

  test('folders with literal names below need no listing', () => {
    const globs = compileGlobs(['var/lib/dpkg/status', 'etc/os-release']);
    expect(globs.next(globs.start).names).toEqual(['etc', 'var']);
  });

  test('a pattern made to backtrack ends at once', () => {
    expect(matchesName('*a*a*a*a*a*a*a*a*b', 'a'.repeat(20_000))).toBe(false);
  });
});

describe('a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'interdict-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  test('an absolute link is resolved inside the root', async () => {
    put('usr/lib/sysimage/rpm/rpmdb.sqlite', 'db');
    link('/usr/lib/sysimage/rpm', 'var/lib/rpm');
    const [file] = await all(folderSource(root), ['var/lib/rpm/rpmdb.sqlite']);
    expect(file).toMatchObject({
      path: 'var/lib/rpm/rpmdb.sqlite',
      real: 'usr/lib/sysimage/rpm/rpmdb.sqlite',
    });
    expect(await textOf(file)).toBe('db');
  });

  test('a link that climbs out ends at the root', async () => {
    put('etc/passwd', 'inside');
    link('../../../../../../../../../../etc/passwd', 'var/lib/dpkg/status');
    const [file] = await all(folderSource(root), ['var/lib/dpkg/status']);
    expect(await textOf(file)).toBe('inside');
  });

  test('a folder behind an absolute link is listed inside the root and nowhere else', async () => {
    put('data/home/ann/.config/x', 'inside');
    link('/data/home', 'home');
    link('/etc', 'outside');
    const found = await all(folderSource(root), ['home/*/.config/*', 'outside/*', 'outside/**/*.conf']);
    expect(found.map((file) => file.path)).toEqual(['home/ann/.config/x']);
  });

  test('a link that leads nowhere is reported', async () => {
    link('/nowhere', 'var/lib/dpkg/status');
    const [file] = await all(folderSource(root), ['var/lib/dpkg/status']);
    expect(file?.problem).toContain('leads nowhere');
  });

  test('links in a circle are reported', async () => {
    link('b', 'var/a');
    link('a', 'var/b');
    const [file] = await all(folderSource(root), ['var/a/status']);
    expect(file?.problem).toContain('links on the way');
  });

  test('a folder that links to itself does not make the walk endless', async () => {
    put('opt/a/x.conf', '');
    link('..', 'opt/a/again');
    const found = await all(folderSource(root), ['opt/**/*.conf']);
    expect(found.map((file) => file.path)).toEqual(['opt/a/x.conf']);
  });

  test('a pipe is not waited for', async () => {
    const { spawnSync } = await import('node:child_process');
    mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
    spawnSync('mkfifo', [join(root, 'var/lib/dpkg/status')]);
    const [file] = await all(folderSource(root), ['var/lib/dpkg/status']);
    await expect(file?.bytes()).rejects.toThrow('not a regular file');
  });

  test('names are compared without case on a Windows volume', async () => {
    put('WINDOWS/system32/Config/software', 'regf');
    const found = await all(folderSource(root), ['Windows/System32/config/SOFTWARE']);
    expect(found.map((file) => file.path)).toEqual(['WINDOWS/system32/Config/software']);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be listed is told', async () => {
    put('home/ann/.config/x', '');
    chmodSync(join(root, 'home/ann'), 0o000);
    const [file] = await all(folderSource(root), ['home/*/.config/*']);
    chmodSync(join(root, 'home/ann'), 0o700);
    expect(file?.problem).toBe('permission denied');
  });

  test('siblings are looked up beside the manifest and from the root', async () => {
    put('a/b/manifest', '');
    put('a/b/other', 'beside');
    put('etc/x', 'top');
    const [file] = await all(folderSource(root), ['a/b/manifest']);
    expect(String(file?.resolver.read('other'))).toBe('beside');
    expect(String(file?.resolver.read('/etc/x'))).toBe('top');
    expect(file?.resolver.read('../../../../../etc/hostname')).toBeUndefined();
    expect(file?.resolver.list('.')).toEqual(['manifest', 'other']);
  });

  test('a file over the limit is reported with both numbers', async () => {
    const { truncateSync } = await import('node:fs');
    put('var/lib/dpkg/status', '');
    truncateSync(join(root, 'var/lib/dpkg/status'), limits.file + 1);
    const [file] = await all(folderSource(root), ['var/lib/dpkg/status']);
    await expect(file?.bytes()).rejects.toThrow(
      `${limits.file + 1} bytes, more than ${limits.file} (limit: file)`,
    );
  });

  test('a passed file sees its siblings and nothing outside its folder', async () => {
    put('handed/rpmdb.sqlite', 'db');
    put('handed/rpmdb.sqlite-wal', 'wal');
    put('secret', 'no');
    const [file] = await all(fileSource(join(root, 'handed/rpmdb.sqlite')), ['**/*']);
    expect(String(file?.resolver.read('rpmdb.sqlite-wal'))).toBe('wal');
    expect(file?.resolver.read('../secret')).toBeUndefined();
  });

  test('a name with a zero byte names nothing', async () => {
    put('handed/Info.plist', 'x');
    const [file] = await all(fileSource(join(root, 'handed/Info.plist')), ['**/*']);
    expect(file?.resolver.read('Pin\0')).toBeUndefined();
    expect(file?.resolver.exists('Pin\0/x')).toBe(false);
    expect(file?.resolver.list('\0')).toEqual([]);
  });

  test('a pattern that the shell left alone is expanded', async () => {
    put('hosts/web-01.txt', '');
    put('hosts/web-02.txt', '');
    expect(await sourcePaths([join(root, 'hosts/*.txt')])).toHaveLength(2);
    await expect(sourcePaths([join(root, 'hosts/*.reg')])).rejects.toThrow('no such file');
  });

  test('what is not there is an error that names it', async () => {
    await expect(openSource(join(root, 'gone'))).rejects.toThrow('gone: no such file or folder');
  });

  function put(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  function link(target: string, path: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
});

async function all(source: Source, globs: readonly string[]): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const file of source.files(globs)) found.push(file);
  return found;
}

async function textOf(file: SourceFile | undefined): Promise<string> {
  return String(await file?.bytes());
}

test('a passed database of opkg is one wherever it lies', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'interdict-')), 'router.status');
  writeFileSync(
    file,
    'Package: example\nVersion: 1\nStatus: install user installed\nInstalled-Time: 1700000000\n\n',
  );
  const { sightings } = await scan(await openSource(file));
  expect(sightings.map(({ ids }) => ids)).toEqual([['opkg:example']]);
  rmSync(dirname(file), { recursive: true });
});
