/** CONTRIBUTING.md is followed to the letter in a copy of the project: it is enough, and it names every file. */
import { spawnSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Block, blocksOf } from '../../scripts/docs/pages.ts';
import { removeFolders } from '../support/remove-folders.ts';

const PAGE = 'CONTRIBUTING.md';
const text = readFileSync(PAGE, 'utf8');
const blocks = blocksOf(PAGE, text).filter(({ notes }) => notes['file'] ?? notes['line']);
const files = lines(run('.', 'git', ['ls-files']).output);
const isCopy = files.length === 0;
if (isCopy) console.log('skipped: this is not a git checkout, so there is no list of files to copy');

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'interdict-contributing-'));
  for (const file of files.filter((name) => lstatSync(name, { throwIfNoEntry: false })))
    cpSync(file, join(copy, file), { verbatimSymlinks: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'before');
  for (const block of blocks) follow(block);
  for (const command of commandsIn(text)) succeed(command);
}, 600_000);
afterAll(() => removeFolders([copy]));

test.skipIf(isCopy)('the files that change are those that the page names, and no others', () => {
  const changed = lines(git('status', '--porcelain', '--untracked-files=all').output).map((line) =>
    line.slice(3),
  );
  const goldens = blocks
    .filter(({ notes }) => notes['file']?.startsWith('fixtures/readers/'))
    .map(({ notes }) => (notes['file'] ?? '').split('/').slice(0, 4).concat('expected.json').join('/'));
  const named = new Set([...blocks.map(target), ...goldens, ...pathsIn(text)]);
  expect(changed.filter((file) => !named.has(file))).toEqual([]);
  expect(blocks.map(target).filter((file) => !changed.includes(file))).toEqual([]);
});

test.skipIf(isCopy)('the new reader finds, the new vendor and ban judge, and the new reporter writes', () => {
  const host = join(copy, 'fixtures/readers/example-list/normal');
  const report = interdict(host, '--bans', 'no-example-soft', '-o', 'json');
  expect(report.status).toBe(1);
  const [source] = (JSON.parse(report.output) as { sources: { programs: number; findings: object[] }[] })
    .sources;
  expect(source?.programs).toBe(2);
  expect(source?.findings).toMatchObject([
    {
      ban: 'no-example-soft',
      vendor: 'example-soft',
      program: { name: 'clock', reader: 'example-list', line: 2 },
    },
  ]);
  const written = interdict(host, '--bans', 'no-example-soft', '-o', 'lines');
  expect(written.output).toMatch(/^banned \S+\nConfiguration: none\.\n$/u);
  const other = interdict(join(copy, 'fixtures/readers/example-list/cut'), '-o', 'lines');
  expect(other.output).toMatch(/^incomplete /u);
});

test.skipIf(isCopy)('types, format and the tests of the parts hold', () => {
  succeed('npx tsc');
  succeed('npx biome ci src');
  succeed(
    'npx vitest run --project unit tests/readers/readers.test.ts tests/reporters/reporters.test.ts tests/architecture/architecture.test.ts tests/architecture/words.test.ts',
  );
});

/** Writes the file of a block, or adds its line to a list. */
function follow(block: Block): void {
  const path = join(copy, target(block));
  mkdirSync(dirname(path), { recursive: true });
  const list = block.notes['file'] === undefined ? readFileSync(path, 'utf8') : '';
  const after = block.notes['after'];
  if (after === undefined) return writeFileSync(path, list + block.body);
  const found = list.split('\n').findIndex((line) => line.trimStart().startsWith(`${after}:`));
  expect(found, `${target(block)} has ${after}`).toBeGreaterThan(-1);
  writeFileSync(
    path,
    list
      .split('\n')
      .toSpliced(found + 1, 0, block.body.trimEnd())
      .join('\n'),
  );
}

function target({ notes }: Block): string {
  return notes['file'] ?? notes['line'] ?? '';
}

/** The calls of the sections in their order, each once, with the generated files last, because the program makes them. */
function commandsIn(page: string): string[] {
  const calls = [...sections(page).matchAll(/`((?:npm|npx) [^`<]+)`/gu)].map((match) => match[1] ?? '');
  const order = (call: string) =>
    ['npx biome', 'npm run build', 'npx vitest', 'npx interdict', 'npm run generate'].findIndex((start) =>
      call.startsWith(start),
    );
  const mine = [...new Set(calls)].filter((call) => order(call) >= 0).sort((a, b) => order(a) - order(b));
  expect(mine.length).toBeGreaterThan(4);
  return mine;
}

/** What the page says about adding something. */
function sections(page: string): string {
  return page
    .split(/^(?=## )/mu)
    .filter((section) => section.startsWith('## Add a '))
    .join('')
    .replaceAll(/^```[^]*?^```$/gmu, '');
}

function pathsIn(page: string): string[] {
  return [...sections(page).matchAll(/`([\w./-]+\/[\w./-]+)`/gu)].map((match) => match[1] ?? '');
}

function succeed(command: string): void {
  const [program = '', ...args] = command.split(' ');
  const isOurs = args[0] === 'interdict';
  const { status, output } = isOurs ? interdict(...args.slice(1)) : run(copy, program, args);
  expect(status, `${command}\n${output}`).toBe(0);
}

function interdict(...args: string[]): ReturnType<typeof run> {
  return run(copy, process.execPath, ['bin/interdict.js', ...args]);
}

function git(...args: string[]): ReturnType<typeof run> {
  return run(copy, 'git', args);
}

function run(
  cwd: string,
  command: string,
  args: readonly string[],
): { status: number | null; output: string } {
  // The variables of the surrounding run would name its own workers and folders.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { status, output: status === 0 || status === 1 ? stdout : stdout + stderr };
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}
