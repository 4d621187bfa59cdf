import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, loadRules, loadWaivers } from '../src/rulebook/load.ts';
import { compileRules } from '../src/rulebook.ts';
import { readReport } from '../src/saved.ts';
import { type Answer, meant, type Target } from './target.ts';

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

/** The loaders of what the operator writes, and of reports that are read back. */
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
        return { programs: [], told: meant(error) };
      }
    },
  };
}

function readBack(text: string): number {
  const room = mkdtempSync(join(tmpdir(), 'interdict-fuzz-'));
  try {
    writeFileSync(join(room, 'report.json'), text);
    return readReport(join(room, 'report.json')).outcomes.length;
  } finally {
    rmSync(room, { recursive: true });
  }
}
