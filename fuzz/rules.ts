import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../src/report-files/read.ts';
import { compileRules } from '../src/rules/index.ts';
import { loadConfig, loadRules, loadWaivers } from '../src/rules/load.ts';
import { type HostRecord, type JournalPlace, openJournal } from '../src/sweep/journal.ts';
import { recordOf, unknownHost } from '../src/sweep/record.ts';
import { type Answer, expectedError, type Target } from './target.ts';

const WAIVERS = `- ban: [russia-based-av-vendor]
  program: { any: [{ id: 'deb:kesl' }, { name: 'Example Suite *' }] }
  sources: [lab-*]
  reason: A lab.
  owner: me@example.org
  expires: 2027-03-31
`;
const CONFIG = `bans: [all, us-*]
rules: rules
waivers:
  - waivers.yaml
fail-on: warn
strict-waivers: true
output: [text, sarif=a.sarif]
`;

/** The loaders of what the operator writes, and of reports and journals that are read back. */
export async function ruleTargets(): Promise<Target[]> {
  const alone = { vendors: [], bans: [] };
  const around = await compileRules('rules');
  const others = { ...around, bans: [] };
  return [
    loader('bans', texts('rules/bans'), (text) => loadRules([{ path: 'bans/own.yaml', text }], others)),
    loader('vendors', texts('rules/vendors'), (text) =>
      loadRules([{ path: 'vendors/own.yaml', text }], alone),
    ),
    loader('waivers', [WAIVERS], (text) => loadWaivers([{ path: 'waivers.yaml', text }], around)),
    journal(),
    loader('configuration', [CONFIG], async (text) => loadConfig({ path: 'interdict.yaml', text })),
    loader(
      'report',
      ['outcome.json', 'outcome.ndjson', 'inventory.json'].map((name) =>
        readFileSync(`fixtures/reports/${name}`, 'utf8'),
      ),
      async (text) => readBack(text),
    ),
  ];
}

function texts(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => text.length < 3000);
}

function loader(kind: string, samples: readonly string[], load: (text: string) => Promise<unknown>): Target {
  return {
    id: `rules: ${kind}`,
    seeds: samples.map((text, at) => ({ name: `${kind} ${at}`, bytes: new TextEncoder().encode(text) })),
    // Rules give no programs, so a cut cannot lose any.
    async run(bytes): Promise<Answer> {
      try {
        await load(new TextDecoder().decode(bytes));
        return { programs: [] };
      } catch (error) {
        return { programs: [], reported: expectedError(error) };
      }
    },
  };
}

/** A sweep that goes on takes the hosts of its journal as done. */
function journal(): Target {
  const place = { run: 'a', asOf: '2026-11-26', lasting: false };
  const hosts = ['alder', 'birch', 'cedar'];
  const records = hosts.map((host) => recordOf(unknownHost(host, `${host} was not read`)));
  return {
    id: 'rules: journal',
    seeds: [{ name: 'three hosts', bytes: inFile('', (path) => written(path, place, hosts, records)) }],
    // Lines that are not there were not written yet.
    cutsInSilence: true,
    async run(bytes): Promise<Answer> {
      try {
        return inFile(bytes, (path) => {
          const opened = openJournal({ ...place, path });
          const programs = [...opened.done()].map((host) => opened.read(host) ?? '');
          opened.close();
          return { programs, ...(opened.notices[0] ? { told: opened.notices[0] } : {}) };
        });
      } catch (error) {
        return { programs: [], reported: expectedError(error) };
      }
    },
  };
}

function written(
  path: string,
  place: Omit<JournalPlace, 'path'>,
  hosts: readonly string[],
  records: readonly HostRecord[],
): Uint8Array {
  const opened = openJournal({ ...place, path });
  opened.begin(hosts);
  opened.append(records);
  opened.close();
  return readFileSync(path);
}

function inFile<Result>(bytes: Uint8Array | string, work: (path: string) => Result): Result {
  const room = mkdtempSync(join(tmpdir(), 'interdict-fuzz-'));
  try {
    const path = join(room, 'file');
    writeFileSync(path, bytes);
    return work(path);
  } finally {
    rmSync(room, { recursive: true });
  }
}

function readBack(text: string): number {
  return inFile(text, (path) => readReport(path).results.length);
}
