/** Sweeps in this process, over a few invented hosts. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPolicy, type Policy } from '../../src/policy/index.ts';
import { createRun } from '../../src/report/summarise.ts';
import { hostCollector } from '../../src/sweep/host-list.ts';
import { hostsOf } from '../../src/sweep/hosts.ts';
import { type SweepOptions, sweep } from '../../src/sweep/index.ts';
import { openJournal } from '../../src/sweep/journal.ts';
import type { WorkerPool } from '../../src/sweep/pool.ts';
import { recordOf, unknownHost } from '../../src/sweep/record.ts';
import { schedule } from '../../src/sweep/scheduler.ts';
import { parseShard } from '../../src/sweep/shard.ts';
import { interdict } from '../support/io.ts';
import { tar } from '../support/tar-writer.ts';

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

const CLEAN = stanza('bash');
const BANNED = stanza('kesl');

describe('the hosts of a sweep', () => {
  test('are the folders and files directly below, by names without endings', async () => {
    for (const name of ['web-01.dpkg.txt', 'web-01.reg', 'db.example.org.status', 'v1.2', '.hidden']) {
      writeFileSync(join(hosts, name), CLEAN);
    }
    mkdirSync(join(hosts, 'mail.txt'));
    const { hosts: found } = await hostsOf([hosts]);
    expect([...found.names]).toEqual(['db.example.org', 'mail.txt', 'v1.2', 'web-01']);
    expect([...found].at(-1)?.paths).toEqual(
      ['web-01.dpkg.txt', 'web-01.reg'].map((name) => join(hosts, name)),
    );
  });

  test('in two spellings are reported', async () => {
    writeFileSync(join(hosts, 'Web-01'), CLEAN);
    writeFileSync(join(hosts, 'web-01'), CLEAN);
    expect((await hostsOf([hosts])).notices).toEqual([expect.stringContaining('one host in two spellings')]);
  });

  test('are listed again unless their folder is long the same', async () => {
    writeFileSync(join(hosts, 'a.status'), CLEAN);
    const fresh = await hostsOf([hosts]);
    expect(fresh.isUnchanged()).toBe(false);
    utimesSync(hosts, 1_000_000_000, 1_000_000_000);
    const settled = await hostsOf([hosts]);
    expect(settled.isUnchanged()).toBe(true);
    expect((await hostsOf([join(hosts, 'a.status')])).isUnchanged()).toBe(false);
    writeFileSync(join(hosts, 'b.status'), CLEAN);
    expect(settled.isUnchanged()).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('whose names are not UTF-8 are each there, by name', async () => {
    for (const byte of [0xfe, 0xff]) {
      const name = Buffer.from([...Buffer.from(`${hosts}/web-`), byte, ...Buffer.from('.status')]);
      writeFileSync(name, BANNED);
    }
    fleet({ 'web-\uFFFD.status': CLEAN, 'web-\\xfe.status': CLEAN });
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    const rows = records(stdout).map(({ name, verdict, unread = [] }) => [name, verdict, unread[0]?.reason]);
    const reason = 'its name is not UTF-8: rename it';
    expect(rows).toEqual([
      ['web-\\xfe', 'clean', undefined],
      ['web-\\xfe.status', 'incomplete', reason],
      ['web-\\xff.status', 'incomplete', reason],
      ['web-\uFFFD', 'clean', undefined],
      [undefined, 'incomplete', undefined],
    ]);
    expect(status).toBe(3);
    const parts = await Promise.all(['1/2', '2/2'].map((part) => hostsOf([hosts], parseShard(part))));
    expect(parts.flatMap((part) => [...part.hosts.names]).sort()).toEqual(
      rows.slice(0, -1).map(([name]) => name),
    );
  });

  test('may be named by a pattern', async () => {
    for (const name of ['a-1.status', 'a-2.status', 'b-1.status']) writeFileSync(join(hosts, name), CLEAN);
    const { hosts: found } = await hostsOf([join(hosts, 'a-*')]);
    expect([...found.names]).toEqual(['a-1', 'a-2']);
  });
});

const LIMITS = { hostTimeout: 60_000, isolate: false, signal: new AbortController().signal };

/** What a sweep of the folder is asked, beside what is reported on its way. */
function orderOf(policy: Policy): Omit<SweepOptions, 'onBegin' | 'onReady' | 'onEnd'> {
  return {
    list: () => hostsOf([hosts]),
    policy,
    failurePolicy: {},
    assignment: { asOf: policy.day },
    run: [],
    jobs: 1,
    limits: LIMITS,
  };
}

