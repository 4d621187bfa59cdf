/**
 * Scans of this machine and of a small one of the fixtures beside an empty script, in the same run, with the code that
 * was compiled when the package was built and without it, as on every other runtime than that of the build. The bars:
 * 2.2 times for a machine with little on it, 90 MB, and no more than 0.4 between the two.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inTurn, type Runs, report } from './measure.ts';

const ROUNDS = 15;
const home = mkdtempSync(join(tmpdir(), 'interdict-startup-'));
for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(home, name), { recursive: true });
rmSync(join(home, 'dist/parts/hot.cache'));
const small = resolve('fixtures/machines/alder');
const bare: Runs[] = [];
try {
  const compiled = measured(resolve('bin/interdict.js'));
  const plain = measured(join(home, 'bin/interdict.js'));
  report('node -e 0, median', `${bare[0]?.median.toFixed(1)} ms`);
  report('interdict, scanning this machine, median', `${compiled.machine.median.toFixed(1)} ms`);
  report('ratio: with compiled code, without', `${compiled.ratios.machine} ${plain.ratios.machine}`);
  report('a small machine of the fixtures: with, without', `${compiled.ratios.small} ${plain.ratios.small}`);
  report('interdict --version: with, without', `${compiled.ratios.version} ${plain.ratios.version}`);
  report(
    'peak memory of the scan: with, without',
    `${compiled.machine.peak.toFixed(0)} MB ${plain.machine.peak.toFixed(0)} MB (empty script: ${bare[0]?.peak.toFixed(0)} MB)`,
  );
} finally {
  rmSync(home, { recursive: true });
}

function measured(command: string) {
  const against = (args: readonly string[], rounds: number) => {
    const [ours, empty] = inTurn([process.execPath, command, ...args], [process.execPath, '-e', '0'], rounds);
    bare.push(empty);
    return { runs: ours, ratio: (ours.median / empty.median).toFixed(2) };
  };
  const machine = against([], ROUNDS);
  const ratios = {
    machine: machine.ratio,
    small: against([small], ROUNDS).ratio,
    version: against(['--version'], 7).ratio,
  };
  return { machine: machine.runs, ratios };
}
