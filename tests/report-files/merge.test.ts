import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import { json } from '../../src/reporters/json.ts';
import { ndjson } from '../../src/reporters/ndjson.ts';
import type { SourceResult } from '../../src/types.ts';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-merge-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [fir, birch, alder, elder, cedar] = scanRun.results as [
  SourceResult,
  SourceResult,
  SourceResult,
  SourceResult,
  SourceResult,
];

describe('merge', () => {
  test('shards of one run give the report of the whole run', async () => {
    const shards = [[fir, cedar], [birch], [alder, elder]].map((outcomes, index) =>
      save(`${index}.ndjson`, outcomes),
    );
    const { status, stdout } = await interdict(['merge', ...shards, '-o', 'json']);
    expect(status).toBe(1);
    const whole = JSON.parse(readFileSync('fixtures/reports/outcome.json', 'utf8'));
    const { tool: _, failOn, ...merged } = JSON.parse(stdout);
    // Nothing is judged by a merge, so no configuration is in force there.
    const { tool: __, configuration, ...others } = whole;
    expect(configuration).toBeDefined();
    expect(failOn).toBe('ban');
    expect(merged).toEqual(others);
  });

  test('a clean merge gives 0', async () => {
    const { status, stdout } = await interdict(['merge', save('a.json', [cedar]), '-o', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).verdict).toBe('clean');
  });

  test('a source that is twice the same is counted once and reported', async () => {
    const { stdout } = await interdict([
      'merge',
      save('a.json', [cedar]),
      save('b.json', [cedar]),
      '-o',
      'json',
    ]);
    const { summary, notices } = JSON.parse(stdout);
    expect(summary.sources).toBe(1);
    expect(notices).toContain('1 sources are in several reports, alike');
  });

  test('of two that differ the later day wins, then the worse verdict, and it is reported', async () => {
    const bad = { ...alder, name: 'cedar' };
    const sameDay = await interdict(['merge', save('a.json', [cedar]), save('b.json', [bad]), '-o', 'json']);
    expect(sameDay.status).toBe(1);
    expect(JSON.parse(sameDay.stdout).notices).toContainEqual(
      expect.stringMatching(/^cedar differs between .*a\.json and .*b\.json$/u),
    );
    const later = save('c.json', [cedar]);
    const earlier = save('d.json', [bad], { asOf: '2026-10-24' });
    const older = await interdict(['merge', earlier, later, '-o', 'json']);
    expect(older.status).toBe(0);
    expect(JSON.parse(older.stdout).notices).toContain(
      'the reports are of different days: 2026-10-24 to 2026-11-24',
    );
  });

  test('a day to come takes the place of nothing', async () => {
    const come = save('c.json', [cedar], { asOf: '2999-01-01' });
    const { status, stderr } = await interdict([
      'merge',
      save('d.json', [{ ...alder, name: 'cedar' }]),
      come,
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/c\.json is of 2999-01-01, a day to come/u);
  });

  test('a source that was not held against a ban of the others is not clean', async () => {
    const [first, second] = scanRun.bans.map((ban) => [ban]);
    const one = save('a.json', [cedar], { bans: first ?? [] });
    const other = save('b.json', [{ ...cedar, name: 'cherry' }], { bans: second ?? [] });
    const { status, stdout } = await interdict(['merge', one, other]);
    expect(status).toBe(3);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('not checked against example-directive-2025');
    const notices = ['not checked: example-directive-2025 (for server devices only)'];
    const excused = save('a.json', [cedar], { bans: first ?? [], notices });
    const both = scanRun.bans.slice(0, 2);
    const merged = await interdict([
      'merge',
      excused,
      save('b.json', [{ ...cedar, name: 'cherry' }], { bans: both }),
    ]);
    expect(merged.status).toBe(0);
  });

  test('a report that is truncated makes the answer incomplete', async () => {
    const whole = readFileSync(save('a.ndjson', [cedar, { ...cedar, name: 'cherry' }]), 'utf8');
    writeFileSync(join(folder, 'a.ndjson'), whole.slice(0, whole.indexOf('\n') + 30));
    const { status, stdout } = await interdict(['merge', join(folder, 'a.ndjson'), save('b.json', [cedar])]);
    expect(status).toBe(3);
    // Lines are wrapped where the path of the folder ends.
    const text = stdout.replaceAll(/\s+/gu, ' ');
    expect(text).toContain('truncated inside a line');
    expect(text).toContain('it has no summary');
  });

  test('a shard of more parts than a sweep can have is no shard', async () => {
    const { status, stderr } = await interdict(['merge', save('1.json', [cedar], { shard: '1/4000000000' })]);
    expect(status).toBe(2);
    expect(stderr).toContain('1.json: no report of schema version 1: shard');
  });

  test('a shard that is missing makes the answer incomplete', async () => {
    const one = save('1.json', [cedar], { shard: '1/3' });
    const three = save('3.json', [{ ...cedar, name: 'cherry' }], { shard: '3/3' });
    const { status, stdout } = await interdict(['merge', one, three]);
    expect(status).toBe(3);
    expect(stdout).toMatch(/shard 2\/3/u);
    // A third of a fleet that nobody saw is more than a broken file.
    expect((await interdict(['merge', one, three, '--allow-unread'])).status).toBe(3);
  });

  test('an expected source that no report has makes the answer incomplete', async () => {
    writeFileSync(join(folder, 'hosts.txt'), 'cedar\ncherry\n');
    const { status, stdout } = await interdict([
      'merge',
      save('a.json', [cedar]),
      '--expect',
      join(folder, 'hosts.txt'),
    ]);
    expect(status).toBe(3);
    expect(stdout).toMatch(/cherry\n\s+no report has this source/u);
  });

  test('other rules in one of the reports are reported', async () => {
    const [first, ...others] = scanRun.bans;
    const changed = first && [{ ...first, digest: `sha256:${'0'.repeat(64)}` }, ...others.slice(1)];
    const b = save('b.json', [{ ...cedar, name: 'cherry' }], changed && { bans: changed });
    const { notices } = JSON.parse(
      (await interdict(['merge', save('a.json', [cedar]), b, '-o', 'json'])).stdout,
    );
    expect(notices).toContainEqual(expect.stringMatching(/^ban example-av-vendor differs between/u));
    expect(notices).toContainEqual(
      expect.stringMatching(/^ban example-directive-2025 was not applied in .*b\.json$/u),
    );
  });

  test('an earlier report is the history of the page', async () => {
    const old = save('old.json', [birch], { asOf: '2026-10-24' });
    const { stdout } = await interdict(['merge', save('a.json', [cedar]), '--history', old, '-o', 'html']);
    expect(stdout).toMatch(/<section id="trend"><h2>Over time<\/h2>/u);
    expect(stdout).toContain('2026-10-24');
  });

  test('inventories are merged, and not with checked reports', async () => {
    const a = join(folder, 'a.json');
    writeFileSync(a, [...json.render(inventoryRun, { color: false, width: 80 })].join(''));
    const { status, stdout } = await interdict(['merge', a, '-o', 'json']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout).sources).toEqual(JSON.parse(readFileSync(a, 'utf8')).sources);
    const mixed = await interdict(['merge', a, save('b.json', [cedar])]);
    expect(mixed.status).toBe(2);
    expect(mixed.stderr).toMatch(/they do not go together/u);
  });

  test('the journal of a sweep goes with a report that says what was checked', async () => {
    const journal = join(folder, 'journal');
    const { findings, manifests, gaps } = birch;
    const hosts = [
      { run: 'x' },
      { hosts: ['birch', 'cedar'], first: 0, total: 2 },
      { host: 'birch', value: { ...birch, sightings: [], findings: [] } },
      { host: 'birch', value: { name: 'birch', kind: 'folder', sightings: [], findings, manifests, gaps } },
      { host: 'cedar', value: { ...cedar, sightings: [] } },
    ].map((line) => JSON.stringify(line));
    const whole = hosts.map((json) => `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`).join('');
    writeFileSync(journal, whole);
    const { status, stdout } = await interdict(['merge', journal, save('a.json', [cedar]), '-o', 'json']);
    expect(status).toBe(1);
    const { summary, notices } = JSON.parse(stdout);
    expect(summary).toMatchObject({ sources: 2, programs: 9, findings: 9, unread: 0 });
    expect(notices).toContain('1 sources are in several reports, alike');
    writeFileSync(journal, whole.slice(0, -20));
    expect((await interdict(['merge', journal, save('a.json', [cedar])])).stdout).toMatch(
      /torn or damaged line/u,
    );
    const alone = await interdict(['merge', journal]);
    expect(alone.status).toBe(2);
    expect(alone.stderr).toMatch(/no report has a summary/u);
  });

  test.each([['missing.json'], ['empty.json']])('%s gives 2', async (name) => {
    if (name === 'empty.json') writeFileSync(join(folder, name), '');
    const { status, stderr } = await interdict(['merge', join(folder, name)]);
    expect(status).toBe(2);
    expect(stderr).toContain(name);
  });
});

/** Writes a report over these outcomes and gives its path. */
function save(name: string, outcomes: readonly SourceResult[], more: Partial<Run> = {}): string {
  const { asOf, bans } = scanRun;
  const notices = name === '0.ndjson' ? scanRun.notices : [];
  const run = createRun({ command: 'scan', asOf, bans, outcomes, notices, ...more }, {});
  const file = join(folder, name);
  const report = name.endsWith('.ndjson') ? ndjson : json;
  writeFileSync(file, [...report.render(run, { color: false, width: 80 })].join(''));
  return file;
}
