/** The executable beside the package on the Node of this machine, in the same run. The bar: 1.3 times. */
import { existsSync, readFileSync } from 'node:fs';
import { inTurn, told } from './measure.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const target = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const executable = `release/interdict-${version}-${target}${process.platform === 'win32' ? '.exe' : ''}`;
const CALLS: readonly [string, number, ...string[]][] = [
  ['--version', 15, '--version'],
  ['a machine of three programs', 15, 'fixtures/machines/birch'],
  ['this machine', 11],
];

if (existsSync(executable)) {
  told('the package runs on Node', process.versions.node);
  for (const [name, rounds, ...args] of CALLS) {
    const [inside, beside] = inTurn(
      [executable, ...args],
      [process.execPath, 'bin/interdict.js', ...args],
      rounds,
    );
    told(`${name}: executable, package, median`, `${shown(inside.median)}, ${shown(beside.median)}`);
    told(`${name}: ratio`, `${(inside.median / beside.median).toFixed(2)} (bar: 1.3)`);
  }
} else {
  told('skipped', `there is no ${executable}; npm run release -- ${target} makes it`);
}

function shown(time: number): string {
  return `${time.toFixed(1)} ms`;
}
