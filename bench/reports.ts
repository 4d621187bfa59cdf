/**
 * What reports cost: 100,000 findings on 2,000 hosts, each host with manifests of its own, in every format; bills of
 * materials, which list programs, with 100,000 of them. Results are made as they are walked, as a sweep reads them from
 * disk, and each writer runs in a process of its own, so the memory is that of the writer beside one walk.
 */
import { spawnSync } from 'node:child_process';
import type { Run } from '../src/report/run.ts';
import { createRun } from '../src/report/summarise.ts';
import { reporterOf, reporters } from '../src/reporters/index.ts';
import type { CitedBan, Finding, SourceResult } from '../src/types.ts';
import { report } from './measure.ts';

const HOSTS = 2000;
const PROGRAMS = 25;
/** Bans that each program breaks. */
const BROKEN = 2;
const MAX_MS = 2000;
/** Each is measured so often: other work of the machine makes some of them slower, and none of them faster. */
const ROUNDS = 3;
/** Bills of materials are of inventories. */
const SBOMS = ['cyclonedx', 'spdx'];

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

/** As many programs as {@link host} has findings. */
function inventoried(index: number): SourceResult {
  const result = host(index);
  return { ...result, sightings: result.findings.map(({ program }) => program), findings: [] };
}

function runOf(command: 'scan' | 'inventory'): Run {
  const outcomes: Iterable<SourceResult> = {
    *[Symbol.iterator]() {
      for (let index = 0; index < HOSTS; index++) yield command === 'scan' ? host(index) : inventoried(index);
    },
  };
  return createRun({ command, asOf: '2026-11-24', bans, outcomes, notices: [] }, {});
}

const [, , id] = process.argv;
if (id === undefined) parent();
else await child(id);

function parent(): void {
  const { milliseconds, peak } = best('walk');
  report('one walk over the results', `${seconds(milliseconds)} of processor, peak ${peak.toFixed(0)} MB`);
  let isSlow = false;
  for (const reporter of Object.keys(reporters)) {
    const cost = best(reporter);
    isSlow ||= cost.milliseconds > MAX_MS;
    const size = `${(cost.bytes / 1e6).toFixed(1)} MB`;
    report(
      reporter,
      `${seconds(cost.milliseconds)} of processor, peak ${cost.peak.toFixed(0)} MB, ${size} written`,
    );
  }
  report('at most', `${seconds(MAX_MS)} for each report: ${isSlow ? 'NOT KEPT' : 'kept'}`);
}

interface Cost {
  readonly milliseconds: number;
  readonly bytes: number;
  /** The largest resident set of the process in MB, Node itself included. */
  readonly peak: number;
}

function best(reporter: string): Cost {
  const costs = Array.from({ length: ROUNDS }, (): Cost => {
    const [node = '', script = ''] = process.argv;
    const { stdout } = spawnSync(node, [script, reporter], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(stdout);
  });
  return costs.reduce((one, other) => (other.milliseconds < one.milliseconds ? other : one));
}

async function child(name: string): Promise<void> {
  const run = runOf(SBOMS.includes(name) ? 'inventory' : 'scan');
  const reporter = await reporterOf(name);
  const before = process.cpuUsage();
  let bytes = 0;
  if (reporter === undefined) for (const { findings } of run.results) bytes += findings.length;
  else
    for (const chunk of reporter.render(run, { color: false, width: 80 })) bytes += Buffer.byteLength(chunk);
  const { user, system } = process.cpuUsage(before);
  const cost: Cost = {
    milliseconds: (user + system) / 1000,
    bytes,
    peak: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(cost));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
