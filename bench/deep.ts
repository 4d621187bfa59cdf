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
const EXTENSIONS = ['txt', 'png', 'xml', 'html', 'js', 'json', 'py', 'dat', 'md', ''];

/** A root with so many files, 200 in each folder. */
function root(files: number): string {
  const made = mkdtempSync(join(tmpdir(), 'interdict-deep-'));
  mkdirSync(join(made, 'etc'));
  for (let number = 0; number < files; number++) {
    const folder = join(made, 'opt', `f${Math.floor(number / 200)}`);
    if (number % 200 === 0) mkdirSync(folder, { recursive: true });
    const isProgram = number % 20 === 0;
    const ending = isProgram ? 'exe' : EXTENSIONS[number % EXTENSIONS.length];
    const name = ending === '' ? `n${number}` : `n${number}.${ending}`;
    writeFileSync(join(folder, name), isProgram ? program : 'text\n');
  }
  return made;
}

/** Milliseconds that a command takes by the clock, and on processors: others may use the machine. */
function timed(command: string, args: readonly string[]): { clock: number; processor: number } {
  const started = performance.now();
  const before = childTime();
  spawnSync(command, args, { stdio: 'ignore' });
  return { clock: performance.now() - started, processor: childTime() - before };
}

/** Processor time of children that have ended, in milliseconds; Linux shows it in hundredths of a second. */
function childTime(): number {
  try {
    const [user = 0, system = 0] =
      readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ').slice(13, 15).map(Number) ?? [];
    return (user + system) * 10;
  } catch {
    return 0;
  }
}

function best(command: string, args: readonly string[], runs: number): { clock: number; processor: number } {
  const all = Array.from({ length: runs }, () => timed(command, args));
  return {
    clock: Math.min(...all.map(({ clock }) => clock)),
    processor: Math.min(...all.map(({ processor }) => processor)),
  };
}

const node = (args: readonly string[], runs: number) => best(process.execPath, args, runs);
const empty = node(['-e', '0'], 10);
console.log(`node -e 0: ${empty.clock.toFixed(0)} ms`);
for (const files of [20_000, 100_000]) {
  const made = root(files);
  const deep = node(['bin/interdict.js', made, '--deep'], 3);
  const rate = (files / (deep.processor || deep.clock)) * 1000;
  console.log(
    `--deep over ${files} files, of which ${files / 20} programs: ${deep.clock.toFixed(0)} ms, ${deep.processor} ms on processors, ${rate.toFixed(0)} files for each second of a processor`,
  );
  // The least that any search has to do: list every file, and read the beginning of each.
  const least = best('sh', ['-c', `find "$0" -type f -print0 | xargs -0 head -qc 64`, made], 3);
  console.log(
    `  find and head over the same files: ${least.clock.toFixed(0)} ms, ${least.processor} ms on processors; ratio ${(deep.clock / least.clock).toFixed(1)}`,
  );
  rmSync(made, { recursive: true });
}
const host = node(['bin/interdict.js'], 10);
console.log(
  `this machine without --deep: ${host.clock.toFixed(0)} ms, ${(host.clock / empty.clock).toFixed(2)} times node -e 0`,
);
