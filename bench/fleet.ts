/**
 * Fleets of every shape: folders beside ripgrep with 200 names of the catalogue over the same files, lists of all kinds,
 * a cache, a start, and a million hosts. Processor time counts, since the clock shows what else a machine does.
 *
 * Bars: 10,000 folders of 100 KB in the processor time of `rg -j2 -i -F -c -f names`, in 1.1 times that with ndjson; 4 ms
 * a host of a mixed fleet; 0.25 s for a start; 0.06 ms a host with a warm cache; a million tiny hosts in 100 s, 500 MB and
 * 0.3 KB a host.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueNames, dpkgFleet, mixedFleet, tinyFleet } from './fleet/hosts.ts';
import { best, measured, type Run, shown, sweepOf } from './fleet/runs.ts';
import { report } from './measure.ts';

const HOSTS = 10_000;
const MIXED = 3000;
const MILLION = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const at = (name: string) => join(folder, name);

try {
  dpkgFleet(at('few'), { count: 2, layout: 'folders', areNamesOwn: true });
  const [start] = best([sweepOf(at('few'))], 9) as [Run];
  report('start, two hosts', `${shown(start)} (bar: 0.25 s of CPU)`);
  folders();
  mixed(start);
  million();
} finally {
  rmSync(folder, { recursive: true });
}

function folders(): void {
  const hosts = at('folders');
  const bytes = dpkgFleet(hosts, { count: HOSTS, layout: 'folders', areNamesOwn: true });
  report('folders', `${HOSTS} of ${(bytes / HOSTS / 1e6).toFixed(2)} MB`);
  writeFileSync(at('names'), catalogueNames().join('\n'));
  const [search, text, ndjson, alone] = best([
    ['rg', '-j2', '-i', '-F', '-c', '-f', at('names'), hosts],
    sweepOf(hosts),
    sweepOf(hosts, '-o', 'ndjson'),
    sweepOf(hosts, '--jobs', '1'),
  ]) as [Run, Run, Run, Run];
  const ratio = ({ cpu }: Run) => (cpu / search.cpu).toFixed(2);
  report('rg -j2 -i -F -c -f names', shown(search));
  report('sweep', `${shown(text)}, ${ratio(text)} times rg (bar: 1.0)`);
  report('sweep -o ndjson', `${shown(ndjson)}, ${ratio(ndjson)} times rg (bar: 1.1)`);
  report('sweep --jobs 1', `${shown(alone)}, ${ratio(alone)} times rg`);
  const [kept, keptFew] = [hosts, at('few')].map((path) => sweepOf(path, '--cache', `${path}-cache`)) as [
    string[],
    string[],
  ];
  report('filling a cache', shown(measured(kept)));
  measured(keptFew);
  const [warm, warmStart] = best([kept, keptFew]) as [Run, Run];
  const perHost = ((warm.cpu - warmStart.cpu) / HOSTS) * 1000;
  report('with a warm cache', `${shown(warm)}, ${perHost.toFixed(3)} ms a host above its start (bar: 0.06)`);
  rmSync(hosts, { recursive: true });
}

function mixed(start: Run): void {
  mixedFleet(at('mixed'), MIXED);
  const [run] = best([sweepOf(at('mixed'))]) as [Run];
  const perHost = ((run.cpu - start.cpu) / MIXED) * 1000;
  report(`${MIXED} hosts of every kind`, `${shown(run)}, ${perHost.toFixed(2)} ms a host (bar: 4)`);
}

function million(): void {
  tinyFleet(at('less'), MILLION / 10);
  const less = measured(sweepOf(at('less')));
  report(`${MILLION / 10} tiny hosts`, shown(less));
  rmSync(at('less'), { recursive: true });
  tinyFleet(at('many'), MILLION);
  const many = measured(sweepOf(at('many')));
  const perHost = ((many.peak - less.peak) / (MILLION * 0.9)) * 1024;
  report(
    `${MILLION} tiny hosts`,
    `${shown(many)}, ${perHost.toFixed(2)} KB a host (bars: 100 s, 500 MB, 0.3 KB)`,
  );
}
