/** What came and went: nothing is gone that nobody looked for, and nothing is new that may have been there before. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';
import { type Fleet, fleetIn } from '../support/weekly-fleet.ts';

let folder: string;
let fleet: Fleet;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-history-'));
  fleet = fleetIn(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function reported(...options: readonly string[]) {
  const { status, stdout } = await interdict(['history', fleet.store, '-o', 'json', ...options]);
  return { status, ...JSON.parse(stdout) };
}

async function text(...options: readonly string[]): Promise<string> {
  return (await interdict(['history', fleet.store, ...options])).stdout;
}

const OWN_BAN = `title: Own
why: A test.
severity: ban
effect: prohibit
match: { name: NAME }
applies-to: { who: All. }
remedy: { any: Remove it. }
authorities:
  - { id: own-1, title: Own, issuer: Own, jurisdiction: GB, issued: 2026-01-31, url: 'https://example.org/' }
`;

describe('a finding', () => {
  test('is new where its host was checked before without it', async () => {
    await fleet.sweep('2026-11-02', { a: [], b: ['kesl'] });
    await fleet.sweep('2026-11-09', { a: ['kesl'], b: ['kesl'], c: ['kesl'] });
    const { findings, totals } = await reported();
    expect(findings).toMatchObject([
      { host: 'a', presence: 'present', firstSeen: '2026-11-09', isBeginningKnown: true, isNew: true },
      { host: 'b', presence: 'present', firstSeen: '2026-11-02', isBeginningKnown: false, ageDays: 7 },
      { host: 'c', presence: 'present', firstSeen: '2026-11-09', isBeginningKnown: false, isNew: false },
    ]);
    expect(totals).toMatchObject({ present: 3, new: 1, gone: 0 });
  });

  test('is not new where its place could not be read before', async () => {
    await fleet.sweep('2026-11-02', { a: 'damaged' });
    await fleet.sweep('2026-11-09', { a: ['kesl'] });
    expect((await reported()).findings).toMatchObject([{ isBeginningKnown: false, isNew: false }]);
  });

  test('is gone where its list was read again without it, and counts for the time to removal', async () => {
    await fleet.sweep('2026-11-02', { a: [], b: ['kesl'] });
    await fleet.sweep('2026-11-09', { a: ['kesl'], b: ['kesl'] });
    await fleet.sweep('2026-11-23', { a: [], b: [] });
    const { findings, totals } = await reported();
    expect(findings).toMatchObject([
      { host: 'a', presence: 'gone', gone: '2026-11-23', lastSeen: '2026-11-09', ageDays: 14, isGone: true },
      { host: 'b', presence: 'gone', gone: '2026-11-23', isBeginningKnown: false },
    ]);
    // When that of b began, nobody knows.
    expect(totals).toMatchObject({ present: 0, gone: 2, removed: 1, meanDaysToRemoval: 14 });
  });

  test('is gone where only its settings are left', async () => {
    await fleet.sweep('2026-11-02', { a: ['kesl'] });
    await fleet.sweep('2026-11-09', { a: ['-kesl'] });
    const { findings, days } = await reported();
    expect(findings).toMatchObject([{ presence: 'gone', gone: '2026-11-09' }]);
    expect(days[1].summary.residue).toBe(1);
  });

  test.each([
    ['its list cannot be read', { a: 'damaged' } as const, 'unconfirmed'],
    ['its host is not there', { b: [] }, 'present'],
  ])('is not gone where %s', async (_, week, presence) => {
    await fleet.sweep('2026-11-02', { a: ['kesl'], b: [] });
    await fleet.sweep('2026-11-09', week);
    const { findings, totals } = await reported();
    expect(findings).toMatchObject([{ host: 'a', presence, lastSeen: '2026-11-02' }]);
    expect(totals.gone).toBe(0);
  });

  test('of a host that is expected and missing is not gone, and the host is reported', async () => {
    const expected = join(folder, 'expected');
    writeFileSync(expected, 'a\nb\n');
    await fleet.sweep('2026-11-02', { a: ['kesl'], b: [] });
    await fleet.sweep('2026-11-09', { b: [] }, '--expect', expected);
    const { findings, unseen, days } = await reported();
    expect(findings).toMatchObject([{ presence: 'present', lastSeen: '2026-11-02' }]);
    expect(unseen).toEqual([{ host: 'a', lastSeen: '2026-11-02' }]);
    expect(days.map((day: { notSeen: number }) => day.notSeen)).toEqual([0, 1]);
    expect(await text()).toContain('Hosts without data on 2026-11-09\n  a, last seen 2026-11-02\n');
  });

  test('is not gone where its ban was not applied, or was another', async () => {
    const ban = join(folder, 'own.yaml');
    const write = (name: string) => writeFileSync(ban, OWN_BAN.replace('NAME', name));
    write('tool-one');
    await fleet.sweep(
      '2026-11-02',
      { a: ['kesl', 'tool-one', 'tool-two'] },
      '-b',
      ban,
      '-b',
      'russia-based-av-vendor',
    );
    await fleet.sweep('2026-11-09', { a: ['kesl', 'tool-two'] });
    write('tool-two');
    await fleet.sweep('2026-11-16', { a: ['tool-two'] }, '-b', ban, '-b', 'russia-based-av-vendor');
    expect((await reported()).findings).toMatchObject([
      { program: 'kesl', presence: 'gone', gone: '2026-11-16' },
      { program: 'tool-one', presence: 'unconfirmed', lastSeen: '2026-11-02' },
      { program: 'tool-two', presence: 'present', isBeginningKnown: false },
    ]);
  });

  test('that comes back begins anew', async () => {
    await fleet.sweep('2026-11-02', { a: ['kesl'] });
    await fleet.sweep('2026-11-09', { a: [] });
    await fleet.sweep('2026-11-16', { a: ['kesl'] });
    expect((await reported()).findings).toMatchObject([
      { presence: 'gone', firstSeen: '2026-11-02', gone: '2026-11-09' },
      { presence: 'present', firstSeen: '2026-11-16', isNew: true },
    ]);
  });

  test('is of the owner and the version that it had last', async () => {
    const list = join(folder, 'hosts.csv');
    const day = async (date: string, owner: string, version: string) => {
      writeFileSync(list, `name,owner\na,${owner}\n`);
      await fleet.sweep(date, { a: [`kesl ${version}`] }, '--hosts', list);
    };
    await day('2026-11-02', 'Ada', '12.1');
    await day('2026-11-09', 'Ada', '12.2');
    expect((await reported()).findings).toMatchObject([{ owner: 'Ada', version: '12.2' }]);
    await day('2026-11-16', 'Bob', '12.2');
    expect((await reported()).findings).toMatchObject([{ owner: 'Bob', version: '12.2' }]);
  });

  test('of two sweeps of a day is that of the last one, host by host', async () => {
    await fleet.sweep('2026-11-02', { a: ['kesl'], b: ['kesl'] });
    await fleet.sweep('2026-11-02', { b: [] });
    const { findings, days } = await reported();
    expect(findings).toMatchObject([{ host: 'a' }]);
    expect(days).toMatchObject([{ sweeps: 2, hosts: { banned: 1, clean: 1, incomplete: 0 } }]);
  });
});

describe('what is shown', () => {
  let home: string;
  let swept: Fleet;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'interdict-history-'));
    swept = fleetIn(home);
    const hosts = join(home, 'hosts.csv');
    writeFileSync(hosts, 'name,owner,site,unit\na,Ada,Oslo,IT\nb,Bob,Rome,HR\n');
    await swept.sweep('2026-11-02', { a: [], b: [] }, '--hosts', hosts);
    await swept.sweep('2026-11-09', { a: ['kesl'], b: ['kesl'] }, '--hosts', hosts);
    await swept.sweep('2026-11-16', { a: ['kesl'], b: [] }, '--hosts', hosts);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  beforeEach(() => {
    fleet = swept;
  });

  test.each([
    ['host', { a: 1, b: 0 }],
    ['vendor', { kaspersky: 1 }],
    ['ban', { 'russia-based-av-vendor': 1 }],
    ['group', { IT: 1, HR: 0 }],
    ['site', { Oslo: 1, Rome: 0 }],
    ['owner', { Ada: 1, Bob: 0 }],
  ])('are totals by %s', async (by, present) => {
    const { groups } = await reported('--by', by);
    const counted = groups.map((group: { key: string; present: number }) => [group.key, group.present]);
    expect(Object.fromEntries(counted)).toEqual(present);
    const removed = groups.reduce((sum: number, group: { removed: number }) => sum + group.removed, 0);
    expect(removed).toBe(1);
  });

  test('is text', async () => {
    const shown = await text('--by', 'site', '--since', '2026-11-09');
    expect(shown).toMatchInlineSnapshot(`
      "1 finding present; 2 new; 1 gone; 1 removed after 7 days on average (3 sweeps, 2026-11-02 to 2026-11-16).

      Trend
        day         hosts  banned  incomplete  no data  banned programs  warnings  waived  gaps
        2026-11-02      2       0           0        0                0         0       0     0
        2026-11-09      2       2           0        0                2         0       0     0
        2026-11-16      2       1           0        0                1         0       0     0

      New, 2026-11-09 to 2026-11-16
        a: kesl 12.1 (kaspersky, banned, russia-based-av-vendor)
        b: kesl 12.1 (kaspersky, banned, russia-based-av-vendor)

      Gone, 2026-11-09 to 2026-11-16
        b: kesl 12.1 (kaspersky, banned, russia-based-av-vendor), gone 2026-11-16, 7 days after it was found first

      Present, the oldest first
        7 days: a: kesl 12.1 (kaspersky, banned, russia-based-av-vendor)

      By site
        site  present  new  gone  not confirmed  mean age  removed  days to removal
        Oslo        1    1     0              0         7        0                -
        Rome        0    1     1              0         -        1                7
      "
    `);
  });

  test('is CSV by finding and by total', async () => {
    expect(await text('-o', 'csv')).toMatchInlineSnapshot(`
      "host,presence,status,program,version,vendor,product,bans,first seen,beginning known,last seen,gone,age days,owner,site,group
      a,present,banned,kesl,12.1,kaspersky,kaspersky-endpoint-security-linux,russia-based-av-vendor,2026-11-09,yes,2026-11-16,,7,Ada,Oslo,IT
      b,gone,banned,kesl,12.1,kaspersky,kaspersky-endpoint-security-linux,russia-based-av-vendor,2026-11-09,yes,2026-11-09,2026-11-16,7,Bob,Rome,HR
      "
    `);
    expect(await text('-o', 'csv', '--by', 'site')).toMatchInlineSnapshot(`
      "site,present,unconfirmed,new,gone,mean age,removed,mean days to removal
      Oslo,1,0,0,0,7,0,
      Rome,0,0,0,1,,1,7
      "
    `);
  });

  test('goes to files, and no other format is known', async () => {
    const file = join(folder, 'history.json');
    expect(await text('-o', `json=${file}`)).toBe('');
    const { status, stderr } = await interdict(['history', fleet.store, '-o', 'yaml']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('one of text, json, csv')]);
  });
});

test('names of hosts cannot write to a terminal or a spreadsheet', async () => {
  const name = '=cmd\u001B[31m';
  mkdirSync(folder, { recursive: true });
  await fleet.sweep('2026-11-02', { [name]: ['kesl'] });
  for (const format of ['text', 'json', 'csv']) expect(await text('-o', format)).not.toContain('\u001B');
  expect(await text('-o', 'csv')).toContain("'=cmd");
});
