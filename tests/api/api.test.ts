/** The calls of the library: the same as the command, and nothing left behind. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  defineReader,
  evaluatePrograms,
  inventory,
  loadPolicy,
  merge,
  type Program,
  type Run,
  readerMetadata,
  render,
  reportFormats,
  scan,
  sweep,
  verify,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { interdict } from '../support/io.ts';

const home = mkdtempSync(join(tmpdir(), 'interdict-api-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const asOf = '2026-11-24';
const BIRCH = 'fixtures/machines/birch';

async function textOf(run: Run, format: string): Promise<string> {
  return [...(await render(run, format))].join('');
}

describe('the same as the command', () => {
  test.each(reportFormats)('%s of a scan, byte for byte', async (format) => {
    const { stdout } = await interdict([BIRCH, '--as-of', asOf, '--no-config', '-o', format]);
    expect(await textOf(await scan(BIRCH, { asOf }), format)).toBe(stdout);
  });

  test('a list of targets, bans, waivers, tolerance', async () => {
    const targets = [BIRCH, 'fixtures/machines/alder'];
    const calls = ['-b', 'us-*', '--fail-on', 'residue', '--allow-unread', '--device-class', 'server'];
    const { stdout, status } = await interdict([
      ...targets,
      '--as-of',
      asOf,
      '--no-config',
      ...calls,
      '-o',
      'json',
    ]);
    const run = await scan(targets, {
      asOf,
      bans: ['us-*'],
      failOn: 'residue',
      allowUnread: true,
      deviceClass: 'server',
    });
    expect(await textOf(run, 'json')).toBe(stdout);
    expect(run.exitCode).toBe(status);
  });

  test('an inventory and a sweep', async () => {
    const listed = await interdict(['inventory', BIRCH, '--traces', '--no-config', '-o', 'json']);
    expect(await textOf(await inventory(BIRCH), 'json')).toBe(listed.stdout);
    const fleet = await interdict([
      'sweep',
      'fixtures/machines',
      '--as-of',
      asOf,
      '--no-config',
      '-q',
      '-o',
      'json',
    ]);
    const steps: number[] = [];
    const swept = await sweep('fixtures/machines', { asOf, onProgress: (done) => steps.push(done) });
    expect(await textOf(swept.run, 'json')).toBe(fleet.stdout);
    expect(steps.at(-1)).toBe(swept.run.summary.sources);
    swept.close();
  });
});

describe('a sweep of the library', () => {
  const hosts = join(home, 'fleet');
  const put = (name: string, program: string, time: string) => {
    mkdirSync(join(hosts, name), { recursive: true });
    const stanza = `Package: ${program}\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n`;
    writeFileSync(join(hosts, name, 'dpkg.status'), stanza);
    writeFileSync(join(hosts, name, 'collected'), `name=${name}\ntime=${time}\n`);
  };
  const verdicts = async (options: Parameters<typeof sweep>[1]) => {
    const swept = await sweep(hosts, options);
    const found = Array.from(swept.run.results, ({ name, verdict, gaps }) =>
      [name, verdict, ...gaps.map(({ kind }) => kind)].join(' '),
    );
    swept.close();
    return found;
  };

  test('names hosts that are missing, and those whose data is too old', async () => {
    put('web-01', 'bash', new Date().toISOString());
    put('web-02', 'bash', '2026-01-01T00:00:00Z');
    const list = join(home, 'hosts.txt');
    writeFileSync(list, 'web-01\nweb-03\n');
    expect(await verdicts({})).toEqual(['web-01 clean', 'web-02 clean']);
    expect(await verdicts({ expect: [list], maxAge: 7 * 86_400_000 })).toEqual([
      'web-01 clean',
      'web-02 incomplete stale',
      'web-03 incomplete missing',
    ]);
    await expect(sweep(hosts, { expect: [list], shard: '1/2' })).rejects.toThrow('only a part of the hosts');
  });

  test('begins anew after the journal of a sweep that came to its end', async () => {
    const journal = join(home, 'journal');
    put('web-01', 'bash', new Date().toISOString());
    expect(await verdicts({ resume: journal })).toContain('web-01 clean');
    put('web-01', 'kesl', new Date().toISOString());
    expect(await verdicts({ resume: journal })).toContain('web-01 banned');
  });
});

describe('nothing is taken from where the program runs', () => {
  test('limits are those of the call, side by side too', async () => {
    const before = { ...limits };
    const runs = await Promise.all([
      scan(BIRCH, { asOf, limits: { programs: 1 } }),
      scan(BIRCH, { asOf }),
      scan(BIRCH, { asOf, limits: { programs: 1 } }),
      loadPolicy({ limits: { depth: 3 } }),
    ]);
    const [small, whole, again] = runs.slice(0, 3) as Run[];
    expect(small?.summary.unread).toBeGreaterThan(0);
    expect(whole?.summary.unread).toBe(0);
    expect(again?.summary).toEqual(small?.summary);
    expect(limits).toEqual(before);
  });

  test('standard input is not read, and a failure leaves no limits behind', async () => {
    const before = { ...limits };
    await expect(scan('-', { limits: { depth: 3 } })).rejects.toThrow('the library reads no standard input');
    expect(limits).toEqual(before);
  });
});

describe('what is wrong with a call is an error with words', () => {
  test.each([
    ['a target', () => scan('nowhere'), 'nowhere: no such file or folder'],
    ['an empty target', () => scan(''), 'an empty name of a source'],
    ['a ban', () => scan(BIRCH, { bans: ['us-txx'] }), 'unknown ban "us-txx"'],
    ['a day', () => scan(BIRCH, { asOf: '2026-02-30' }), 'not a day of the calendar'],
    ['a configuration', () => scan(BIRCH, { config: 'nowhere.yaml' }), 'nowhere.yaml'],
    ['a reader', () => scan('package.json', { as: 'dpkg-stat' }), 'did you mean "dpkg-status"?'],
    ['a report', async () => render(await scan(BIRCH), 'sarf'), 'did you mean "sarif"?'],
    [
      'a plugin',
      () => scan(BIRCH, { plugins: [{ readers: [] }] }),
      'plugins[0]: the default export has to be',
    ],
    ['a folder of hosts', () => sweep('nowhere'), 'nowhere'],
    ['a program', () => evaluatePrograms([{ name: '' }]), 'programs[0]: name has to be'],
    [
      'a key of a program',
      () => evaluatePrograms([{ nam: 'x' } as never]),
      'programs[0]: there is no key "nam"',
    ],
    ['a saved report', async () => merge(['package.json']), 'package.json: no report of schema version 1'],
    ['a report to verify', () => verify('package.json'), 'package.json: no report of schema version 1'],
  ])('%s', async (_, call, said) => {
    await expect(call()).rejects.toThrow(said);
  });
});

describe('programs of a list', () => {
  const hostile: Program[] = [
    { name: '\u001b]0;x\u0007Kaspersky Endpoint Security', publisher: 'AO Kaspersky Lab' },
    { name: '__proto__', ids: ['deb:__proto__'] },
    { name: '<script>', version: '"' },
  ];

  test('with names that somebody made to do harm', async () => {
    const run = await evaluatePrograms(hostile, { name: 'list' });
    expect(run).toMatchObject({ verdict: 'banned', summary: { programs: 3 } });
    // A statement of in-toto is about files with digests, and there is none.
    for (const format of reportFormats.filter((it) => it !== 'in-toto'))
      expect(await textOf(run, format)).not.toContain('\u001b');
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  test('of none, and of traces alone, is incomplete', async () => {
    expect((await evaluatePrograms([])).exitCode).toBe(3);
    expect((await evaluatePrograms([{ name: 'x', kind: 'trace' }])).exitCode).toBe(3);
  });

  test('of several computers is several sources', async () => {
    const run = await evaluatePrograms([
      { name: 'Kaspersky Endpoint Security', publisher: 'AO Kaspersky Lab', host: 'a' },
      { name: 'openssl', host: 'b' },
    ]);
    expect(Array.from(run.results, ({ name, verdict }) => [name, verdict])).toEqual([
      ['programs > a', 'banned'],
      ['programs > b', 'clean'],
    ]);
  });
});

describe('a signal', () => {
  test('ends a scan with its reason', async () => {
    const reason = new Error('enough');
    await expect(scan(BIRCH, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(inventory(BIRCH, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('ends a sweep, which is incomplete then', async () => {
    const swept = await sweep('fixtures/machines', { signal: AbortSignal.abort() });
    expect(swept).toMatchObject({ interrupted: true, run: { verdict: 'incomplete', exitCode: 3 } });
    swept.close();
  });
});

test('a reader that a program has takes part, and every built-in one keeps its id', async () => {
  const folder = join(home, 'machine/opt/own');
  mkdirSync(folder, { recursive: true });
  cpSync('package.json', join(folder, 'x'));
  const own = defineReader({
    id: 'own',
    title: 'own',
    paths: ['opt/own/x'],
    read: () => [{ name: 'kesl', ids: ['deb:kesl'] }],
  });
  const run = await scan(join(home, 'machine'), { plugins: [{ readers: [own] }] });
  expect(run).toMatchObject({ verdict: 'banned', plugins: [{ file: 'plugins[0]', readers: ['own'] }] });
  const taken = { ...own, id: readerMetadata[0]?.id ?? '' };
  await expect(scan(BIRCH, { plugins: [{ readers: [taken] }] })).rejects.toThrow('in interdict itself');
  await expect(scan(BIRCH, { plugins: [{ readers: [own] }, { readers: [own] }] })).rejects.toThrow(
    'plugins[0]',
  );
});

test('the library writes nothing beside what it is asked to', async () => {
  const file = join(home, 'saved.json');
  writeFileSync(file, await textOf(await scan(BIRCH, { asOf }), 'json'));
  expect((await verify(file)).holds).toBe(true);
  expect(merge([file], { expect: ['larch'] })).toMatchObject({ verdict: 'banned', summary: { sources: 2 } });
  expect(existsSync('interdict.yaml')).toBe(false);
  expect(readFileSync(file, 'utf8')).toContain('"asOf": "2026-11-24"');
});
