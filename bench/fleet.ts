/**
 * Fleets of every shape: folders beside ripgrep with 200 names of the catalogue over the same files, lists of all kinds,
 * a cache, a start, a million hosts, a shard of them, and the history of many sweeps. Processor time counts, since the
 * clock shows what else a machine does. `npm run bench -- fleet:million,shard` measures some pieces only.
 *
 * Bars: 10,000 folders of 100 KB in the processor time of `rg -j2 -i -F -c -f names`, in 1.1 times that with ndjson; 4 ms
 * a host of a mixed fleet; 0.25 s for a start; 0.06 ms a host with a warm cache; a million tiny hosts in 100 s, 500 MB and
 * 0.3 KB a host; a shard of them in 200 MB; the same memory for any number of sweeps in a history.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueNames, dpkgFleet, mixedFleet, tinyFleet } from './fleet/hosts.ts';
import { best, measured, type Run, shown, sweepOf } from './fleet/runs.ts';
import { fleetStore } from './fleet/store.ts';
import { report } from './measure.ts';

const HOSTS = 10_000;
const MIXED = 3000;
const MILLION = 1_000_000;
const SHARD = '7/200';
/**
 * Node collects garbage when a heap that it may use is full, so a longer run of the same work takes more memory. With
 * little to use, the resident set shows what is held.
 */
const SMALL_HEAP = '--max-old-space-size=48';

const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const at = (name: string) => join(folder, name);
const made = new Set<string>();

/** The folder of a fleet, which is made when it is asked for first. */
function fleet(name: string, make: (path: string) => void): string {
  if (!made.has(name)) make(at(name));
  made.add(name);
  return at(name);
}

const few = () => fleet('few', (path) => dpkgFleet(path, { count: 2, layout: 'folders', areNamesOwn: true }));
const hosts = () =>
  fleet('folders', (path) => {
    const bytes = dpkgFleet(path, { count: HOSTS, layout: 'folders', areNamesOwn: true });
    report('folders', `${HOSTS} of ${(bytes / HOSTS / 1e6).toFixed(2)} MB`);
  });
const many = () => fleet('many', (path) => tinyFleet(path, MILLION));

/** The cost of a start, which the clearest of many runs shows. */
function started(): Run {
  const [run] = best([sweepOf(few())], 9) as [Run];
  return run;
}

const PIECES: Readonly<Record<string, () => void | Promise<void>>> = {
  start() {
    report('start, two hosts', `${shown(started())} (bar: 0.25 s of CPU)`);
  },

  folders() {
    writeFileSync(at('names'), catalogueNames().join('\n'));
    const [search, text, ndjson, alone] = best([
      ['rg', '-j2', '-i', '-F', '-c', '-f', at('names'), hosts()],
      sweepOf(hosts()),
      sweepOf(hosts(), '-o', 'ndjson'),
      sweepOf(hosts(), '--jobs', '1'),
    ]) as [Run, Run, Run, Run];
    const ratio = ({ cpu }: Run) => (cpu / search.cpu).toFixed(2);
    report('rg -j2 -i -F -c -f names', shown(search));
    report('sweep', `${shown(text)}, ${ratio(text)} times rg (bar: 1.0)`);
    report('sweep -o ndjson', `${shown(ndjson)}, ${ratio(ndjson)} times rg (bar: 1.1)`);
    report('sweep --jobs 1', `${shown(alone)}, ${ratio(alone)} times rg`);
  },

  cache() {
    const [kept, keptFew] = [hosts(), few()].map((path) => sweepOf(path, '--cache', `${path}-cache`)) as [
      string[],
      string[],
    ];
    report('filling a cache', shown(measured(kept)));
    measured(keptFew);
    const [warm, warmStart] = best([kept, keptFew]) as [Run, Run];
    const perHost = ((warm.cpu - warmStart.cpu) / HOSTS) * 1000;
    report(
      'with a warm cache',
      `${shown(warm)}, ${perHost.toFixed(3)} ms a host above its start (bar: 0.06)`,
    );
  },

  mixed() {
    mixedFleet(at('mixed'), MIXED);
    const start = started();
    const [run] = best([sweepOf(at('mixed'))]) as [Run];
    const perHost = ((run.cpu - start.cpu) / MIXED) * 1000;
    report(`${MIXED} hosts of every kind`, `${shown(run)}, ${perHost.toFixed(2)} ms a host (bar: 4)`);
  },

  million() {
    tinyFleet(at('less'), MILLION / 10);
    const less = measured(sweepOf(at('less')));
    report(`${MILLION / 10} tiny hosts`, shown(less));
    const all = measured(sweepOf(many()));
    const perHost = ((all.peak - less.peak) / (MILLION * 0.9)) * 1024;
    report(
      `${MILLION} tiny hosts`,
      `${shown(all)}, ${perHost.toFixed(2)} KB a host (bars: 100 s, 500 MB, 0.3 KB)`,
    );
  },

  shard() {
    const [run] = best([sweepOf(many(), '--shard', SHARD)]) as [Run];
    const above = run.cpu - started().cpu;
    report(
      `shard ${SHARD} of ${MILLION}`,
      `${shown(run)}, ${above.toFixed(2)} s above a start (bar: 200 MB)`,
    );
  },

  async history() {
    const runsOf = async (days: number): Promise<[Run, Run]> => {
      const store = at(`store-${days}`);
      await fleetStore(store, { days, hosts: HOSTS });
      const command = ['bin/interdict.js', 'history', store];
      const runs = best([
        [process.execPath, ...command],
        [process.execPath, SMALL_HEAP, ...command],
      ]) as [Run, Run];
      report(`history of ${days} sweeps of ${HOSTS} hosts`, shown(runs[0]));
      report('the same with a small heap', shown(runs[1]));
      return runs;
    };
    const [short, long] = [await runsOf(5), await runsOf(20)];
    const times = (which: 0 | 1) => (long[which].peak / short[which].peak).toFixed(2);
    report('memory of 20 sweeps beside 5', `${times(0)} times, ${times(1)} with a small heap (bar: 1.1)`);
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PIECES));
if (unknown.length > 0)
  throw new Error(`no piece ${unknown.join(', ')}; there are ${Object.keys(PIECES).join(', ')}`);
try {
  report('machine', `${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}`);
  for (const [name, measure] of Object.entries(PIECES)) {
    if (wanted.length === 0 || wanted.includes(name)) await measure();
  }
} finally {
  rmSync(folder, { recursive: true });
}