describe('a sweep', () => {
  test('shows which hosts came and went while it ran', async () => {
    fleet({ 'a.status': CLEAN, 'b.status': CLEAN });
    utimesSync(hosts, 1_000_000_000, 1_000_000_000);
    const policy = await loadPolicy({});
    const swept = await sweep({
      ...orderOf(policy),
      onBegin: async () => {
        rmSync(join(hosts, 'a.status'));
        writeFileSync(join(hosts, 'c.status'), CLEAN);
      },
      onReady: async () => undefined,
      onEnd: () => undefined,
    });
    expect(swept.notices).toEqual([
      expect.stringContaining('1 host appeared while the sweep was running: "c"'),
      expect.stringContaining('1 host vanished while the sweep was running: "a"'),
    ]);
    expect(swept.collected.at(0)[0]?.gaps).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('vanished') }),
    ]);
    swept.close();
  });

  test.each([
    ['to its end', new AbortController().signal],
    ['until it is ended', AbortSignal.abort()],
  ])('counts as it goes what a walk over its results counts, %s', async (_, signal) => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN, 'c.status': 'no list\n' });
    const policy = await loadPolicy({});
    const swept = await sweep({
      ...orderOf(policy),
      limits: { ...LIMITS, signal },
      checks: { expected: ['b', 'd', 'e'].map((name) => ({ names: [name], place: 'list:1', tags: [] })) },
      onBegin: async () => undefined,
      onReady: async () => undefined,
      onEnd: () => undefined,
    });
    const { outcomes } = swept.collected;
    const walked = createRun(
      { command: 'scan', asOf: policy.day, bans: policy.cited, outcomes, notices: [] },
      {},
    );
    expect(swept.totals()).toEqual({ summary: walked.summary, verdict: walked.verdict });
    expect(walked.summary.sources).toBe(5);
    swept.close();
  });

  test('keeps what it checked though its folder is gone at the end', async () => {
    fleet({ 'a.status': BANNED });
    const policy = await loadPolicy({});
    const swept = await sweep({
      ...orderOf(policy),
      onBegin: async () => undefined,
      onReady: async () => rmSync(hosts, { recursive: true, force: true }),
      onEnd: () => undefined,
    });
    expect(swept.collected.at(0)[0]?.findings).toHaveLength(1);
    expect(swept.notices).toEqual([expect.stringContaining('is unknown')]);
    swept.close();
  });

  test('shows a trend when it is given an older report', async () => {
    fleet({ 'a.status': BANNED });
    const { stdout: old } = await interdict(['sweep', hosts, '-o', 'ndjson', '--as-of', '2026-10-24']);
    const report = join(folder, 'old.ndjson');
    writeFileSync(report, old);
    const { stdout } = await interdict(['sweep', hosts, '--history', report, '-o', 'html']);
    expect(stdout).toMatch(/<h2>Over time<\/h2>/u);
    expect(stdout).toContain('2026-10-24');
    const { status, stderr } = await interdict(['sweep', hosts, '--history', join(folder, 'none')]);
    expect(status).toBe(2);
    expect(stderr).toContain(join(folder, 'none'));
  });

  test('gives every host by name, in order, and the status over all', async () => {
    fleet({ 'c.status': CLEAN, 'a.status': BANNED, 'b/var/lib/dpkg/status': CLEAN });
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    const lines = records(stdout);
    expect(lines.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['a', 'banned'],
      ['b', 'clean'],
      ['c', 'clean'],
      [undefined, 'banned'],
    ]);
    expect(lines.at(-1)).toMatchObject({
      type: 'summary',
      exitCode: 1,
      summary: { sources: 3, programs: 3 },
    });
    expect(status).toBe(1);
  });

  test('says the same as a scan of each host', async () => {
    fleet({ 'a.status': BANNED + CLEAN, 'b/var/lib/dpkg/status': BANNED });
    const swept = records((await interdict(['sweep', hosts, '-o', 'ndjson'])).stdout);
    for (const [at, path] of [
      [0, 'a.status'],
      [1, 'b'],
    ] as const) {
      const scanned = records((await interdict([join(hosts, path), '-o', 'ndjson'])).stdout);
      expect({ ...swept[at], name: '' }).toEqual({ ...scanned[0], name: '' });
    }
  });

  test('goes on after a damaged host and names it', async () => {
    fleet({
      'a.status': CLEAN,
      'b.status': `${CLEAN}Package: torn\nStatus: inst`,
      'c.bin': '\0\0',
      'd.status': CLEAN,
    });
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    expect(status).toBe(3);
    expect(records(stdout).map(({ verdict }) => verdict)).toEqual([
      'clean',
      'incomplete',
      'incomplete',
      'clean',
      'incomplete',
    ]);
    const text = (await interdict(['sweep', hosts])).stdout;
    expect(text).toContain('INCOMPLETE');
  });

  if (process.getuid?.() === 0) console.log('skipped: root may enter every folder');
  test.skipIf(process.getuid?.() === 0)('names a host that may not be opened', async () => {
    fleet({ 'a/var/lib/dpkg/status': CLEAN, 'b.status': CLEAN });
    chmodSync(join(hosts, 'a'), 0o000);
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    chmodSync(join(hosts, 'a'), 0o700);
    expect(status).toBe(3);
    expect(records(stdout)[0]).toMatchObject({ name: 'a', verdict: 'incomplete' });
  });

  test('takes archives as hosts', async () => {
    fleet({ 'a.tar': tar([{ name: 'var/lib/dpkg/status', content: BANNED }]) });
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    expect(status).toBe(1);
    expect(records(stdout)[0]).toMatchObject({ name: 'a', kind: 'archive', verdict: 'banned' });
  });

  test('bears names with line ends, quotes and dots', async () => {
    const names = ['a\nb', 'c"d', '..e', '$(f)', "g'h"];
    for (const name of names) fleet({ [`x ${name}`]: CLEAN });
    const { stdout } = await interdict(['sweep', hosts, '-o', 'ndjson']);
    expect(
      records(stdout)
        .slice(0, -1)
        .map(({ name }) => name),
    ).toEqual(names.map((name) => `x ${name}`).sort());
  });

  test('of nothing is an error', async () => {
    expect(await interdict(['sweep', hosts])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no host'),
    });
    expect((await interdict(['sweep', join(folder, 'nowhere')])).status).toBe(2);
    expect((await interdict(['sweep', hosts, '--allow-empty'])).status).toBe(0);
  });

  test('writes every report that is asked for', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const formats = ['json', 'csv', 'html', 'prometheus', 'sarif', 'junit', 'markdown', 'ndjson'];
    const outputs = formats.flatMap((format) => ['-o', `${format}=${join(folder, format)}`]);
    const { status, stdout } = await interdict(['sweep', hosts, '-o', 'text', ...outputs]);
    expect(status).toBe(1);
    expect(stdout).toContain('BANNED');
    for (const format of formats) expect(readFileSync(join(folder, format), 'utf8'), format).toContain('a');
    const { sources } = JSON.parse(readFileSync(join(folder, 'json'), 'utf8'));
    expect(sources.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['banned', 'clean']);
  });

  test('shows which waivers are of no use, over all hosts', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const waiver = (name: string) =>
      `- { ban: russia-based-av-vendor, program: { id: "deb:${name}" }, reason: Lab, owner: it@example.org, expires: 2026-12-31 }\n`;
    writeFileSync(join(folder, 'waivers.yaml'), waiver('kesl') + waiver('drweb'));
    const args = [
      'sweep',
      hosts,
      '--as-of',
      '2026-11-24',
      '-w',
      join(folder, 'waivers.yaml'),
      '-o',
      'ndjson',
    ];
    const { status, stdout } = await interdict(args);
    expect(status).toBe(0);
    expect(records(stdout).at(-1)?.notices).toEqual([expect.stringContaining('matched nothing')]);
    const strict = await interdict([...args, '--strict-waivers']);
    expect(strict.status).toBe(2);
    expect(strict.stderr).toContain('matched nothing');
  });

  test('takes no notice of hosts for one of waivers', async () => {
    fleet({ 'alder.status': CLEAN, 'Alder.status': CLEAN });
    const { status, stdout, stderr } = await interdict(['sweep', hosts, '--strict-waivers', '-o', 'ndjson']);
    expect(records(stdout).at(-1)?.notices).toEqual([expect.stringContaining('two spellings')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('a batch that fails before its turn ends the sweep in its turn', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `host-${at}`);
  const batches: number[] = [];
  const pool: WorkerPool = {
    size: 2,
    async scan(batch) {
      batches.push(batch.length);
      if (batches.length === 2) throw new Error('no space is left');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return batch.map(({ name }) => ({ host: name, line: '' }));
    },
    close: async () => undefined,
  };
  const place = { path: join(folder, 'journal'), run: 'x', asOf: '2026-11-24', lasting: false };
  const journal = openJournal(place);
  const done: number[] = [];
  const going = async () => {
    const all = hostCollector();
    for (const name of names) all.addHost({ name, paths: [] });
    const list = all.hosts();
    const options = { assignment: {}, journal, pool, limits: LIMITS };
    for await (const ready of schedule(list, options)) done.push(ready);
  };
  await expect(going()).rejects.toThrow('no space is left');
  expect(done).toEqual([batches[0]]);
  journal.close();
});

describe('a sweep that is ended', () => {
  test('before it has read a host says which are missing', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const policy = await loadPolicy({});
    const swept = await sweep({
      ...orderOf(policy),
      limits: { ...LIMITS, signal: AbortSignal.abort() },
      onBegin: async () => undefined,
      onReady: async () => undefined,
      onEnd: () => undefined,
    });
    expect(swept.interrupted).toBe(true);
    expect(swept.collected.missing).toBe(2);
    swept.close();
  });

  test('between two hosts of one thread keeps the first, and goes on with the other', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const policy = await loadPolicy({});
    const ended = new AbortController();
    const resume = join(folder, 'journal');
    const ways = { onBegin: async () => undefined, onReady: async () => undefined, onEnd: () => undefined };
    const scan: WorkerPool['scan'] = async ([first]) => {
      ended.abort();
      return first ? [recordOf(unknownHost(first.name, 'read'))] : [];
    };
    const half = await sweep({
      ...orderOf(policy),
      ...ways,
      resume,
      limits: { ...LIMITS, signal: ended.signal },
      openQueue: async () => ({ size: 1, scan, close: async () => undefined }),
    });
    expect([half.interrupted, half.collected.missing]).toEqual([true, 1]);
    half.close();
    const whole = await sweep({ ...orderOf(policy), ...ways, resume });
    expect([whole.interrupted, whole.collected.missing]).toEqual([false, 0]);
    whole.close();
  });

  test('while it lists hosts says so', async () => {
    for (let at = 0; at < 1100; at++) writeFileSync(join(hosts, `h${at}`), '');
    await expect(hostsOf([hosts], undefined, AbortSignal.abort())).rejects.toThrow('interrupted while');
  });
});

