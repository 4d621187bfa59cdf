/** Code that was compiled ahead is taken by the very runtime that compiled it, and by no other. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { crc32, crc32ByTable } from '../../src/formats/archive/crc32.ts';

const home = mkdtempSync(join(tmpdir(), 'interdict-compiled-'));
for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(home, name), { recursive: true });
const asking = join(home, 'ask.cjs');
writeFileSync(asking, "console.log(require('./bin/interdict.js').script.cachedDataRejected);");
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** False where compiled code was taken, true where V8 refused it, undefined where it was not offered any. */
function isRejected(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const;
  return spawnSync(process.execPath, [...flags, asking], options).stdout.trim();
}

test('the runtime that built the package takes it', () => {
  expect(isRejected()).toBe('false');
});

test.each([
  [['--no-opt'], {}],
  [['--expose-gc'], {}],
  [[], { NODE_OPTIONS: '--max-old-space-size=512' }],
])('a runtime with flags of its own is not offered it: %j %j', (flags, env) => {
  expect(isRejected(flags, env)).toBe('undefined');
});

test('another runtime is not offered it', () => {
  const file = join(home, 'dist/parts/hot.runtime');
  const own = readFileSync(file);
  for (const at of [2, own.length - 4000, own.length - 3800]) {
    const other = Buffer.from(own);
    other.writeUInt8((own[at] ?? 0) ^ 1, at);
    writeFileSync(file, other);
    expect(isRejected()).toBe('undefined');
  }
  rmSync(file);
  expect(isRejected()).toBe('undefined');
  writeFileSync(file, own);
  expect(isRejected()).toBe('false');
});

test.each(['18.20.8', '20.18.3', '0.12.18'])(
  'Node %s is refused in one line, whatever is asked',
  (version) => {
    const preload = join(home, 'old.cjs');
    const versions = `{ ...process.versions, node: '${version}' }`;
    writeFileSync(preload, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
    for (const args of [['--version'], ['help'], ['sweep', '.'], []]) {
      const call = ['--require', preload, resolve('bin/interdict.js'), ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, call, { encoding: 'utf8' });
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toBe(`interdict: needs Node 20.19 or newer; this is Node ${version}\n`);
    }
  },
);

test('what every scan loads is small, and has no parser for files that few machines have', () => {
  const code = readFileSync('dist/parts/hot.cjs', 'utf8');
  expect(code.length).toBeLessThan(550_000);
  // The tags of YAML, and the lists of hosts that may be in it.
  expect(code).not.toContain('tag:yaml.org');
  expect(code).not.toContain('hosts, children and vars');
});

test('the oldest Node of the command is that of the package', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const [, major, minor] = /^>=(\d+)\.(\d+)$/u.exec(engines.node) ?? [];
  expect(readFileSync('bin/interdict.js', 'utf8')).toMatch(
    new RegExp(`OLDEST_MAJOR = ${major};\\s.*OLDEST_MINOR = ${minor};`, 'u'),
  );
});

test('checksums are the same where the runtime has none of its own', () => {
  // The check value of the specification, and what zlib says of bytes of all lengths.
  expect(crc32ByTable('123456789')).toBe(0xcbf43926);
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 131 + length) & 0xff);
    expect(crc32ByTable(bytes)).toBe(crc32(bytes));
  }
  expect(crc32ByTable('прочее é 𝄞')).toBe(crc32('прочее é 𝄞'));
});

/** Whether a program that has the command at hand loads what sets flags of the engine. */
function setsFlags(program: string, ...args: readonly string[]): boolean {
  const ending = "process.on('exit', () => console.log(process.moduleLoadList.includes('NativeModule v8')));";
  const code = `${ending} const command = require('./bin/interdict.js'); ${program}`;
  const { stdout } = spawnSync(process.execPath, ['-e', code, 'interdict', ...args], { encoding: 'utf8' });
  return stdout.trim().endsWith('true');
}

test('the engine of Node 20 is told to wait only by the command, and only for more than a few files', () => {
  const isAsked = process.versions.v8.startsWith('11.3.');
  const machine = join(home, 'machine');
  cpSync('fixtures/machines/alder', machine, { recursive: true });
  const units = join(machine, 'etc/systemd/system');
  mkdirSync(units, { recursive: true });
  for (let unit = 0; unit < 20; unit++) writeFileSync(join(units, `unit-${unit}.service`), '[Service]\n');
  expect(setsFlags('command.run();', 'fixtures/machines/alder')).toBe(false);
  expect(setsFlags('command.run();', machine)).toBe(isAsked);
  expect(setsFlags('command.run();', 'sweep', 'fixtures/machines')).toBe(isAsked);
  const io = '{ stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: {} }';
  expect(setsFlags(`command.main(process.argv, ${io});`, machine)).toBe(false);
});
