/** What we give away: the package, and what executables are made with. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { brokenPages, signed } from '../../scripts/release/sign-mach-o.ts';

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
  for (const needed of ['bin/interdict.js', 'dist/rulebook.jsonl', 'man/interdict.1', 'LICENSE'])
    expect(paths).toContain(needed);
  expect(paths.filter((path) => /\.(?:test|map|log)\b|\.tmp-/u.test(path))).toEqual([]);
});

test('the built command reads names as its source does', () => {
  const joined = readFileSync('dist/parts/hot.cjs', 'utf8');
  // Expressions of it have letters beyond ASCII, and what is not ASCII takes twice the time to read.
  expect(joined).toMatch(/^\p{ASCII}+$/u);
  // What was compiled ahead cannot import by itself.
  expect(joined).not.toMatch(/\bimport\(/u);
  const name = 'Kaspersky® Endpoint™ Security for Windows';
  const { status, stdout } = spawnSync(process.execPath, ['bin/interdict.js', 'explain', name], {
    encoding: 'utf8',
  });
  expect(stdout).toContain(`${name}: banned by`);
  expect(status).toBe(0);
});

test.each([
  ['an error', 'throw new Error("lost")'],
  ['a rejection', 'Promise.reject(new Error("lost"))'],
])('%s that nobody catches does not end as something banned', (_, fault) => {
  const program = `require('./bin/interdict.js').run(); setImmediate(() => { ${fault}; });`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', program, 'interdict', 'vendors'], {
    encoding: 'utf8',
  });
  expect(stderr).toContain('interdict: Error: lost');
  expect(status).toBe(2);
});

test('what every scan loads needs little of the runtime', () => {
  const joined = readFileSync('dist/parts/hot.cjs', 'utf8');
  // What an import asks for while it runs is asked for only where it is needed.
  const asked = [...joined.matchAll(/(?<!Promise\.resolve\()\brequire\("([^"]+)"\)/gu)].map(
    ([, name]) => name,
  );
  // Any other takes a millisecond or more, such as what unpacks; what needs one belongs into a part of its own.
  expect([...new Set(asked)].sort()).toEqual([
    'node:buffer',
    'node:events',
    'node:fs',
    'node:path',
    'node:util',
  ]);
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