describe('a queued sweep', () => {
  test('gives every host to the workers that it was given, reads none, and closes them', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `host-${10 + at}`);
    fleet(Object.fromEntries(names.map((name) => [`${name}.status`, BANNED])));
    const policy = await loadPolicy({});
    const asked: string[] = [];
    let closed = 0;
    const swept = await sweep({
      ...orderOf(policy),
      openQueue: async (assignment) => {
        expect(assignment).toMatchObject({ asOf: policy.day });
        return {
          size: 4,
          async scan(batch) {
            asked.push(...batch.map(({ name }) => name));
            return batch.map(({ name }) => recordOf(unknownHost(name, 'done elsewhere')));
          },
          close: async () => void closed++,
        };
      },
      onBegin: async () => undefined,
      onReady: async () => undefined,
      onEnd: () => undefined,
    });
    const reasons = Array.from(swept.collected.outcomes, ({ name, gaps }) => [name, gaps[0]?.reason]);
    swept.close();
    expect(asked.sort()).toEqual(names);
    expect(reasons).toEqual(names.map((name) => [name, 'done elsewhere']));
    expect(closed).toBe(1);
  });

  test('needs the queue that the command names', async () => {
    fleet({ 'a.status': CLEAN });
    const queue = 'redis://127.0.0.1:1';
    const { status, stderr } = await interdict(['sweep', hosts, '--queue', queue]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(queue)]);
  });
});

