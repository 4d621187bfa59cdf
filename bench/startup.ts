/**
 * Scans of a machine with little on it, of one with 1,000 packages, 170 units and browsers, and of this one, beside an
 * empty script in the same run: with the code that was compiled when the package was built, and without it, as on every
 * other runtime than that of the build.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeTypicalMachine } from '../scripts/build/typical-machine.ts';
import { cpuOf, peakOf, report, timeOf } from './measure.ts';

const ROUNDS = 15;
const EMPTY = [process.execPath, '-e', '0'];
const home = mkdtempSync(join(tmpdir(), 'interdict-startup-'));
for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(home, name), { recursive: true });
rmSync(join(home, 'dist/parts/hot.cache'));
const typical = join(home, 'machine');
mkdirSync(typical);
writeTypicalMachine(typical);
const calls: Readonly<Record<string, readonly string[]>> = {
  'a machine with little on it': [resolve('fixtures/machines/alder')],
  'a machine with 1,000 packages': [typical],
  'this machine': [],
  'interdict --version': ['--version'],
};
try {
  const empty = measured([EMPTY])[0];
  report('node -e 0', `${empty?.time.toFixed(1)} ms, ${empty?.cpu.toFixed(1)} ms of processor time`);
  for (const [name, args] of Object.entries(calls)) {
    const commands = [resolve('bin/interdict.js'), join(home, 'bin/interdict.js')];
    const [bare, ...own] = measured([EMPTY, ...commands.map((file) => [process.execPath, file, ...args])]);
    const [time, cpu] = (['time', 'cpu'] as const).map((what) =>
      own
        .map((one) => `${one[what].toFixed(1)} ms (${(one[what] / (bare?.[what] ?? 0)).toFixed(2)})`)
        .join(', '),
    );
    report(`${name}: with compiled code, without`, `${time}`);
    report('  processor time', `${cpu}`);
  }
  report('peak memory of the empty script', `${peakOf(EMPTY).toFixed(0)} MB`);
  const scan = [process.execPath, resolve('bin/interdict.js'), typical];
  report('peak memory of the scan of 1,000 packages', `${peakOf(scan).toFixed(0)} MB`);
} finally {
  rmSync(home, { recursive: true });
}

/** The best of several runs in turn: what else the machine does only makes a run longer. */
function measured(commands: readonly (readonly string[])[]) {
  const rounds = Array.from({ length: ROUNDS }, () =>
    commands.map((command) => ({ time: timeOf(command), cpu: cpuOf(command) })),
  );
  return commands.map((_, at) => ({
    time: Math.min(...rounds.map((round) => round[at]?.time ?? Number.NaN)),
    cpu: Math.min(...rounds.map((round) => round[at]?.cpu ?? Number.NaN)),
  }));
}
