import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Journal, journalDay, openJournal } from '../../src/sweep/journal.ts';
import { encodeRecord } from '../../src/sweep/record-log.ts';
import { isInShard, parseShard } from '../../src/sweep/shard.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  path = join(folder, 'journal');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a journal', () => {
  test('gives back what was kept', () => {
    keep('web-01', { n: 1 });
    keep('wéb-02 "б"', { n: 'й' });
    const journal = open();
    expect([...journal.done()]).toEqual(['web-01', 'wéb-02 "б"']);
    expect(valueOf(journal, 'wéb-02 "б"')).toEqual({ n: 'й' });
    expect(journal.read('web-03')).toBeUndefined();
    journal.close();
  });

  test('remembers the hosts and the day that it was begun with', () => {
    const hosts = Array.from({ length: 2500 }, (_, at) => `host-${at}`);
    const journal = open('run', '2026-11-24');
    journal.begin(hosts);
    journal.close();
    expect(journalDay(path)).toBe('2026-11-24');
    const again = open('run', '2026-11-25');
    expect([...again.began]).toEqual(hosts);
    expect(again.asOf).toBe('2026-11-24');
    again.close();
  });

  test('whose list of hosts was cut off by a kill begins with a new list', () => {
    const hosts = Array.from({ length: 2500 }, (_, at) => `host-${at}`);
    const first = open();
    first.begin(hosts);
    first.close();
    const whole = readFileSync(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    for (const cut of [...ends.slice(0, -1), ...ends.slice(1).map((end) => end - 1)]) {
      writeFileSync(path, whole.subarray(0, cut));
      const journal = open();
      expect([...journal.began], `cut at ${cut}`).toEqual([]);
      journal.begin(hosts.slice(1));
      journal.append([record('host-1', 1)]);
      journal.close();
      const again = open();
      expect([...again.began]).toEqual(hosts.slice(1));
      expect([...again.done()]).toEqual(['host-1']);
      again.close();
    }
  });

  test('whose list of hosts is damaged is refused once hosts are done', () => {
    const journal = open();
    journal.begin(['web-01', 'web-02']);
    journal.append([record('web-01', 1)]);
    journal.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"web-02"', '"web-03"'));
    const again = open();
    expect([...again.began]).toEqual([]);
    expect(() => again.begin(['web-01'])).toThrow(`${path}: its list of hosts is damaged`);
    again.close();
  });

  test('cut at any length keeps every whole line and goes on', () => {
    for (const host of ['a', 'b', 'c']) keep(host, { host });
    const whole = readFileSync(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    for (let length = ends[0] ?? 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const kept = ends.filter((end) => end <= length).length - 1;
      const journal = open();
      expect([...journal.done()], `cut at ${length}`).toHaveLength(kept);
      expect(journal.notices.length).toBe(ends.includes(length) ? 0 : 1);
      journal.append([record('z', 26)]);
      journal.close();
      const again = open();
      expect([...again.done()]).toHaveLength(kept + 1);
      expect(valueOf(again, 'z')).toBe(26);
      expect(again.notices).toEqual([]);
      again.close();
    }
  });

  test('drops a line that was changed and shows it', () => {
    keep('a', { n: 1 });
    keep('b', { n: 2 });
    writeFileSync(path, readFileSync(path, 'utf8').replace('{"n":1}', '{"n":7}'));
    const journal = open();
    expect([...journal.done()]).toEqual(['b']);
    expect(journal.notices[0]).toContain('1 torn or damaged');
    journal.close();
  });

  test('reads lines of any length in any order', () => {
    const long = 'я'.repeat(700_000);
    for (const host of ['a', 'b', 'c']) keep(host, host === 'b' ? long : host);
    const journal = open();
    expect(valueOf(journal, 'c')).toBe('c');
    expect(valueOf(journal, 'b')).toBe(long);
    expect(valueOf(journal, 'a')).toBe('a');
    journal.close();
  });

  test('of another run is refused', () => {
    keep('a', 1);
    expect(() => open('other')).toThrow('another run');
  });

  test('that is no journal is refused and left as it is', () => {
    writeFileSync(path, 'just a text\n');
    expect(() => open()).toThrow('not a journal');
    expect(readFileSync(path, 'utf8')).toBe('just a text\n');
  });

  test('that lost even its first line begins anew', () => {
    keep('a', 1);
    truncateSync(path, 5);
    const journal = open();
    expect([...journal.done()]).toEqual([]);
    journal.close();
    const again = open();
    expect([...again.done()]).toEqual([]);
    again.close();
  });

  test('is written by one sweep at a time', () => {
    writeFileSync(`${path}.lock`, String(process.ppid));
    expect(() => open()).toThrow(`in use by process ${process.ppid}`);
    writeFileSync(`${path}.lock`, '999999999');
    const journal = open();
    journal.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  function open(run = 'run', asOf = '2026-11-24'): Journal {
    return openJournal({ path, run, asOf, lasting: true });
  }

  function keep(host: string, value: unknown): void {
    const journal = open();
    journal.append([record(host, value)]);
    journal.close();
  }

  function record(host: string, value: unknown): { host: string; line: string } {
    return { host, line: encodeRecord(JSON.stringify({ host, value })) };
  }

  function valueOf(journal: Journal, host: string): unknown {
    return (JSON.parse(journal.read(host) ?? '{}') as { value?: unknown }).value;
  }
});

describe('shards', () => {
  const hosts = Array.from({ length: 1000 }, (_, at) => `host-${at}`);

  test('hold every host once', () => {
    for (const host of hosts) {
      const homes = [1, 2, 3, 4, 5].filter((index) => isInShard(host, { index, of: 5 }));
      expect(homes).toHaveLength(1);
    }
  });

  test('are of similar size', () => {
    for (const index of [1, 2, 3, 4]) {
      const size = hosts.filter((host) => isInShard(host, { index, of: 4 })).length;
      expect(size).toBeGreaterThan(200);
    }
  });

  test.each(['0/2', '3/2', '1', 'a/b', '1/2/3', ''])('%s is refused', (text) => {
    expect(() => parseShard(text)).toThrow('--shard');
  });
});