describe('shards', () => {
  test('together are the whole', async () => {
    for (let at = 0; at < 40; at++) fleet({ [`host-${at}.status`]: at % 7 === 0 ? BANNED : CLEAN });
    const files = [];
    for (const part of ['1/3', '2/3', '3/3']) {
      const file = join(folder, `${part[0]}.ndjson`);
      await interdict(['sweep', hosts, '--shard', part, '-o', `ndjson=${file}`, '-o', 'text']);
      files.push(file);
    }
    const whole = records((await interdict(['sweep', hosts, '-o', 'ndjson'])).stdout);
    const parts = records((await interdict(['merge', ...files, '-o', 'ndjson'])).stdout);
    expect(parts.slice(0, -1)).toEqual(whole.slice(0, -1));
    expect(parts.at(-1)?.summary).toEqual(whole.at(-1)?.summary);
  });
});

describe('a journal of a sweep', () => {
  test('spares the hosts that are done', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const args = ['sweep', hosts, '--resume', join(folder, 'journal'), '-o', 'json'];
    const first = await interdict(args);
    unfinish(join(folder, 'journal'));
    // What is done is not looked at again: this change is not seen.
    fleet({ 'a.status': CLEAN });
    expect(await interdict(args)).toEqual(first);
  });

  test('begins anew once its sweep was reported', async () => {
    fleet({ 'a.status': CLEAN });
    const args = ['sweep', hosts, '--resume', join(folder, 'journal')];
    expect((await interdict(args)).status).toBe(0);
    fleet({ 'a.status': BANNED });
    expect(await interdict(args)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the sweep of this journal was finished; a new one begins'),
    });
  });

  test('describes hosts that came and went, and leaves none out', async () => {
    fleet({ 'a.status': CLEAN, 'b.status': CLEAN });
    const args = ['sweep', hosts, '--resume', join(folder, 'journal'), '-o', 'ndjson'];
    await interdict(args);
    unfinish(join(folder, 'journal'));
    rmSync(join(hosts, 'a.status'));
    fleet({ 'c.status': CLEAN });
    const { stdout } = await interdict(args);
    expect(records(stdout).map(({ name }) => name)).toEqual(['a', 'b', 'c', undefined]);
    expect(records(stdout).at(-1)?.notices).toEqual([
      expect.stringContaining('1 host appeared since the sweep was begun: "c"'),
      expect.stringContaining('1 host vanished since the sweep was begun: "a"'),
    ]);
  });

  test('of other rules, hosts or options is refused', async () => {
    fleet({ 'a.status': CLEAN });
    const journal = join(folder, 'journal');
    await interdict(['sweep', hosts, '--resume', journal]);
    unfinish(journal);
    for (const more of [['-b', 'all'], ['--as-of', '2020-01-01'], ['--shard', '1/1'], ['--allow-empty']]) {
      const { status, stderr } = await interdict(['sweep', hosts, '--resume', journal, ...more]);
      expect([status, stderr], more.join(' ')).toEqual([2, expect.stringContaining('another run')]);
    }
  });

  test('can be merged by itself', async () => {
    fleet({ 'a.status': BANNED, 'b.status': CLEAN });
    const journal = join(folder, 'journal');
    const report = join(folder, 'report.json');
    await interdict(['sweep', hosts, '--resume', journal, '-o', `json=${report}`]);
    const { stdout } = await interdict(['merge', report, journal, '-o', 'ndjson']);
    expect(records(stdout).at(-1)).toMatchObject({ summary: { sources: 2, banned: 1 } });
  });
});

/** Leaves the journal as a sweep that was killed before its report leaves it. */
function unfinish(journal: string): void {
  const lines = readFileSync(journal, 'utf8').split('\n');
  expect(lines.at(-2)).toContain('finished');
  writeFileSync(journal, `${lines.slice(0, -2).join('\n')}\n`);
}

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Example <a@example.org>\nVersion: 1.0-1\nDescription: example\n\n`;
}

function fleet(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(hosts, path, '..'), { recursive: true });
    writeFileSync(join(hosts, path), content);
  }
}

interface Line {
  readonly name?: string;
  readonly verdict?: string;
  readonly notices?: readonly string[];
  readonly unread?: readonly { readonly reason: string }[];
  readonly summary?: object;
}

function records(ndjson: string): Line[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
