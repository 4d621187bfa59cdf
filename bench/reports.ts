/**
 * What reports cost: 100,000 findings on 2,000 hosts, each host with manifests of its own, in every format. Results are
 * made as they are walked, as a sweep reads them from disk, so the memory is that of the writer.
 */

import type { Run } from '../src/report/run.ts';
import { createRun } from '../src/report/summarise.ts';
import { csv } from '../src/reporters/csv.ts';
import { github } from '../src/reporters/github.ts';
import { gitlab } from '../src/reporters/gitlab.ts';
import { html } from '../src/reporters/html.ts';
import { inToto } from '../src/reporters/in-toto.ts';
import { json } from '../src/reporters/json.ts';
import { junit } from '../src/reporters/junit.ts';
import { markdown } from '../src/reporters/markdown.ts';
import { ndjson } from '../src/reporters/ndjson.ts';
import { prometheus } from '../src/reporters/prometheus.ts';
import { sarif } from '../src/reporters/sarif.ts';
import { text } from '../src/reporters/text.ts';
import type { CitedBan, Finding, SourceResult } from '../src/types.ts';
import { report } from './measure.ts';

const HOSTS = 2000;
const PROGRAMS = 25;
/** Bans that each program breaks. */
const BROKEN = 2;
const MOST_MS = 2000;
/** Bills of materials list no findings. */
const REPORTERS = [csv, github, gitlab, html, inToto, json, junit, markdown, ndjson, prometheus, sarif, text];

const bans: readonly CitedBan[] = Array.from({ length: BROKEN }, (_, index) => ({
  id: `bench-ban-${index}`,
  title: `Antivirus of example vendors, part ${index}`,
  why: 'The house standard is another product.',
  severity: 'ban',
  digest: `sha256:${'0'.repeat(64)}`,
  authorities: [
    { id: `policy-${index}`, title: 'House policy on endpoint protection', issuer: 'Example Office' },
  ],
}));

function finding(host: number, program: number, ban: number): Finding {
  const name = `example-av-${program}`;
  return {
    ban: `bench-ban-${ban}`,
    severity: 'ban',
    program: {
      name,
      version: `12.${host}.${program}`,
      publisher: 'Example AV GmbH',
      ids: [`deb:${name}`],
      state: 'installed',
      reader: 'dpkg-status',
      path: 'var/lib/dpkg/status',
      line: program * 12 + 1,
    },
    vendor: `example-av-${program % 7}`,
    product: `example-av-endpoint-${program}`,
    reasons: [
      `deb:${name} is Example AV Endpoint`,
      'its vendor Example AV is based in XX',
      `the phase ${ban} is on`,
    ],
    authorities: [`policy-${ban}`],
    remedy: 'Remove the package and restart.',
  };
}

function host(index: number): SourceResult {
  const findings: Finding[] = [];
  for (let program = 0; program < PROGRAMS; program++) {
    for (let ban = 0; ban < BROKEN; ban++) findings.push(finding(index, program, ban));
  }
  const sha256 = index.toString(16).padStart(64, '0');
  return {
    name: `host-${String(index).padStart(5, '0')}`,
    kind: 'folder',
    os: { id: 'debian', version: '12' },
    sightings: [],
    programs: 800,
    manifests: [{ path: 'var/lib/dpkg/status', reader: 'dpkg-status', programs: 800, sha256 }],
    findings,
    gaps: index % 100 === 0 ? [{ path: 'var/lib/rpm/rpmdb.sqlite', reason: 'permission denied' }] : [],
  };
}

const outcomes: Iterable<SourceResult> = {
  *[Symbol.iterator]() {
    for (let index = 0; index < HOSTS; index++) yield host(index);
  },
};

const judged = { command: 'scan', asOf: '2026-11-24', bans, outcomes, notices: [] } as const;
const run: Run = createRun(judged, {});
report('findings', String(run.summary.findings));
report('one walk over the results', `${walk().toFixed(0)} ms`);
let isSlow = false;
for (const reporter of REPORTERS) {
  const { milliseconds, bytes, memory } = measured(() => reporter.render(run, { color: false, width: 80 }));
  isSlow ||= milliseconds > MOST_MS;
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  report(
    reporter.id,
    `${milliseconds.toFixed(0)} ms of processor, ${size}, ${(memory / 1e6).toFixed(0)} MB of heap more`,
  );
}
report('at most', `${MOST_MS} ms each: ${isSlow ? 'NOT KEPT' : 'kept'}`);

/** What giving the results costs by itself: each writer walks over them once or more. */
function walk(): number {
  const before = process.cpuUsage();
  let count = 0;
  for (const { findings } of outcomes) count += findings.length;
  const { user, system } = process.cpuUsage(before);
  return count > 0 ? (user + system) / 1000 : 0;
}

function measured(render: () => Iterable<string>): { milliseconds: number; bytes: number; memory: number } {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  let bytes = 0;
  let most = heap;
  let chunks = 0;
  for (const chunk of render()) {
    bytes += Buffer.byteLength(chunk);
    if (++chunks % 5000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
  }
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000, bytes, memory: most - heap };
}
