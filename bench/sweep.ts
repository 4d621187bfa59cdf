/**
 * Fleets of real status files beside ripgrep with 200 names of the catalogue over the same files, in the same run.
 *
 * Bars: 10,000 hosts of 100 KB in 1.2 times the wall time of `rg -j2 -i -F -c -f names`; 400 MB of memory, and the
 * same for any number of hosts; a warm cache 20 times faster; two shards in half the time each.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRules } from '../src/rules/serialised.ts';
import { report } from './measure.ts';

const HOSTS = Number(process.argv[2] ?? 10_000);
const SIZE = 100 * 1024;
const ROUNDS = 3;
const NAMES = 200;

const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const hosts = join(folder, 'hosts');
const few = join(folder, 'few');
const many = join(folder, 'many');

interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

try {
  const megabytes = fleet(hosts, HOSTS) / 1e6;
  fleet(few, HOSTS / 10);
  tenfold(hosts, many);
  report('hosts', `${HOSTS} of ${(megabytes / HOSTS).toFixed(2)} MB, ${megabytes.toFixed(0)} MB`);
  const names = join(folder, 'names');
  writeFileSync(names, catalogueNames().join('\n'));
  const rg = ['rg', '-j2', '-i', '-F', '-c', '-f', names, hosts];
  const ours = (...args: string[]) => [
    process.execPath,
    'bin/interdict.js',
    'sweep',
    hosts,
    '--no-progress',
    ...args,
  ];
  const [search, sweep] = best([rg, ours()]) as [Run, Run];
  report('rg -j2 -i -F -c -f names', shown(search));
  report('interdict sweep', shown(sweep));
  report(
    'ratio',
    `${(sweep.wall / search.wall).toFixed(2)} by wall, ${(sweep.cpu / search.cpu).toFixed(2)} by CPU (bar: 1.2)`,
  );
  const [smaller, larger] = [few, many].map((path) =>
    measured([process.execPath, 'bin/interdict.js', 'sweep', path, '--no-progress']),
  ) as [Run, Run];
  report(
    `peak memory at ${HOSTS / 10}, ${HOSTS} and ${HOSTS * 10} hosts`,
    `${[smaller, sweep, larger].map(({ peak }) => peak.toFixed(0)).join(', ')} MB (bar: 400)`,
  );
  report(`${HOSTS * 10} hosts`, shown(larger));
  const cache = join(folder, 'cache');
  const cold = measured(ours('--cache', cache));
  const warm = best([ours('--cache', cache)])[0] as Run;
  report('filling a cache', shown(cold));
  report('with a warm cache', shown(warm));
  report(
    'times faster',
    `${(cold.wall / warm.wall).toFixed(1)} than filling, ${(sweep.wall / warm.wall).toFixed(1)} than without (bar: 20)`,
  );
  touched(hosts, HOSTS / 50);
  report('when 2 % of the hosts changed', shown(measured(ours('--cache', cache))));
  const shards = (path: string) =>
    ['1/2', '2/2'].map((part) =>
      measured([process.execPath, 'bin/interdict.js', 'sweep', path, '--no-progress', '--shard', part]),
    );
  const parts = (runs: readonly Run[], whole: Run) =>
    runs.map(({ wall }) => `${(wall / whole.wall).toFixed(2)} of the whole`).join(', ');
  report('two shards, each', parts(shards(hosts), sweep));
  report(`two shards of ${HOSTS * 10} hosts, each`, parts(shards(many), larger));
} finally {
  rmSync(folder, { recursive: true });
}

/** The best of some rounds in turn, so that a machine that slows down slows all. */
function best(commands: readonly (readonly string[])[]): Run[] {
  const runs = commands.map(() => [] as Run[]);
  for (let round = 0; round < ROUNDS; round++)
    commands.forEach((command, at) => runs[at]?.push(measured(command)));
  return runs.map((list) => list.toSorted((a, b) => a.wall - b.wall)[0] as Run);
}

function measured(command: readonly string[]): Run {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === null || status > 1) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [wall = 0, user = 0, system = 0, peak = 0] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, peak: peak / 1024 };
}

function shown({ wall, cpu, peak }: Run): string {
  return `${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU, ${peak.toFixed(0)} MB`;
}

/**
 * Hosts as a distribution makes them: packages of this machine's own status file, each host with some of them, in
 * one of three versions, one in 300 hosts with a banned one. Gives the bytes written.
 */
function fleet(path: string, count: number): number {
  const packages = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n').filter(Boolean);
  const random = randomFrom(12_345);
  mkdirSync(path);
  let total = 0;
  for (let host = 0; host < count; host++) {
    const left = [...packages];
    const release = random(3);
    const chosen: string[] =
      host % 300 === 7
        ? [
            'Package: kesl\nStatus: install ok installed\nVersion: 12.2.0-2412\nArchitecture: amd64\nDescription: x',
          ]
        : [];
    for (let size = 0; size < SIZE && left.length > 0; ) {
      const text = left.splice(random(left.length), 1)[0] ?? '';
      const version = random(5) === 0 ? text.replace(/^Version: .+/mu, `$&+u${release}`) : text;
      chosen.push(version);
      size += version.length + 2;
    }
    const bytes = `${chosen.join('\n\n')}\n\n`;
    writeFileSync(join(path, `host-${String(host).padStart(6, '0')}.status`), bytes);
    total += bytes.length;
  }
  return total;
}

/** Ten hosts of each, without ten times the disk. */
function tenfold(from: string, path: string): void {
  mkdirSync(path);
  for (const name of readdirSync(from)) {
    for (let copy = 0; copy < 10; copy++) linkSync(join(from, name), join(path, `${copy}-${name}`));
  }
}

function touched(path: string, count: number): void {
  for (let host = 0; host < count; host++) {
    const file = join(path, `host-${String(host * 50).padStart(6, '0')}.status`);
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8')}Package: newcomer\nStatus: install ok installed\nVersion: 1\nDescription: x\n\n`,
    );
  }
}

/** Names of products and vendors as the catalogue has them. */
function catalogueNames(): string[] {
  const { vendors } = readRules(readFileSync('dist/rulebook.jsonl', 'utf8'));
  const names = vendors.flatMap(({ name, products = [] }) => [
    name,
    ...products.map((product) => product.name),
  ]);
  return [...new Set(names)].filter((name) => name.length > 4).slice(0, NAMES);
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}
