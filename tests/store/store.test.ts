/** Sweeps that are kept: whole, apart from each other, and never taken for less than they are. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readDay } from '../../src/store/day-view.ts';
import type { HostView } from '../../src/store/host-view.ts';
import { type TableName, tableNames } from '../../src/store/tables.ts';
import { interdict } from '../support/io.ts';
import { rowsAt } from '../support/stored-tables.ts';
import { type Fleet, fleetIn } from '../support/weekly-fleet.ts';

let folder: string;
let fleet: Fleet;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-store-'));
  fleet = fleetIn(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The folders of sweeps, the oldest first. */
function sweeps(): string[] {
  return readdirSync(fleet.store)
    .filter((day) => !day.startsWith('.'))
    .flatMap((day) => readdirSync(join(fleet.store, day)).map((run) => join(fleet.store, day, run)))
    .sort();
}

/** What of a report is compared. */
interface Source {
  readonly name: string;
  readonly findings: readonly {
    readonly ban: string;
    readonly status: string;
    readonly program: { readonly name: string; readonly version: string };
  }[];
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

describe('a stored sweep', () => {
  test('says what its report says', async () => {
    const hosts = join(folder, 'hosts.csv');
    writeFileSync(hosts, 'name,owner,site,unit,tags\nweb-01,Ada,Oslo,IT,prod eu\n');
    const week = { 'web-01': ['kesl'], 'web-02': ['-kesl'], 'web-03': 'damaged' } as const;
    const { stdout, status } = await fleet.sweep('2026-11-02', week, '--hosts', hosts);
    expect(status).toBe(1);
    const report = JSON.parse(stdout);
    expect((await readDay(fleet.store, '2026-11-02')).gaps).toEqual([]);
    const [path = ''] = sweeps();
    const table = <Name extends TableName>(name: Name) => rowsAt(join(path, `${name}.parquet`), name);
    const tables = {
      sweep: await table('sweep'),
      bans: await table('bans'),
      hosts: await table('hosts'),
      manifests: await table('manifests'),
      findings: await table('findings'),
      gaps: await table('gaps'),
    };
    expect(tables.sweep).toMatchObject([{ schema_version: 1, verdict: 'banned', exit_status: 1, hosts: 3 }]);
    expect(tables.bans).toEqual(
      report.bans.map(({ id, title, severity, digest }: Record<string, string>) => ({
        ban: id,
        title,
        severity,
        digest,
      })),
    );
    expect(tables.hosts.map(({ host, verdict }) => [host, verdict])).toEqual(
      report.sources.map(({ name, verdict }: Record<string, string>) => [name, verdict]),
    );
    expect(tables.hosts[0]).toMatchObject({
      host: 'web-01',
      owner: 'Ada',
      site: 'Oslo',
      host_group: 'IT',
      tags: ['prod', 'eu'],
      os: 'debian',
      banned: 1,
      residue: 0,
    });
    expect(tables.hosts[1]).toMatchObject({ host: 'web-02', seen: true, banned: 0, residue: 1 });
    const sources = report.sources as readonly Source[];
    const reported = sources.flatMap(({ name, findings }) =>
      findings.map(({ ban, status, program }) => [name, ban, status, program.name, program.version]),
    );
    expect(reported.length).toBe(2);
    expect(tables.findings.map((row) => [row.host, row.ban, row.status, row.program, row.version])).toEqual(
      reported,
    );
    const unread = sources.flatMap(({ name, unread: list }) =>
      list.map(({ path, reason }) => [name, path, reason]),
    );
    expect(unread.length).toBeGreaterThan(0);
    expect(tables.gaps.map(({ host, path, reason }) => [host, path, reason])).toEqual(unread);
  });

  test('is kept apart from another one of the same day, which is reported', async () => {
    const first = await fleet.sweep('2026-11-02', { 'web-01': ['kesl'] });
    const second = await fleet.sweep('2026-11-02', { 'web-01': [] });
    expect(first.stderr).not.toContain('another sweep');
    expect(second.stderr).toMatch(
      /store: another sweep of this day is there already; this one is kept apart in day=2026-11-02.run=/u,
    );
    expect(sweeps().length).toBe(2);
    const { stdout } = await interdict(['history', fleet.store]);
    expect(stdout).toContain('2026-11-02: 2 sweeps have the same hosts; the last one of each host counts');
  });

  test('comes from scan and merge, too', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'], 'web-02': [] });
    const report = join(folder, 'report.json');
    const scan = ['scan', join(fleet.hosts, 'web-01'), '--as-of', '2026-11-03', '-o', `json=${report}`];
    await interdict([...scan, '--store', fleet.store, '-q']);
    await interdict(['merge', report, '--store', join(folder, 'merged'), '-o', 'json']);
    const [scanned, merged] = [[] as HostView[], [] as HostView[]];
    await readDay(fleet.store, '2026-11-03', (view) => scanned.push(view));
    await readDay(join(folder, 'merged'), '2026-11-03', (view) => merged.push(view));
    expect(scanned[0]?.programs.size).toBe(1);
    expect(merged[0]?.programs).toEqual(scanned[0]?.programs);
  });

  test('of an inventory is refused', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': [] });
    const inventory = join(folder, 'inventory.json');
    await interdict(['inventory', join(fleet.hosts, 'web-01'), '-o', `json=${inventory}`]);
    const { status, stderr } = await interdict(['merge', inventory, '--store', fleet.store, '-o', 'json']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('an inventory has no findings')]);
  });

  test('that cannot be written is an error, after the reports', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const report = join(folder, 'report.json');
    mkdirSync(fleet.hosts);
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'] });
    const { status, stderr } = await interdict([
      'sweep',
      fleet.hosts,
      '--store',
      join(blocked, 'store'),
      '-o',
      `json=${report}`,
    ]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('the sweep cannot be stored')]);
    expect(JSON.parse(readFileSync(report, 'utf8')).verdict).toBe('banned');
  });
});

