/** A sweep begins in its own thread, where nobody watches: only with hosts whose reading cannot take long. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPolicy } from '../../src/policy/index.ts';
import type { Host } from '../../src/sweep/host-list.ts';
import type { HostRecord } from '../../src/sweep/journal.ts';
import { createHostScanner } from '../../src/sweep/scan-host.ts';
import { whileAlike } from '../../src/sweep/worker-pool.ts';
import { tar } from '../support/tar-writer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const STATUS = 'var/lib/dpkg/status';
const PACKAGE = 'Package: kesl\nStatus: install ok installed\nVersion: 12.2\nArchitecture: all\n\n';
const policy = await loadPolicy({ onlyJudging: true });

function host(name: string, files: Readonly<Record<string, string | Uint8Array>>): Host {
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, name, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
  return { name, paths: [join(folder, name)] };
}

const plain = (name: string) => host(name, { [STATUS]: PACKAGE });

/** Whatever may take long, or needs more than a look. */
const OTHERS: Readonly<Record<string, () => Host>> = {
  'a file': () => ({ name: 'x', paths: [join(plain('x').paths[0] ?? '', STATUS)] }),
  'an archive': () => {
    const path = join(folder, 'x.tar');
    writeFileSync(path, tar([{ name: STATUS, content: PACKAGE }]));
    return { name: 'x', paths: [path] };
  },
  'an archive beside the list': () => host('x', { [STATUS]: PACKAGE, 'opt/x.tar': 'x' }),
  'a folder of lists': () => host('x', { 'dpkg.status': PACKAGE }),
  'a list of more than 16 MB': () => {
    const large = plain('x');
    truncateSync(join(large.paths[0] ?? '', STATUS), 16 * 1024 * 1024 + 1);
    return large;
  },
  'a damaged list': () => host('x', { [STATUS]: PACKAGE.slice(0, 20) }),
  'nothing any more': () => ({ name: 'x', paths: [join(folder, 'x')] }),
};

test.each(Object.entries(OTHERS))('%s is not judged where nobody watches', async (_, make) => {
  const judge = await createHostScanner({}, { policy, onlyAlike: true });
  const records = await judge([plain('a'), make(), plain('z')]);
  expect(records.map(({ host: name }) => name)).toEqual(['a']);
  expect(records).toEqual(await (await createHostScanner({}, { policy }))([plain('a')]));
});

test('the first host that may take long goes to workers, and so do all behind it', async () => {
  const asked: string[] = [];
  let closed = 0;
  const hire = async () => ({
    size: 1,
    async scan(hosts: readonly Host[]): Promise<HostRecord[]> {
      asked.push(...hosts.map(({ name }) => name));
      return hosts.map(({ name }) => ({ host: name, line: '' }));
    },
    close: async () => void closed++,
  });
  const { signal } = new AbortController();
  const pool = await whileAlike({ config: {}, policy, signal }, hire);
  expect((await pool.scan([plain('a'), plain('b')])).map(({ line }) => line !== '')).toEqual([true, true]);
  expect([pool.isInThread, asked]).toEqual([true, []]);
  const large = OTHERS['a list of more than 16 MB']?.() as Host;
  const records = await pool.scan([plain('c'), large, plain('d')]);
  expect(records.map(({ host: name }) => name)).toEqual(['c', 'x', 'd']);
  expect([pool.isInThread, asked]).toEqual([false, ['x', 'd']]);
  await pool.scan([plain('e')]);
  expect(asked).toEqual(['x', 'd', 'e']);
  await pool.close();
  expect(closed).toBe(1);
});

test('an interrupted sweep hires nobody for what it has not read', async () => {
  const signal = AbortSignal.abort();
  const hire = () => Promise.reject(new Error('hired'));
  const pool = await whileAlike({ config: {}, policy, signal }, hire);
  expect(await pool.scan([plain('a')])).toEqual([]);
  await pool.close();
});
