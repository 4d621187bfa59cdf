/** Who has to be there, how old data may be, and who a host is: an old answer is never given for today's. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

let folder: string;
let hosts: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  hosts = join(folder, 'hosts');
  mkdirSync(hosts);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const DAY = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString();

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: x\n\n`;
}

/** A host as a collector leaves it: a list, and a stamp of the day. */
function host(name: string, program: string, time?: string): string {
  const path = join(hosts, name);
  mkdirSync(path);
  writeFileSync(join(path, 'dpkg.status'), stanza(program));
  if (time !== undefined) writeFileSync(join(path, 'collected'), `name=${name}\ntime=${time}\n`);
  return path;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Source {
  readonly name: string;
  readonly verdict: string;
  readonly collected?: string;
  readonly unread: readonly { readonly reason: string; readonly kind: string }[];
}

async function swept(...options: readonly string[]) {
  const report = join(folder, 'report.json');
  const call = await interdict(['sweep', hosts, '--no-progress', '-o', `json=${report}`, ...options]);
  if (call.status === 2) return { ...call, sources: {} as Record<string, Source>, report };
  const { sources } = JSON.parse(readFileSync(report, 'utf8')) as { sources: Source[] };
  return { ...call, report, sources: Object.fromEntries(sources.map((source) => [source.name, source])) };
}

describe('hosts that have to be there', () => {
  test('are incomplete by name where they are not', async () => {
    host('web-01', 'bash');
    const { status, sources, report } = await swept('--expect', file('names', 'WEB-01\nweb-02\n'));
    expect(status).toBe(3);
    expect(Object.keys(sources)).toEqual(['web-01', 'web-02']);
    expect(sources['web-02']).toMatchObject({
      verdict: 'incomplete',
      unread: [{ kind: 'missing', reason: expect.stringContaining('names:2') }],
    });
    expect((await interdict(['verify', report])).status).toBe(0);
  });

  test('are in the stream of lines as in the file', async () => {
    host('web-01', 'bash');
    const names = file('names', 'web-00\nweb-01\n');
    const lines = join(folder, 'report.ndjson');
    const args = [
      'sweep',
      hosts,
      '--no-progress',
      '--expect',
      names,
      '-o',
      `ndjson=${lines}`,
      '-o',
      'ndjson',
    ];
    const { stdout, status } = await interdict(args);
    expect(status).toBe(3);
    expect(stdout).toBe(readFileSync(lines, 'utf8'));
  });

  test('may be computers in a document of many', async () => {
    const columns = { name: 'Alder Viewer', version: '4.2', publisher: 'Alder GmbH', install_location: '' };
    const results = ['pc1', 'pc2'].map((host_name, host_id) => ({ host_id, host_name, columns }));
    writeFileSync(join(hosts, 'answer.json'), JSON.stringify({ query_id: 31, results }));
    const { sources } = await swept('--expect', file('names', 'pc1\npc2\npc3\n'));
    expect(Object.keys(sources)).toContain('pc3');
    expect(Object.keys(sources)).not.toContain('pc1');
  });

  test('cannot be asked of a shard, which has a part of them', async () => {
    host('web-01', 'bash');
    const { status, stderr } = await swept('--shard', '1/1', '--expect', file('names', 'web-01\n'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('give --expect to merge')]);
  });
});

describe('data of another day', () => {
  test('is incomplete by name, whatever its list says', async () => {
    host('new', 'bash', ago(1));
    host('old', 'bash', ago(9));
    host('odd', 'bash', ago(-30));
    host('bare', 'bash', 'yesterday');
    const { status, sources, report } = await swept('--max-age', '7d');
    expect(status).toBe(3);
    expect(Object.entries(sources).map(([name, { verdict }]) => [name, verdict])).toEqual([
      ['bare', 'incomplete'],
      ['new', 'clean'],
      ['odd', 'incomplete'],
      ['old', 'incomplete'],
    ]);
    expect(sources['old']?.unread).toEqual([expect.objectContaining({ kind: 'stale' })]);
    expect((await swept('--max-age', '7d', '--allow-unread')).status).toBe(3);
    expect((await swept('--max-age', '60d')).sources['old']?.verdict).toBe('clean');
    expect((await interdict(['verify', report, hosts])).stdout).not.toContain('web-02');
  });

  test('has the time of its files where no stamp says one', async () => {
    const path = host('web-01', 'bash');
    writeFileSync(join(path, 'snap-list.txt'), 'Name  Version  Rev  Tracking  Publisher  Notes\n');
    const old = (Date.now() - 9 * DAY) / 1000;
    expect(
      (await swept('--max-age', '7d')).sources['web-01']?.unread.some(({ kind }) => kind === 'stale'),
    ).toBe(false);
    utimesSync(join(path, 'dpkg.status'), old, old);
    expect((await swept('--max-age', '7d')).sources['web-01']?.unread[0]?.kind).toBe('stale');
  });

  test('is not taken for its like from a cache', async () => {
    const path = join(host('web-01', 'bash'), 'dpkg.status');
    const cache = ['--cache', join(folder, 'cache')];
    const old = (Date.now() - 9 * DAY) / 1000;
    utimesSync(path, old, old);
    expect((await swept('--max-age', '7d', ...cache)).status).toBe(3);
    writeFileSync(path, stanza('bash'));
    expect((await swept('--max-age', '7d', ...cache)).status).toBe(0);
    utimesSync(path, old, old);
    expect((await swept('--max-age', '7d', ...cache)).status).toBe(3);
  });

  test('is reported for a journal, and refused beyond the bound', async () => {
    host('web-01', 'bash');
    const journal = join(folder, 'journal');
    const begin = await swept('--resume', journal);
    expect(begin.stderr).toBe('');
    const text = readFileSync(journal, 'utf8').split('\n').slice(0, 1).join('\n');
    expect(text).toContain('"asOf"');
    const { journalAge } = await import('../../src/sweep/journal-age.ts');
    const later = Date.now() + 9 * DAY;
    expect(journalAge(journal, {}, later)).toEqual([
      expect.stringContaining('9 days ago: hosts that were done then'),
    ]);
    expect(() => journalAge(journal, { maxAge: 7 * DAY }, later)).toThrow(
      'longer than data may be old: remove it',
    );
    expect(journalAge(journal, { maxAge: 7 * DAY })).toEqual([]);
  });
});

describe('merge', () => {
  async function scanned(name: string, asOf: string): Promise<string> {
    const path = file(`${name}.status`, stanza('bash'));
    const report = join(folder, `${name}.json`);
    await interdict(['scan', path, '--name', name, '--as-of', asOf, '-o', `json=${report}`]);
    return report;
  }

  test('shows reports of earlier days by the names of their sources', async () => {
    const reports = [await scanned('new', ago(0).slice(0, 10)), await scanned('old', ago(9).slice(0, 10))];
    expect((await interdict(['merge', ...reports])).status).toBe(0);
    for (const bound of [
      ['--max-age', '7d'],
      ['--since', ago(3).slice(0, 10)],
    ]) {
      const { status, stdout } = await interdict(['merge', ...reports, ...bound]);
      expect(status).toBe(3);
      expect(stdout).toMatch(/Not read\n {2}old\n/u);
    }
    const { status, stdout } = await interdict([
      'merge',
      ...reports,
      '--expect',
      file('names', 'new\nold\nnone\n'),
    ]);
    expect([status, stdout]).toEqual([3, expect.stringMatching(/Not read\n {2}none\n/u)]);
  });

  test('shows data of earlier days in a report of today', async () => {
    host('web-01', 'bash', ago(9));
    const { report, status } = await swept();
    expect(status).toBe(0);
    expect((await interdict(['merge', report, '--max-age', '7d'])).status).toBe(3);
  });
});

describe('who a host is', () => {
  const CSV =
    'name,owner,site,unit,tags,device class\nweb-01,Ada,Oslo,IT,prod,server\nlab-01,Bob,Oslo,R&D,lab kiosk,desktop\n';

  test('is in the report, and decides waivers by tag', async () => {
    host('web-01', 'kesl');
    host('lab-01', 'kesl');
    host('lab-02', 'kesl');
    const waivers = file(
      'w.yaml',
      '- { ban: russia-based-av-vendor, program: { name: { value: kesl, exact: true } }, sources: { tag: LAB }, reason: x, owner: y, expires: 2999-01-01 }\n',
    );
    const { sources, report } = await swept('--hosts', file('hosts.csv', CSV), '--waivers', waivers);
    expect(sources['lab-01']).toMatchObject({
      verdict: 'clean',
      owner: 'Bob',
      group: 'R&D',
      tags: ['lab', 'kiosk'],
    });
    expect(sources['web-01']).toMatchObject({ verdict: 'banned', site: 'Oslo' });
    const { summary } = JSON.parse(readFileSync(report, 'utf8')) as { summary: { byGroup: unknown } };
    expect(summary.byGroup).toEqual({
      IT: { sources: 1, banned: 1, incomplete: 0, clean: 0 },
      'R&D': { sources: 1, banned: 0, incomplete: 0, clean: 1 },
    });
    const list = ['--hosts', join(folder, 'hosts.csv')];
    const verified = await interdict(['verify', report, '--waivers', waivers, ...list]);
    expect([verified.status, verified.stdout]).toEqual([0, expect.stringContaining('HOLDS')]);
    const { stdout } = await interdict([
      'sweep',
      hosts,
      '--hosts',
      join(folder, 'hosts.csv'),
      '--no-progress',
    ]);
    expect(stdout).toMatch(/Groups\n {2}\S+: 1 source: 1 banned, 0 incomplete, 0 clean\n/u);
    // Nobody says what it is, so that no waiver by tag is on it.
    expect(sources['lab-02']?.verdict).toBe('banned');
  });

  test('is wrong where its class is none', async () => {
    host('web-01', 'bash');
    const { status, stderr } = await swept('--hosts', file('hosts.csv', 'name,class\nweb-01,sevrer\n'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('hosts.csv:2')]);
  });

  test('makes another run for a journal and a cache', async () => {
    host('web-01', 'kesl');
    const waivers = file(
      'w.yaml',
      '- { ban: russia-based-av-vendor, program: { name: { value: kesl, exact: true } }, sources: { tag: lab }, reason: x, owner: y, expires: 2999-01-01 }\n',
    );
    const more = ['--waivers', waivers, '--cache', join(folder, 'cache')];
    expect((await swept('--hosts', file('hosts.csv', 'name,tags\nweb-01,lab\n'), ...more)).status).toBe(0);
    expect((await swept('--hosts', file('hosts.csv', 'name,tags\nweb-01,prod\n'), ...more)).status).toBe(1);
  });
});

describe('the name of a machine', () => {
  test('is its own where nothing else is said', async () => {
    const { hostSource } = await import('../../src/sources/index.ts');
    expect((await hostSource()).name).toBe(hostname());
  });
});