describe('what a killed sweep left', () => {
  test('is no sweep, and is thrown away after a day', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': [] });
    const fresh = join(fleet.store, '.draft-fresh');
    const old = join(fleet.store, '.draft-old');
    for (const draft of [fresh, old]) {
      mkdirSync(draft);
      writeFileSync(join(draft, 'hosts.parquet'), 'PAR1');
    }
    utimesSync(old, new Date(0), new Date(0));
    const { status } = await interdict(['history', fleet.store]);
    expect(status).toBe(0);
    await fleet.sweep('2026-11-09', { 'web-01': [] });
    expect([existsSync(fresh), existsSync(old)]).toEqual([true, false]);
  });
});

describe('a damaged sweep', () => {
  let whole: string;
  beforeAll(async () => {
    whole = mkdtempSync(join(tmpdir(), 'interdict-whole-'));
    const { sweep } = fleetIn(whole);
    await sweep('2026-11-02', { 'web-01': ['kesl'] });
    await sweep('2026-11-09', { 'web-01': [] });
  });
  afterAll(() => {
    rmSync(whole, { recursive: true, force: true });
  });

  const damages: Readonly<Record<string, (path: string) => void>> = {
    removed: (path) => rmSync(path),
    empty: (path) => writeFileSync(path, ''),
    truncated: (path) => writeFileSync(path, readFileSync(path).subarray(0, -9)),
    'changed in one bit': (path) => {
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  };
  const files = [...tableNames.map((name) => `${name}.parquet`), 'SHA256SUMS'];
  const cases = files.flatMap((file) => Object.keys(damages).map((damage) => [file, damage] as const));

  test.each(cases)('with %s %s is told, and is not a fleet without findings', async (file, damage) => {
    cpSync(join(whole, 'store'), fleet.store, { recursive: true });
    const [, last = ''] = sweeps();
    damages[damage]?.(join(last, file));
    const { status, stdout } = await interdict(['history', fleet.store, '-o', 'json']);
    expect(status).toBe(3);
    const { gaps, findings, days } = JSON.parse(stdout);
    expect(gaps).toEqual([expect.stringContaining(`${last}: not read: `)]);
    expect(days.length).toBe(1);
    expect(findings).toMatchObject([{ program: 'kesl', presence: 'present', lastSeen: '2026-11-02' }]);
  });

  test('is reported by a sweep that draws the trend', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'] });
    writeFileSync(join(sweeps()[0] ?? '', 'hosts.parquet'), '');
    const { stdout } = await fleet.sweep('2026-11-09', { 'web-01': [] });
    expect(JSON.parse(stdout).notices).toContainEqual(expect.stringContaining('hosts.parquet is damaged'));
  });

  test('and what else lies in a store are reported', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': [] });
    mkdirSync(join(fleet.store, 'day=tomorrow'));
    const { status, stdout } = await interdict(['history', fleet.store]);
    expect(status).toBe(3);
    expect(stdout).toContain('day=tomorrow: not a part of a store');
  });

  test('of a later layout is reported', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': [] });
    const [path = ''] = sweeps();
    const { writeTable } = await import('../../src/store/parquet.ts');
    const { createHash } = await import('node:crypto');
    const file = join(path, 'sweep.parquet');
    const rows = await rowsAt(file, 'sweep');
    const table = writeTable(file, 'sweep');
    for (const row of rows) table.add({ ...row, schema_version: 2 });
    table.close();
    const sums = readFileSync(join(path, 'SHA256SUMS'), 'utf8');
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    writeFileSync(join(path, 'SHA256SUMS'), sums.replace(/^\w+(?= {2}sweep)/mu, digest));
    const { status, stdout } = await interdict(['history', fleet.store]);
    expect([status, stdout]).toEqual([3, expect.stringContaining('does not know its layout')]);
  });
});

