/**
 * What a search through all files costs: a root of small files of which each twentieth is a program, and a scan of this
 * machine without a search.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const program = readFileSync('fixtures/readers/program-file/normal/exscan.exe');
const ENDINGS = ['txt', 'png', 'xml', 'html', 'js', 'json', 'py', 'dat', 'md', ''];

/** A root with so many files, 200 in each folder. */
function root(files: number): string {
  const made = mkdtempSync(join(tmpdir(), 'interdict-deep-'));
  mkdirSync(join(made, 'etc'));
  for (let number = 0; number < files; number++) {
    const folder = join(made, 'opt', `f${Math.floor(number / 200)}`);
    if (number % 200 === 0) mkdirSync(folder, { recursive: true });
    const isProgram = number % 20 === 0;
    const ending = isProgram ? 'exe' : ENDINGS[number % ENDINGS.length];
    const name = ending === '' ? `n${number}` : `n${number}.${ending}`;
    writeFileSync(join(folder, name), isProgram ? program : 'text\n');
  }
  return made;
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - started;
}

function best(args: readonly string[], runs = 5): number {
  return Math.min(...Array.from({ length: runs }, () => timed(args)));
}

const empty = best(['-e', '0'], 10);
console.log(`node -e 0: ${empty.toFixed(0)} ms`);
for (const files of [20_000, 100_000]) {
  const made = root(files);
  const ms = best(['bin/interdict.js', made, '--deep'], 3);
  console.log(
    `--deep over ${files} files, of which ${files / 20} programs: ${ms.toFixed(0)} ms, ${((files / ms) * 1000).toFixed(0)} files/s`,
  );
  rmSync(made, { recursive: true });
}
const host = best(['bin/interdict.js'], 10);
console.log(
  `this machine without --deep: ${host.toFixed(0)} ms, ${(host / empty).toFixed(2)} times node -e 0`,
);
