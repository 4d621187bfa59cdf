/** What we give away: the package, and the executable with its packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { brokenPages, signed } from '../scripts/sign-mach-o.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('the package holds what is needed and nothing else', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }];
  const paths = files.map(({ path }) => path);
  const expected =
    /^(?:(?:bin|dist|man|rules|schema)\/|(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$)/u;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  for (const needed of ['bin/interdict.js', 'dist/rulebook.json', 'man/interdict.1', 'LICENSE'])
    expect(paths).toContain(needed);
  expect(paths.filter((path) => /\.(?:test|map|log)\b|\.tmp-/u.test(path))).toEqual([]);
});

test('the built command reads names as its source does', () => {
  // Expressions of it have letters beyond ASCII, and the joined code is read byte for byte.
  const strange = readFileSync('dist/parts/hot.cjs').filter((byte) => byte > 0x7f);
  expect(strange).toHaveLength(0);
  const name = 'Kaspersky® Endpoint™ Security for Windows';
  const { status, stdout } = spawnSync(process.execPath, ['bin/interdict.js', 'explain', name], {
    encoding: 'utf8',
  });
  expect(stdout).toContain(`${name}: banned by`);
  expect(status).toBe(0);
});

describe('the signature of macOS executables', () => {
  test('covers every page, and no other file is signed', () => {
    const file = machO();
    const done = signed(file, 'interdict');
    expect(brokenPages(done)).toBe(0);
    done[5000] = (done[5000] ?? 0) ^ 1;
    expect(brokenPages(done)).toBe(1);
    expect(() => signed(signed(file, 'interdict'), 'interdict')).toThrow('it is signed already');
    expect(() => signed(Buffer.from('\x7fELF'.padEnd(64)), 'interdict')).toThrow('no 64-bit Mach-O file');
  });
});

/** Two segments over ten thousand bytes. */
function machO(): Buffer {
  const file = Buffer.alloc(10_000, 7);
  file.fill(0, 0, 512);
  for (const [at, word] of [0xfeedfacf, 0x0100000c, 0, 2, 2, 144].entries()) file.writeUInt32LE(word, at * 4);
  for (const [index, [name, offset, size]] of (
    [
      ['__TEXT', 0, 8192],
      ['__LINKEDIT', 8192, 1808],
    ] as const
  ).entries()) {
    const at = 32 + index * 72;
    file.writeUInt32LE(0x19, at);
    file.writeUInt32LE(72, at + 4);
    file.write(name, at + 8, 'latin1');
    file.writeBigUInt64LE(BigInt(offset), at + 40);
    file.writeBigUInt64LE(BigInt(size), at + 48);
  }
  return file;
}

const isAsked = process.env['INTERDICT_RELEASE_TESTS'] === '1';
if (!isAsked) console.log('skipped: INTERDICT_RELEASE_TESTS=1 builds the executable, which takes a minute');
const EXECUTABLE = `release/interdict-${version}-linux-x64`;

describe.skipIf(!isAsked || process.platform !== 'linux' || process.arch !== 'x64')('the executable', () => {
  test('is built, and judges without Node', () => {
    const built = spawnSync(process.execPath, ['scripts/release.js', 'linux-x64'], { encoding: 'utf8' });
    expect(built.status, built.stderr).toBe(0);
    const call = (...args: string[]) =>
      spawnSync(EXECUTABLE, args, { encoding: 'utf8', env: { PATH: '/nonexistent' } });
    expect(call('fixtures/machines/birch').status).toBe(1);
    expect(call('fixtures/machines/alder').status).toBe(0);
    expect(call('inventory', 'fixtures/machines/birch', '-o', 'cyclonedx').status).toBe(0);
    expect(call('--version').stdout.split('\n')[0]).toBe(version);
    expect(readFileSync(EXECUTABLE).length).toBeLessThan(130e6);
  }, 300_000);

  test('has its checksum and a bill of materials beside it', () => {
    const sums = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: 'release', encoding: 'utf8' });
    expect(sums.status, sums.stderr).toBe(0);
    const bill = `release/interdict-${version}.cdx.json`;
    expect(existsSync(bill)).toBe(true);
    const { status, stdout } = spawnSync(EXECUTABLE, ['inventory', bill], { encoding: 'utf8' });
    expect(status, 'interdict reads its own bill').toBe(0);
    expect(stdout).toContain('commander');
  });
});
