import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal } from '../src/sweep/journal.ts';
import { isInShard, parseShard } from '../src/sweep/shard.ts';

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
    keep('wéb-02', { n: 'й' });
    const journal = openJournal(path, 'run');
    expect([...journal.done.keys()]).toEqual(['web-01', 'wéb-02']);
    expect(journal.read('wéb-02')).toEqual({ n: 'й' });
    journal.close();
  });

  test('cut at any length keeps every whole line and goes on', () => {
    for (const host of ['a', 'b', 'c']) keep(host, { host });
    const whole = readFileSync(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    for (let length = ends[0] ?? 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const kept = ends.filter((end) => end <= length).length - 1;
      const journal = openJournal(path, 'run');
      expect(journal.done.size, `cut at ${length}`).toBe(kept);
      expect(journal.notices.length).toBe(ends.includes(length) ? 0 : 1);
      journal.append([{ host: 'z', value: 26 }]);
      journal.close();
      const again = openJournal(path, 'run');
      expect(again.done.size).toBe(kept + 1);
      expect(again.read('z')).toBe(26);
      again.close();
    }
  });

  test('drops a line that was changed and tells it', () => {
    keep('a', { n: 1 });
    keep('b', { n: 2 });
    const text = readFileSync(path, 'utf8').replace('{"n":1}', '{"n":7}');
    writeFileSync(path, text);
    const journal = openJournal(path, 'run');
    expect([...journal.done.keys()]).toEqual(['b']);
    expect(journal.notices[0]).toContain('1 torn or damaged');
    journal.close();
  });

  test('of another run is refused', () => {
    keep('a', 1);
    expect(() => openJournal(path, 'other')).toThrow('another run');
  });

  test('that is no journal is refused', () => {
    writeFileSync(path, 'just a text\n');
    expect(() => openJournal(path, 'run')).toThrow('not a journal');
  });

  test('that lost even its first line begins anew', () => {
    keep('a', 1);
    truncateSync(path, 5);
    const journal = openJournal(path, 'run');
    expect(journal.done.size).toBe(0);
    journal.close();
    appendFileSync(path, '');
    expect(openJournal(path, 'run').done.size).toBe(0);
  });

  function keep(host: string, value: unknown): void {
    const journal = openJournal(path, 'run');
    journal.append([{ host, value }]);
    journal.close();
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