describe('the trend of a page', () => {
  test('comes from the days before it', async () => {
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'], 'web-02': ['kesl'] });
    await fleet.sweep('2026-11-09', { 'web-01': ['kesl'], 'web-02': [] });
    const page = join(folder, 'page.html');
    await fleet.sweep('2026-11-16', { 'web-01': [], 'web-02': [] }, '-o', `html=${page}`);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('Since 2026-11-09: 1 fewer banned program');
    expect(text).toContain('2026-11-02: 2, 2026-11-09: 1, 2026-11-16: 0');
  });

  test('has each group of the list of hosts', async () => {
    const hosts = ['--hosts', join(folder, 'hosts.csv')];
    writeFileSync(join(folder, 'hosts.csv'), 'name,unit\nweb-01,Web\nweb-02,Web\nmail-01,Mail\n');
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'], 'web-02': ['kesl'], 'mail-01': [] }, ...hosts);
    await fleet.sweep('2026-11-09', { 'web-01': ['kesl'], 'web-02': 'damaged' }, ...hosts);
    const page = join(folder, 'page.html');
    const week = { 'web-01': [], 'web-02': [], 'mail-01': ['kesl'] };
    await fleet.sweep('2026-11-16', week, ...hosts, '-o', `html=${page}`);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain(
      '2026-11-02: 2 banned, 0 incomplete of 2; 2026-11-09: 1 banned, 1 incomplete of 2;',
    );
    expect(text).toContain('<small>1 fewer banned, 1 fewer incomplete</small>');
    expect(text).toContain('<small>not in the report of 2026-11-09</small>');
  });

  test('takes a report for the day that it is of', async () => {
    const report = join(folder, 'report.json');
    await fleet.sweep('2026-11-02', { 'web-01': ['kesl'] }, '-o', `ndjson=${report}`);
    const page = join(folder, 'page.html');
    await fleet.sweep('2026-11-09', { 'web-01': [] }, '-o', `html=${page}`, '--history', report);
    expect(readFileSync(page, 'utf8')).toContain('2026-11-02: 1, 2026-11-09: 0');
  });
});

test('a folder that is not a store, or not there, is an error in use', async () => {
  mkdirSync(fleet.hosts);
  const other = await interdict(['history', fleet.hosts]);
  expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('not a store of sweeps')]);
  const none = await interdict(['history', join(folder, 'nowhere')]);
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('nowhere')]);
});
