/** The page on the library: every example of it is run with the package as somebody has it who installs it. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Block, blocksOf, commandsOf, statusesOf } from '../../scripts/docs/pages.ts';
import { missingTools } from '../support/rpm-harness.ts';

const missing = missingTools('npm', 'npx', 'tar');
const reason =
  missing.length > 0
    ? `${missing.join(', ')} is not installed`
    : existsSync('dist/index.js')
      ? undefined
      : 'dist/ is not built';
if (reason !== undefined) console.log(`skipped: the examples of docs/api.md: ${reason}`);

const { dependencies: needed } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
const dependencies = Object.keys(needed);

const PAGE = 'docs/api.md';
const blocks = blocksOf(PAGE, readFileSync(PAGE, 'utf8'));

describe.skipIf(reason !== undefined)('the examples of docs/api.md', () => {
  const home = mkdtempSync(join(tmpdir(), 'interdict-api-'));
  const call = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: home, encoding: 'utf8' });

  beforeAll(() => {
    const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', home], {
      encoding: 'utf8',
    });
    expect(packed.status, packed.stderr).toBe(0);
    // Unpacked as npm does it; what it depends on is at hand, and no registry is asked.
    writeFileSync(join(home, 'package.json'), '{"type":"module","private":true}');
    mkdirSync(join(home, 'node_modules/.bin'), { recursive: true });
    const unpacked = call('tar', '-xzf', packed.stdout.trim(), '-C', join(home, 'node_modules'));
    expect(unpacked.status, unpacked.stderr).toBe(0);
    renameSync(join(home, 'node_modules/package'), join(home, 'node_modules/interdict'));
    symlinkSync('../interdict/bin/interdict.js', join(home, 'node_modules/.bin/interdict'));
    for (const name of dependencies) {
      mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(home, 'node_modules', name));
    }
    cpSync('fixtures/machines', join(home, 'fixtures/machines'), { recursive: true });
    for (const { notes, body } of blocks) {
      if (notes['file'] === undefined) continue;
      mkdirSync(dirname(join(home, notes['file'])), { recursive: true });
      writeFileSync(join(home, notes['file']), body);
    }
  }, 120_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }), 120_000);

  const examples = blocks.filter(({ kind, notes }) => kind === 'js' && notes['file'] === undefined);

  test('are there for every call', () => {
    expect(examples.length).toBeGreaterThan(12);
    expect(
      blocks.find(({ notes }) => notes['file'] === 'acme.mjs')?.body.split('\n').length,
    ).toBeLessThanOrEqual(31);
  });

  test.each(examples.map((block) => [block.line, block] as const))('line %i', (line, block) => {
    const file = `example-${line}.mjs`;
    writeFileSync(join(home, file), block.body);
    const { status, stdout, stderr } = call(process.execPath, file);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toBe(printed(block) ?? '');
  });

  test('a plugin finds a program through the installed command, in threads too', () => {
    for (const block of blocks.filter(({ kind }) => kind === 'console')) {
      for (const [at, command] of commandsOf(block).entries()) {
        const { status, stdout, stderr } = call('npx', ...command.split(' '));
        expect(`${status}`, stderr).toBe(statusesOf(block)[at]);
        expect(block.body).toContain(stdout);
      }
    }
    for (const host of ['a', 'b', 'c'])
      cpSync(join(home, 'acme'), join(home, 'hosts', host), { recursive: true });
    const sweep = ['interdict', 'sweep', 'hosts', '--plugin', './acme.mjs', '-o', 'json', '-q'];
    const reports = ['1', '2'].map((jobs) => call('npx', ...sweep, '--jobs', jobs).stdout);
    expect(JSON.parse(reports[0] ?? '')).toMatchObject({
      verdict: 'banned',
      summary: { banned: 3, unread: 0 },
    });
    expect(reports[1]).toBe(reports[0]);
  });

  test('have the types that the package says', () => {
    const modules = examples.map(({ line }) => `example-${line}.mjs`);
    const strict = ['--noEmit', '--checkJs', '--strict', '--target', 'es2023', '--module', 'nodenext'];
    const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
    const lax = ['--noImplicitAny', 'false', '--noUncheckedIndexedAccess', 'false'];
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = call(process.execPath, tsc, ...strict, ...types, ...lax, ...modules, 'acme.mjs');
    expect(stdout).toBe('');
  });
});

/** What stands below an example, if anything does. */
function printed(block: Block): string | undefined {
  const next = blocks[blocks.indexOf(block) + 1];
  const begin = block.line + block.body.split('\n').length;
  return next?.kind === 'text' && next.line === begin + 1 ? next.body : undefined;
}
