/** A golden inventory as a gate: through the command, with machines of the fixtures. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));
const MACHINES = 'fixtures/machines';
const DAY = ['--as-of', '2026-11-24'];

async function inventory(source: string, name: string, ...more: string[]): Promise<string> {
  const file = join(folder, name);
  await interdict(['inventory', source, '-o', `json=${file}`, ...more]);
  return file;
}

function list(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, ['Name,Version,Publisher', ...rows, ''].join('\n'));
  return file;
}

const golden = async () => inventory(list('golden.csv', ['Foo,1.0,Acme', 'Bar,2,Bar Ltd']), 'golden.json');
const findingsOf = (text: string) => JSON.parse(text).sources[0].findings as Record<string, unknown>[];

describe('scan --only-baseline', () => {
  test.each(readdirSync(MACHINES))('%s has nothing new against its own inventory', async (machine) => {
    const source = join(MACHINES, machine);
    const file = join(folder, `${machine}.ndjson`);
    const { status } = await interdict(['inventory', source, '-o', `ndjson=${file}`]);
    const call = await interdict([
      'scan',
      source,
      '--only-baseline',
      file,
      '--baseline-versions',
      '-o',
      'json',
      ...DAY,
    ]);
    if (status === 3) {
      expect(call).toMatchObject({ status: 2, stderr: expect.stringContaining('it is incomplete') });
      return;
    }
    const report = JSON.parse(call.stdout);
    const own = report.sources.flatMap((it: { findings: { ban: string }[] }) => it.findings);
    expect(own.filter((it: { ban: string }) => it.ban.endsWith('-baseline'))).toEqual([]);
    expect(report.sources.flatMap((it: { unread: unknown[] }) => it.unread)).toEqual([]);
  });

  test('another machine has findings that name the baseline and its day', async () => {
    const file = await inventory(join(MACHINES, 'alder'), 'alder.json');
    const { status, stdout } = await interdict([
      'scan',
      join(MACHINES, 'birch'),
      '--only-baseline',
      file,
      '-o',
      'json',
      ...DAY,
    ]);
    expect(status).toBe(1);
    const today = JSON.parse(readFileSync(file, 'utf8')).asOf;
    const kesl = findingsOf(stdout).find((it) => it['ban'] === 'not-in-baseline');
    expect(kesl?.['reasons']).toContain(`it is not in the baseline alder.json of ${today}`);
  });

  test('what is missing is shown and fails nothing', async () => {
    const host = list('less.csv', ['Foo,1.1,Acme']);
    const { status, stdout } = await interdict([
      'scan',
      host,
      '--only-baseline',
      await golden(),
      '-o',
      'json',
      ...DAY,
    ]);
    expect(status).toBe(0);
    expect(findingsOf(stdout)).toMatchObject([
      { ban: 'missing-from-baseline', severity: 'note', status: 'noted', program: { name: 'Bar' } },
    ]);
  });

  test('a waiver may name it, and its report goes through merge and verify', async () => {
    const host = list('more.csv', ['Foo,1.0,Acme', 'Bar,2,Bar Ltd', 'Bazar,1,Baz GmbH']);
    const waivers = join(folder, 'waivers.yaml');
    writeFileSync(
      waivers,
      '- { ban: not-in-baseline, program: { name: Bizarre }, reason: A trial., owner: me, expires: 2999-01-01 }\n',
    );
    const report = join(folder, 'report.json');
    const scan = ['scan', host, '--only-baseline', await golden(), ...DAY, '-w', waivers];
    expect((await interdict([...scan, '-o', `json=${report}`])).status).toBe(1);
    expect((await interdict(['merge', report])).status).toBe(1);
    const verify = ['verify', report, '--only-baseline', await golden(), '-w', waivers];
    expect(await interdict(verify)).toMatchObject({ status: 0 });
    expect((await interdict([...verify, '--baseline-versions'])).status).toBe(1);
    writeFileSync(waivers, readFileSync(waivers, 'utf8').replace('Bizarre', 'Bazar'));
    expect((await interdict(scan)).status).toBe(0);
  });

  test('what is not a whole inventory is refused by name', async () => {
    const host = list('host.csv', ['Foo,1.0,Acme']);
    const refused = async (file: string, why: string, ...more: string[]) => {
      const call = await interdict(['scan', host, '--only-baseline', file, ...more]);
      expect(call.status).toBe(2);
      expect(call.stderr).toContain(why);
    };
    const scan = join(folder, 'scan.json');
    await interdict(['scan', host, '-o', `json=${scan}`]);
    await refused(scan, 'scan.json: not a baseline: it is a report of a scan');
    await refused(await inventory(list('none.csv', []), 'none.json', '--allow-empty'), 'lists no program');
    await refused(await inventory(list('empty.csv', []), 'empty.json'), 'it is incomplete');
    const cut = join(folder, 'cut.ndjson');
    await interdict(['inventory', host, '-o', `ndjson=${cut}`]);
    writeFileSync(cut, readFileSync(cut, 'utf8').split('\n').slice(0, 1).join('\n'));
    await refused(cut, 'cut.ndjson: not a baseline');
    await refused(join(folder, 'missing.json'), 'missing.json');
    const call = await interdict(['scan', host, '--baseline-versions']);
    expect(call).toMatchObject({ status: 2, stderr: expect.stringContaining('--only-baseline') });
  });

  test('a ban of your own with its name is refused', async () => {
    const ban = join(folder, 'not-in-baseline.yaml');
    writeFileSync(
      ban,
      JSON.stringify({ title: 'Own', why: 'A test.', severity: 'ban', match: { id: 'deb:example' } }),
    );
    const { status, stderr } = await interdict([
      'scan',
      MACHINES,
      '-b',
      ban,
      '--only-baseline',
      await golden(),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('not-in-baseline');
  });
});

test('sweep holds each host against the baseline, in threads and from a cache', async () => {
  const hosts = mkdtempSync(join(folder, 'hosts-'));
  const row = (name: string, rows: string[]) =>
    writeFileSync(join(hosts, `${name}.csv`), ['Name,Version,Publisher', ...rows, ''].join('\n'));
  row('a', ['Foo,1,Acme', 'Bar,2,Bar Ltd']);
  row('b', ['Foo,1,Acme', 'Bar,2,Bar Ltd', 'Baz,1,Baz GmbH']);
  const cache = join(folder, 'cache');
  const sweep = [
    'sweep',
    hosts,
    '--only-baseline',
    await golden(),
    ...DAY,
    '--cache',
    cache,
    '-o',
    'json',
    '--no-progress',
  ];
  for (const jobs of ['2', '1']) {
    const { status, stdout } = await interdict([...sweep, '--jobs', jobs]);
    expect(status).toBe(1);
    const verdicts = JSON.parse(stdout).sources.map((it: { verdict: string }) => it.verdict);
    expect(verdicts).toEqual(['clean', 'banned']);
  }
  const other = await inventory(
    list('other.csv', ['Foo,1,Acme', 'Bar,2,Bar Ltd', 'Baz,1,Baz GmbH']),
    'other.json',
  );
  expect((await interdict(sweep.map((it) => (it.endsWith('golden.json') ? other : it)))).status).toBe(0);
});

describe('a baseline of the configuration', () => {
  /** A configuration beside the baseline, with what else it says. */
  async function configured(...lines: string[]): Promise<string> {
    await golden();
    const file = join(folder, 'interdict.yaml');
    writeFileSync(file, ['bans: [russia-based-av-vendor]', ...lines, ''].join('\n'));
    return file;
  }
  const host = () => list('new.csv', ['Foo,1.1,Acme', 'Bar,2,Bar Ltd', 'Baz,1,Baz Ltd']);
  const bansOf = (text: string) =>
    findingsOf(text).map((it) => `${String(it['ban'])}: ${(it['program'] as { name: string }).name}`);

  test('is asked by scan and sweep, from the folder of the configuration, and reports name it', async () => {
    const config = await configured('only-baseline: golden.json');
    const call = await interdict(['scan', host(), '-c', config, '-o', 'json', ...DAY]);
    expect(call.status).toBe(1);
    expect(bansOf(call.stdout)).toEqual(['not-in-baseline: Baz']);
    expect(JSON.parse(call.stdout).configuration).toMatchObject({ baseline: 'configuration' });
    const text = await interdict(['scan', host(), '-c', config, ...DAY]);
    expect(text.stdout).toMatch(/\(bans,\s+baseline\)/u);
    const swept = await interdict(['sweep', host(), '-c', config, '-o', 'json', '--jobs', '2', ...DAY]);
    expect(bansOf(swept.stdout)).toEqual(['not-in-baseline: Baz']);
  });

  test('takes versions, and gives way to the command line', async () => {
    const config = await configured('only-baseline: [golden.json]', 'baseline-versions: true');
    const call = await interdict(['scan', host(), '-c', config, '-o', 'json', ...DAY]);
    expect(bansOf(call.stdout)).toEqual(['not-in-baseline: Baz', 'not-in-baseline: Foo']);
    const other = await inventory(list('other.csv', ['Foo,1.1,Acme', 'Baz,1,Baz Ltd']), 'other.json');
    const args = ['scan', host(), '-c', config, '--only-baseline', other, '-o', 'json', ...DAY];
    expect(bansOf((await interdict(args)).stdout)).toEqual(['not-in-baseline: Bar']);
  });

  test('that is not there, or is asked for versions alone, is an error with its file', async () => {
    const none = await configured('only-baseline: none.json');
    expect(await interdict(['scan', host(), '-c', none, ...DAY])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('none.json'),
    });
    const alone = await configured('baseline-versions: true');
    expect(await interdict(['scan', host(), '-c', alone, ...DAY])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('give a baseline with only-baseline'),
    });
  });

  test('is needed by no other command, and waivers of its ban are known to all', async () => {
    const config = await configured('only-baseline: golden.json', 'waivers: waivers.yaml');
    const waiver =
      '- ban: not-in-baseline\n  program: { name: { value: Baz, exact: true } }\n  reason: Wanted.\n  owner: a\n  expires: 2999-01-01\n';
    writeFileSync(join(folder, 'waivers.yaml'), waiver);
    const call = await interdict(['scan', host(), '-c', config, '-o', 'json', ...DAY]);
    expect(call).toMatchObject({ status: 0, stderr: '' });
    expect((await interdict(['explain', 'Baz', '-c', config, ...DAY])).stderr).toBe('');
    expect((await interdict(['export', 'apt', '-c', config, '-q', ...DAY])).stderr).toBe('');
  });

  test('verifies the reports that were made by it, and leaves others alone', async () => {
    const config = await configured('only-baseline: golden.json');
    const report = join(folder, 'by-config.json');
    await interdict(['scan', host(), '-c', config, '-o', `json=${report}`, ...DAY]);
    expect((await interdict(['verify', report, '-c', config])).stdout).toMatch(/^HOLDS/u);
    const plain = await configured();
    await interdict(['scan', host(), '-c', plain, '-o', `json=${report}`, ...DAY]);
    await configured('only-baseline: golden.json');
    expect((await interdict(['verify', report, '-c', config])).stdout).toMatch(/^HOLDS/u);
  });
});
