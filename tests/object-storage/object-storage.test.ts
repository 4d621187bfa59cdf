/** Hosts, reports and stores in object storage: what cannot be read is reported, and never clean or lost. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBucket } from '../../src/object-storage/index.ts';
import { interdict } from '../support/io.ts';
import { type Fault, type S3Server, s3Server } from '../support/s3-server.ts';

const isThere = isInstalled();
if (!isThere) console.log('skipped: the package @aws-sdk/client-s3 is not installed');

function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('@aws-sdk/client-s3') !== '';
  } catch {
    return false;
  }
}

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
const stanza = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.1\nDescription: x\n\n`;

let server: S3Server;
let folder: string;
beforeEach(async () => {
  server = await s3Server();
  folder = mkdtempSync(join(tmpdir(), 'interdict-s3-'));
  const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: server.url, TMPDIR: folder };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  // Nothing of ours stays behind.
  const left = readdirSync(folder).filter((name) => name.startsWith('interdict-'));
  rmSync(folder, { recursive: true, force: true });
  await server.close();
  expect(left).toEqual([]);
});

/** A host as one object, or as a folder of objects. */
function put(key: string, ...packages: readonly string[]): void {
  server.objects.set(key, Buffer.from(packages.map(stanza).join('')));
}

interface Source {
  readonly name: string;
  readonly verdict: string;
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

async function swept(...options: readonly string[]) {
  const call = ['sweep', 's3://fleet/hosts', '--no-progress', '-o', 'json', ...options];
  const { status, stdout, stderr } = await interdict(call);
  const { sources = [] } = (stdout === '' ? {} : JSON.parse(stdout)) as { sources?: readonly Source[] };
  return { status, stderr, sources: Object.fromEntries(sources.map((source) => [source.name, source])) };
}

const verdicts = (sources: Readonly<Record<string, Source>>) =>
  Object.fromEntries(Object.entries(sources).map(([name, { verdict }]) => [name, verdict]));

describe.skipIf(!isThere)('hosts in a bucket', () => {
  test('are swept as those of a folder are, over several pages of the list', async () => {
    put('hosts/web-01/dpkg.status', 'bash', 'kesl');
    for (const at of [2, 3, 4, 5]) put(`hosts/web-0${at}.dpkg.status`, 'bash');
    put('hosts/name with +, % и букв/dpkg.status', 'bash');
    put('hosts/.part/dpkg.status', 'kesl');
    put('hosts-of-others/web-09/dpkg.status', 'kesl');
    server.objects.set('hosts/web-01/', Buffer.alloc(0));
    const { status, sources } = await swept();
    expect(status).toBe(1);
    expect(verdicts(sources)).toEqual({
      'name with +, % и букв': 'clean',
      'web-01': 'banned',
      'web-02': 'clean',
      'web-03': 'clean',
      'web-04': 'clean',
      'web-05': 'clean',
    });
  });

  test('are shared out by their names, and others are not read', async () => {
    for (let at = 0; at < 24; at++) put(`hosts/host-${at}/dpkg.status`, 'bash');
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const parts = [await swept('--shard', '1/2'), await swept('--shard', '2/2')];
    const names = parts.flatMap(({ sources }) => Object.keys(sources)).sort();
    expect(names).toEqual([...server.objects.keys()].map((key) => key.split('/')[1]).sort());
    expect(server.requests.filter((request) => request.endsWith('.status')).length).toBe(24);
    process.off('warning', note);
    expect(warnings, 'many calls hear one signal').toEqual([]);
  });

  const PASSING: readonly Fault[] = ['slow-down', 'error', 'reset', 'cut'];
  test.each(PASSING)('are read again after: %s', async (fault) => {
    put('hosts/web-01/dpkg.status', 'bash', 'kesl');
    server.faults.set('hosts/web-01/dpkg.status', [fault, fault]);
    server.faults.set('list', fault === 'cut' ? [] : [fault]);
    const { sources } = await swept();
    expect(sources['web-01']?.unread).toEqual([]);
    expect(verdicts(sources)).toEqual({ 'web-01': 'banned' });
  });

  test.each([
    ['forbidden', 1, '403 AccessDenied'],
    ['gone', 1, '404 NoSuchKey'],
    ['changed', 1, 'changed while it was read'],
    ['swapped', 1, 'changed while it was read'],
    ['slow-down', 5, '503 SlowDown'],
    ['cut', 5, 's3://fleet/hosts/web-01/dpkg.status: '],
  ] as const)('are incomplete by name where an object is %s', async (fault, times, reason) => {
    put('hosts/web-01/a.status', 'bash');
    put('hosts/web-01/dpkg.status', 'bash');
    put('hosts/web-02/dpkg.status', 'bash');
    server.faults.set(
      'hosts/web-01/dpkg.status',
      Array.from({ length: times }, () => fault),
    );
    const { status, sources } = await swept('--allow-empty', '--allow-unread');
    expect(verdicts(sources)).toEqual({ 'web-01': 'incomplete', 'web-02': 'clean' });
    expect(sources['web-01']?.unread[0]).toMatchObject({
      path: '.',
      reason: expect.stringContaining(reason),
    });
    expect(status).toBe(3);
  });

  test.each([
    ['a path that leaves the folder', 'hosts/web-01/../../x', 'web-01'],
    ['a name that is empty', 'hosts//x', /^key-[0-9a-f]{16}$/u],
    ['a file that is a folder, too', 'hosts/web-02/dpkg.status/x', 'web-02'],
    ['a name that is too long', `hosts/${'x'.repeat(300)}/dpkg.status`, /^key-[0-9a-f]{16}$/u],
  ])('are incomplete by name with %s', async (_, key, name) => {
    put('hosts/web-02/dpkg.status', 'bash');
    put(key, 'bash');
    const { status, sources } = await swept();
    expect(status).toBe(3);
    const incomplete = Object.values(sources).filter(({ verdict }) => verdict === 'incomplete');
    expect(incomplete.map((source) => source.name)).toEqual([expect.stringMatching(name)]);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test.each(['forbidden', 'gone'] as const)(
    'cannot be listed: %s is an error, and not fewer hosts',
    async (fault) => {
      for (const at of [1, 2, 3]) put(`hosts/web-0${at}/dpkg.status`, 'bash');
      server.faults.set('list', [fault]);
      const first = await swept();
      expect([first.status, first.stderr]).toEqual([
        2,
        expect.stringMatching(/s3:\/\/fleet\/hosts\/: 40[34] /u),
      ]);
    },
  );

  test.each([
    ['login', ['login'], 'the answer is not a list of S3'],
    ['endless', ['endless', 'endless'], 'the list is truncated: it does not say how it goes on'],
    ['moved', ['moved'], '301 PermanentRedirect: the bucket is elsewhere'],
  ] as const)('cannot be listed: %s is an error, and no empty bucket', async (_, faults, reason) => {
    for (const at of [1, 2, 3]) put(`hosts/web-0${at}/dpkg.status`, 'bash');
    server.faults.set('list', [...faults]);
    const { status, stderr } = await swept('--allow-empty');
    expect([status, stderr]).toEqual([2, expect.stringContaining(`s3://fleet/hosts/: ${reason}`)]);
  });

  test('that are not there are missed by the address', async () => {
    expect(await swept()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('s3://fleet/hosts: no host'),
    });
  });

  test('are not read again with a cache while their ETag is the same', async () => {
    put('hosts/web-01/dpkg.status', 'bash');
    put('hosts/web-02/dpkg.status', 'bash');
    const cache = join(folder, 'cache');
    await swept('--cache', cache);
    put('hosts/web-02/dpkg.status', 'kesl');
    server.requests.length = 0;
    expect(verdicts((await swept('--cache', cache)).sources)).toEqual({
      'web-01': 'clean',
      'web-02': 'banned',
    });
    expect(server.requests.filter((request) => request !== 'GET ')).toEqual(['GET hosts/web-02/dpkg.status']);
  });

  test.each(['list', 'hosts/web-01/dpkg.status'])(
    'that are silent at %s do not hold up an interrupt',
    async (key) => {
      put('hosts/web-01/dpkg.status', 'bash');
      server.faults.set(key, ['silent']);
      const asked = key === 'list' ? 'GET ' : `GET ${key}`;
      const ending = setInterval(() => {
        if (server.requests.includes(asked)) process.emit('SIGTERM');
      }, 50);
      const began = performance.now();
      const { status, stderr, sources } = await swept().finally(() => clearInterval(ending));
      // No folder is made for each host that was not read.
      expect([status, sources]).toEqual([75, {}]);
      expect(stderr).toContain('not read: the call was interrupted');
      expect(performance.now() - began).toBeLessThan(15_000);
    },
  );

  test('cannot be given to workers, nor keep journals and caches', async () => {
    for (const [option, value] of [
      ['--cache', 's3://fleet/cache'],
      ['--resume', 's3://fleet/journal'],
      ['--queue', 'redis://127.0.0.1:1'],
    ] as const)
      expect((await swept(option, value)).status, option).toBe(2);
    expect((await interdict(['sweep', 's3://F/x'])).stderr).toContain('give s3://bucket/prefix');
    expect(server.requests).toEqual([]);
  });
});

describe.skipIf(!isThere)('reports and stores in a bucket', () => {
  test('are put there, and the store is read back', async () => {
    put('hosts/web-01/dpkg.status', 'bash', 'kesl');
    const store = ['--store', 's3://fleet/store'];
    await swept(...store, '--as-of', '2026-11-02');
    put('hosts/web-01/dpkg.status', 'bash');
    const page = ['-o', 'html=s3://fleet/pages/index.html'];
    const second = await swept(...store, '--as-of', '2026-11-09', ...page);
    expect(second.status).toBe(0);
    expect(server.objects.get('pages/index.html')?.toString()).toContain('2026-11-02: 1, 2026-11-09: 0');
    const puts = server.requests.filter((request) => request.startsWith('PUT store/day=2026-11-09'));
    expect([puts.length, puts.at(-1)]).toEqual([7, expect.stringContaining('SHA256SUMS')]);
    const { status, stdout } = await interdict(['history', 's3://fleet/store', '-o', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).findings).toMatchObject([{ presence: 'gone', gone: '2026-11-09' }]);
    const third = await swept(...store, '--as-of', '2026-11-09');
    expect(third.stderr).toContain('another sweep of this day is there already');
  });

  test('an upload that was killed, or an object that cannot be read, is no sweep and is reported', async () => {
    put('hosts/web-01/dpkg.status', 'kesl');
    await swept('--store', 's3://fleet/store', '--as-of', '2026-11-02');
    await swept('--store', 's3://fleet/store', '--as-of', '2026-11-09');
    const sums = [...server.objects.keys()].filter((key) => key.endsWith('SHA256SUMS'));
    server.faults.set(sums[1] ?? '', ['forbidden']);
    for (const end of [() => undefined, () => server.objects.delete(sums[1] ?? '')]) {
      end();
      const { status, stdout } = await interdict(['history', 's3://fleet/store', '-o', 'json']);
      expect(status).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({
        gaps: [expect.stringContaining('day=2026-11-09')],
        days: [{}],
      });
    }
  });

  test('a report that cannot be put is an error', async () => {
    put('hosts/web-01/dpkg.status', 'bash');
    server.faults.set('report.json', ['forbidden']);
    const { status, stderr } = await interdict([
      'sweep',
      's3://fleet/hosts',
      '-o',
      'json=s3://fleet/report.json',
    ]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('s3://fleet/report.json: 403 AccessDenied'),
    ]);
  });
});

describe.skipIf(!isThere)('a bucket', () => {
  test('that is silent is given up, and asked again', async () => {
    put('a', 'bash');
    server.faults.set('a', ['silent', 'silent']);
    const timeout = { attempts: 2, pause: 1, silence: 200 };
    const [object] = await openBucket({ bucket: 'fleet' }).list('');
    const path = join(folder, 'a');
    const bucket = openBucket({ bucket: 'fleet' }, timeout);
    const read = () => bucket.download(object ?? { key: 'a', etag: '', size: 0 }, path);
    await expect(read()).rejects.toThrow('s3://fleet/a: no answer in 0.2 seconds');
    await read();
    expect(readFileSync(path)).toEqual(server.objects.get('a'));
  });
});

test('nothing is loaded or opened unless an address is named', async () => {
  const host = join(folder, 'hosts/web-01');
  mkdirSync(host, { recursive: true });
  writeFileSync(join(host, 'dpkg.status'), stanza('bash'));
  const options = [
    '--store',
    join(folder, 'store'),
    '--cache',
    join(folder, 'cache'),
    '-o',
    `json=${join(folder, 'r')}`,
  ];
  expect((await interdict(['sweep', join(folder, 'hosts'), '--no-progress', ...options])).status).toBe(0);
  expect((await interdict(['history', join(folder, 'store')])).status).toBe(0);
  expect(server.requests).toEqual([]);
});
