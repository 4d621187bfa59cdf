/** The executable beside the package on the Node of this machine, in the same run. The bar of starting: 1.3 times. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn, report } from './measure.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const target = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const executable = `release/interdict-${version}-${target}${process.platform === 'win32' ? '.exe' : ''}`;
const pack = [process.execPath, 'bin/interdict.js'];
const CALLS: readonly [string, number, ...string[]][] = [
  ['--version', 15, '--version'],
  ['a machine of three programs', 15, 'fixtures/machines/birch'],
  ['this machine', 11],
];
const HOSTS = 1000;
const SIZE = 100 * 1024;

if (existsSync(executable)) {
  report('the package runs on Node', process.versions.node);
  for (const [name, rounds, ...args] of CALLS)
    compared(`${name}: executable, package`, [executable, ...args], [...pack, ...args], rounds);
  threads();
} else {
  report('skipped', `there is no ${executable}; npm run release -- ${target} makes it`);
}

function compared(name: string, a: readonly string[], b: readonly string[], rounds: number): void {
  const [one, other] = inTurn(a, b, rounds);
  const ratio = (one.median / other.median).toFixed(2);
  report(name, `${one.median.toFixed(1)} ms, ${other.median.toFixed(1)} ms, ratio ${ratio}`);
}

/** A fleet by two threads of the executable, beside one of them and beside two of the package. */
function threads(): void {
  const hosts = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
  try {
    const status = readFileSync('/var/lib/dpkg/status', 'utf8').slice(0, SIZE);
    const whole = status.slice(0, status.lastIndexOf('\n\n') + 2);
    for (let host = 0; host < HOSTS; host++) writeFileSync(join(hosts, `${host}.status`), whole);
    const sweep = (command: readonly string[], jobs: string) =>
      command.concat('sweep', hosts, '--no-progress', '--jobs', jobs);
    const two = sweep([executable], '2');
    compared(`${HOSTS} hosts: two threads, one`, two, sweep([executable], '1'), 5);
    compared(`${HOSTS} hosts: executable, package`, two, sweep(pack, '2'), 5);
  } finally {
    rmSync(hosts, { recursive: true });
  }
}
