/** Stored sweeps as DuckDB reads them: the queries of docs/history.md, beside what `interdict history` says. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf } from '../../scripts/docs/pages.ts';
import { columns, tableNames } from '../../src/store/tables.ts';
import { interdict } from '../support/io.ts';
import { fleetIn } from '../support/weekly-fleet.ts';

const PAGE = 'docs/history.md';
/** The engine as a package, which stays for the next run. */
const RIG = join(tmpdir(), 'interdict-duckdb');
const ENGINE = '@duckdb/node-api@1.5.6-r.1';

const page = readFileSync(PAGE, 'utf8');
const queries = blocksOf(PAGE, page)
  .filter(({ kind }) => kind === 'sql')
  .map(({ body }) => body);

const isThere = existsSync(join(RIG, 'node_modules/@duckdb/node-api')) || fetched();
if (!isThere) console.log(`skipped: ${ENGINE} cannot be fetched from the registry`);

function fetched(): boolean {
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  const { status } = spawnSync('npm', ['install', '--prefix', RIG, ...options, ENGINE], { timeout: 150_000 });
  return status === 0;
}

/** Asks in a process of its own, from a folder: rows for each text, where one may be several statements. */
function asked(folder: string, texts: readonly string[]): Record<string, unknown>[][] {
  const program = `
    import { createRequire } from 'node:module';
    import { text } from 'node:stream/consumers';
    const { DuckDBInstance } = createRequire(${JSON.stringify(join(RIG, 'x.js'))})('@duckdb/node-api');
    const engine = await (await DuckDBInstance.create(':memory:')).connect();
    const answers = [];
    for (const query of JSON.parse(await text(process.stdin)))
      answers.push((await engine.runAndReadAll(query)).getRowObjectsJson());
    console.log(JSON.stringify(answers));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    input: JSON.stringify(texts),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>[][];
}

test(`${PAGE} names every column of every table, and no other`, () => {
  for (const name of tableNames) {
    const row = new RegExp(`^\\| \`${name}\` \\| [^|]+ \\| (?<columns>[^|]+) \\|$`, 'mu').exec(page);
    const named = [...(row?.groups?.['columns'] ?? '').matchAll(/`(\w+)`/gu)].map(([, column]) => column);
    expect(named, name).toEqual(Object.keys(columns[name]));
  }
});

/** What of a history is compared. */
interface History {
  readonly days: readonly {
    readonly day: string;
    readonly hosts: { readonly banned: number };
    readonly summary: { readonly sources: number };
  }[];
  readonly findings: readonly { readonly host: string; readonly isNew: boolean; readonly isGone: boolean }[];
  readonly unseen: readonly object[];
  readonly totals: object;
}

describe.skipIf(!isThere)('DuckDB', () => {
  let folder: string;
  let history: History;
  let answers: Record<string, unknown>[][];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-duckdb-test-'));
    const { sweep, store } = fleetIn(folder);
    const bans = ['-b', 'russia-based-av-vendor', '-b', 'uk-ncsc-2017'];
    await sweep('2026-11-02', { a: [], b: ['kesl'], c: [], d: [] }, ...bans);
    await sweep('2026-11-09', { a: ['kesl'], b: ['kesl'], c: ['kesl'], d: [] }, ...bans);
    // The second of this day counts, for the hosts that it has.
    await sweep('2026-11-16', { a: ['kesl'], b: ['kesl'], c: ['kesl'] }, ...bans);
    await sweep('2026-11-16', { c: ['-kesl'] }, ...bans);
    await sweep('2026-11-23', { a: [], b: 'damaged', c: ['kesl'] }, ...bans);
    history = JSON.parse((await interdict(['history', store, '-o', 'json'])).stdout);
    answers = asked(folder, queries);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rows of the query after a sentence of the page. */
  function rowsOf(sentence: string): Record<string, unknown>[] {
    const at = page.slice(0, page.indexOf(sentence)).match(/^```sql$/gmu)?.length ?? 0;
    expect(page, sentence).toContain(sentence);
    return answers[at] ?? [];
  }

  test('answers every query of the page', () => {
    expect(queries.length).toBeGreaterThan(9);
    expect(answers.length).toBe(queries.length);
    // Views give no rows, and all others have something to say here.
    const silent = queries.filter((query, at) => !query.startsWith('CREATE') && answers[at]?.length === 0);
    expect(silent).toEqual([]);
  });

  test('has the trend of interdict history', () => {
    const { days } = history;
    expect(
      rowsOf('The trend:').map((row) => [row['day'], Number(row['hosts']), Number(row['banned'])]),
    ).toEqual(days.map(({ day, hosts, summary }) => [day, summary.sources, hosts.banned]));
  });

  test('has what is new, gone and without data', () => {
    const { findings } = history;
    const hostsOf = (rows: readonly { host?: unknown }[]) => [...new Set(rows.map(({ host }) => host))];
    expect(hostsOf(rowsOf('What is new on the last day'))).toEqual(
      hostsOf(findings.filter(({ isNew }) => isNew)),
    );
    expect(hostsOf(rowsOf('What is gone on the last day'))).toEqual(
      hostsOf(findings.filter(({ isGone }) => isGone)),
    );
    expect(rowsOf('Hosts without data')).toEqual([{ host: 'd', last_seen: '2026-11-09' }]);
    expect(history.unseen).toEqual([{ host: 'd', lastSeen: '2026-11-09' }]);
  });

  test('has the days to removal', () => {
    expect(history.totals).toMatchObject({ removed: 2, meanDaysToRemoval: 10.5 });
    const rows = rowsOf('Days to removal by vendor and ban').map(Object.values);
    expect(rows.map(([vendor, ban, removed, mean]) => [vendor, ban, Number(removed), mean])).toEqual([
      ['kaspersky', 'russia-based-av-vendor', 2, 10.5],
      ['kaspersky', 'uk-ncsc-2017', 2, 10.5],
    ]);
  });
});
