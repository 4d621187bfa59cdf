/**
 * Fleets of real status files beside ripgrep with 200 names of the catalogue over the same files, in the same run.
 *
 * Bars: 10,000 hosts of 100 KB in 1.2 times the wall time of `rg -j2 -i -F -c -f names`; 400 MB of memory, and the
 * same for any number of hosts; a warm cache 20 times faster; two shards in half the time each.
 */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueNames, dpkgFleet } from './fleet/hosts.ts';
import { best, measured, type Run, shown, sweepOf } from './fleet/runs.ts';
import { report } from './measure.ts';

const HOSTS = Number(process.argv[2] ?? 10_000);

const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const hosts = join(folder, 'hosts');
const few = join(folder, 'few');
const many = join(folder, 'many');

try {
  const megabytes = dpkgFleet(hosts, { count: HOSTS, layout: 'files' }) / 1e6;
  dpkgFleet(few, { count: HOSTS / 10, layout: 'files' });
  tenfold(hosts, many);
  report('hosts', `${HOSTS} of ${(megabytes / HOSTS).toFixed(2)} MB, ${megabytes.toFixed(0)} MB`);
  const names = join(folder, 'names');
  writeFileSync(names, catalogueNames().join('\n'));
  const rg = ['rg', '-j2', '-i', '-F', '-c', '-f', names, hosts];
  const ours = (...options: string[]) => sweepOf(hosts, ...options);
  const [search, sweep] = best([rg, ours()]) as [Run, Run];
  report('rg -j2 -i -F -c -f names', shown(search));
  report('interdict sweep', shown(sweep));
  report(
    'ratio',
    `${(sweep.wall / search.wall).toFixed(2)} by wall, ${(sweep.cpu / search.cpu).toFixed(2)} by CPU (bar: 1.2)`,
  );
  const [smaller, larger] = [few, many].map((path) => measured(sweepOf(path))) as [Run, Run];
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
  const shards = (path: string) => ['1/2', '2/2'].map((part) => measured(sweepOf(path, '--shard', part)));
  const parts = (runs: readonly Run[], whole: Run) =>
    runs.map(({ wall }) => `${(wall / whole.wall).toFixed(2)} of the whole`).join(', ');
  report('two shards, each', parts(shards(hosts), sweep));
  report(`two shards of ${HOSTS * 10} hosts, each`, parts(shards(many), larger));
} finally {
  rmSync(folder, { recursive: true });
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
