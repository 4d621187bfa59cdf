/** Sweeps that are killed, interrupted or out of disk, with the built command. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOf, unknownHost } from '../../src/sweep/record.ts';
import { guarded } from '../../src/sweep/worker-pool.ts';
import { iterations } from '../support/iterations.ts';
import { until } from '../support/wait.ts';

const isBuilt = existsSync('dist/sweep-worker.js');
if (!isBuilt) console.log('skipped: dist is not built, so there is no command to kill');

const HOSTS = iterations({ quick: 1000, full: 1500 });
const ROUNDS = iterations({ quick: 3, full: 20 });
let folder: string;
let hosts: string;
let whole: Buffer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  hosts = join(folder, 'hosts');
  mkdirSync(hosts);
  for (let at = 0; at < HOSTS; at++) {
    const names = ['bash', at % 97 === 0 ? 'kesl' : `tool-${at % 5}`];
    writeFileSync(join(hosts, `host-${String(at).padStart(4, '0')}.status`), names.map(stanza).join(''));
  }
  if (isBuilt) whole = undisturbed();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!isBuilt)('a sweep with a journal', () => {
  test(`killed at ${ROUNDS} random moments and resumed says the same, byte by byte`, async () => {
    const random = randomFrom(20261124);
    let kills = 0;
    for (let round = 0; kills < ROUNDS; round++) {
      const journal = join(folder, `journal-${round}`);
      const report = join(folder, `report-${round}.ndjson`);
      for (let timeout = 40 + random() * 400; ; timeout += 60) {
        const { signal } = await ended(sweep(journal, report), timeout);
        if (signal !== 'SIGKILL') break;
        kills++;
      }
      expect(readFileSync(report).equals(whole), `round ${round}`).toBe(true);
      const names = readFileSync(journal, 'utf8').match(/"host":"host-\d{4}"/gu) ?? [];
      expect(names.length, 'no host is done twice').toBe(new Set(names).size);
      expect(names).toHaveLength(HOSTS);
    }
  });

  test('interrupted ends with what is done and names what is not', async () => {
    const journal = join(folder, 'interrupted');
    const report = join(folder, 'interrupted.ndjson');
    const child = sweep(journal, report);
    await until(() => existsSync(journal) && readFileSync(journal).includes('"value"'));
    child.kill('SIGINT');
    const [, reported] = await Promise.all([ended(child), gathered(child)]);
    expect(reported).toContain('interrupted');
    expect(child.exitCode, 'none of the answers').toBe(75);
    const lines = readFileSync(report, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(HOSTS + 1);
    expect(lines.at(-1)).toContain('the sweep was interrupted');
    expect(lines.at(-2)).toContain('the sweep was ended before this host was read');
    await ended(sweep(journal, report));
    expect(readFileSync(report).equals(whole)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('out of disk keeps what is done', () => {
    const journal = join(folder, 'full');
    const report = join(folder, 'full.ndjson');
    const call = commandFor(journal, report)
      .map((word) => `'${word}'`)
      .join(' ');
    const { status, stderr } = spawnSync('bash', ['-c', `ulimit -f 100; ${call}`], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('what is done is kept');
    expect(statSync(journal).size).toBeLessThanOrEqual(100 * 1024);
    const [command = '', ...args] = commandFor(journal, report);
    expect(spawnSync(command, args, { encoding: 'utf8' }).stderr, 'no part of a line').toBe('');
    expect(readFileSync(report).equals(whole)).toBe(true);
  });

  test('says the same with one worker, several, and none', () => {
    for (const jobs of ['1', '3']) {
      const report = join(folder, `jobs-${jobs}.ndjson`);
      spawnSync(process.execPath, [
        'bin/interdict.js',
        'sweep',
        hosts,
        '--as-of',
        '2026-11-24',
        '--jobs',
        jobs,
        '-o',
        'text',
        '-o',
        `ndjson=${report}`,
      ]);
      expect(readFileSync(report).equals(whole)).toBe(true);
    }
  });
});

test('a host that brings a worker down is named, and the others of its batch are checked', async () => {
  const batch = ['a', 'bad', 'c'].map((name) => ({ name, paths: [name] }));
  const records = await guarded(batch, async (hosts) => {
    if (hosts.some(({ name }) => name === 'bad')) throw new Error('gone');
    return hosts.map(({ name }) => recordOf({ ...unknownHost(name, ''), gaps: [] }));
  });
  expect(records.map(({ host }) => host)).toEqual(['a', 'bad', 'c']);
  expect(records.map(({ line }) => line.includes('brought a worker down: gone'))).toEqual([
    false,
    true,
    false,
  ]);
});

function undisturbed(): Buffer {
  const report = join(folder, 'whole.ndjson');
  const [command = '', ...args] = commandFor(join(folder, 'whole'), report);
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, '']);
  return readFileSync(report);
}

function commandFor(journal: string, report: string): string[] {
  const args = ['sweep', hosts, '--as-of', '2026-11-24', '--resume', journal, '--jobs', '2'];
  return [process.execPath, 'bin/interdict.js', ...args, '-o', `ndjson=${report}`, '--no-progress'];
}

function sweep(journal: string, report: string): ChildProcess {
  const [command = '', ...args] = commandFor(journal, report);
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Waits for the end, or kills after so many milliseconds. */
async function ended(child: ChildProcess, timeout?: number): Promise<{ signal: NodeJS.Signals | null }> {
  const timer = timeout === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeout);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  clearTimeout(timer);
  return { signal: child.signalCode };
}

async function gathered(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stderr ?? []) text += String(chunk);
  return text;
}

/** A small generator of numbers from 0 to 1, the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nDescription: example\n\n`;
}
