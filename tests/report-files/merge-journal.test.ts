/** What a journal lacks is a gap of the merge: it is no answer about hosts that it has no result of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scanRun } from '../../fixtures/reports/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import { json } from '../../src/reporters/json.ts';
import { encodeRecord } from '../../src/sweep/record-log.ts';
import type { SourceResult } from '../../src/types.ts';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-merge-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the journal of a sweep, merged with a report,', () => {
  const { asOf, bans } = scanRun;
  const ids = bans.map(({ id }) => id);
  const [, birch] = scanRun.results as [SourceResult, SourceResult];
  const clean = (name: string): SourceResult => ({
    name,
    kind: 'folder',
    sightings: [],
    manifests: [{ path: 'var/lib/dpkg/status', reader: 'dpkg-status', programs: 1 }],
    findings: [],
    gaps: [],
    programs: 1,
  });
  /** The gaps of a merge of a journal with a report about another source, by source. */
  const mergedWith = async (lines: readonly object[]) => {
    const path = join(folder, 'journal');
    writeFileSync(path, lines.map((line) => encodeRecord(JSON.stringify(line))).join(''));
    const report = join(folder, 'a.json');
    const run = createRun({ command: 'scan', asOf, bans, outcomes: [clean('other')], notices: [] }, {});
    writeFileSync(report, [...json.render(run, { color: false, width: 80 })].join(''));
    const { status, stdout } = await interdict(['merge', path, report, '-o', 'json']);
    const { sources } = JSON.parse(stdout) as {
      sources: { name: string; verdict: string; unread: { reason: string }[] }[];
    };
    const gaps = sources.flatMap(({ name, unread }) => unread.map(({ reason }) => [name, reason]));
    return {
      status,
      gaps: Object.fromEntries(gaps.map(([name = '', why]) => [name.split('/').at(-1), why])),
    };
  };
  const head = { run: 'x', asOf, bans: ids };
  const list = { hosts: ['a', 'b'], first: 0, total: 2 };
  const done = ['a', 'b'].map((host) => ({ host, value: clean(host) }));

  test('that is whole is clean', async () => {
    expect(await mergedWith([head, list, ...done])).toEqual({ status: 0, gaps: {} });
  });

  test('of a sweep that was interrupted names the hosts that were not read', async () => {
    const { status, gaps } = await mergedWith([head, list, ...done.slice(0, 1)]);
    expect([status, Object.keys(gaps)]).toEqual([3, ['b']]);
    expect(gaps['b']).toContain('the sweep ended before this host was read');
  });

  test.each([
    ['is missing', []],
    ['lacks a part', [{ ...list, total: 3 }]],
  ])('whose list of hosts %s is incomplete', async (_, lists) => {
    const { status, gaps } = await mergedWith([head, ...lists, ...done]);
    expect([status, Object.keys(gaps)]).toEqual([3, ['journal']]);
  });

  test('of a shard misses the others', async () => {
    const { status, gaps } = await mergedWith([{ ...head, shard: '1/2' }, list, ...done]);
    expect([status, gaps]).toEqual([3, { 2: 'it has no report' }]);
  });

  test('that was checked against other bans says so for each host', async () => {
    const { status, gaps } = await mergedWith([{ ...head, bans: ['own'] }, list, ...done]);
    expect([status, Object.keys(gaps)]).toEqual([3, ['a', 'b']]);
    expect(gaps['a']).toContain('not checked against');
  });

  test('has all computers that a document of a host lists', async () => {
    const both = { host: 'b', value: [clean('b > pc1'), birch] };
    expect((await mergedWith([head, list, ...done.slice(0, 1), both])).status).toBe(1);
  });
});
