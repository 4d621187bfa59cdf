/** Object storage as a server has it that others wrote: pages of a long list, keys with odd letters, ETags. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type openBucket as Open, openBucket } from '../../src/object-storage/index.ts';
import { interdict } from '../support/io.ts';

/** The server as a package, which stays for the next run. */
const RIG = join(tmpdir(), 'interdict-s3rver');
const SERVER = 's3rver@3.7.1';

const isClientThere = resolves('@aws-sdk/client-s3');
if (!isClientThere) console.log('skipped: the package @aws-sdk/client-s3 is not installed');
const isServerThere = existsSync(join(RIG, 'node_modules/s3rver')) || fetched();
if (!isServerThere) console.log(`skipped: ${SERVER} cannot be fetched from the registry`);

function resolves(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(name) !== '';
  } catch {
    return false;
  }
}

function fetched(): boolean {
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  const { status } = spawnSync('npm', ['install', '--prefix', RIG, ...options, SERVER], { timeout: 150_000 });
  return status === 0;
}

/** Its tokens of pages need a cipher that OpenSSL 3 has only by this option. */
const OPTIONS = ['--openssl-legacy-provider', '--input-type=module', '-e'];
const PROGRAM = `
  import { createRequire } from 'node:module';
  const S3rver = createRequire(${JSON.stringify(join(RIG, 'x.js'))})('s3rver');
  const configureBuckets = [{ name: 'fleet' }];
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[1], configureBuckets });
  console.log((await server.run()).port);`;

describe.skipIf(!isClientThere || !isServerThere)('s3rver', () => {
  let folder: string;
  let server: ChildProcess;
  let bucket: ReturnType<typeof Open>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-s3rver-test-'));
    mkdirSync(join(folder, 'data'));
    server = spawn(process.execPath, [...OPTIONS, PROGRAM, join(folder, 'data')]);
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout?.once('data', (text) => resolve(String(text).trim()));
      server.stderr?.once('data', (text) => reject(new Error(String(text))));
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
    bucket = openBucket({ bucket: 'fleet' });
  });
  afterAll(() => {
    server.kill();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  async function put(key: string, content: string): Promise<void> {
    const file = join(folder, 'object');
    writeFileSync(file, content);
    await bucket.upload(file, key);
  }

  const stanza = (name: string) =>
    `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.1\nDescription: x\n\n`;

  test('gives a list of more than a page, whole', async () => {
    const keys = Array.from({ length: 1050 }, (_, at) => `long/${String(at).padStart(4, '0')}`);
    for (const key of keys) await put(key, key);
    const objects = await bucket.list('long/');
    expect(objects.map(({ key }) => key)).toEqual(keys);
  });

  test.each([
    'a b',
    'a+b',
    'a%20b',
    'букв',
    "a'b",
    'a&b',
    'a=b',
    'a~b',
    'a(b)',
    'a?b',
    'a#b',
    'a\\b',
    ' a',
    'a ',
    'e\u0301',
    '\u{1f600}',
    '0012',
  ])('keeps %s', async (name) => {
    await put(`odd/${name}`, name);
    const object = (await bucket.list('odd/')).find(({ key }) => key === `odd/${name}`);
    const file = join(folder, 'back');
    rmSync(file, { force: true });
    await bucket.download(object ?? { key: '', etag: '', size: 0 }, file);
    expect(readFileSync(file, 'utf8')).toBe(name);
  });

  test('says 404 of what is not there', async () => {
    const missing = { key: 'missing', etag: '', size: 1 };
    await expect(bucket.download(missing, join(folder, 'x'))).rejects.toThrow(
      's3://fleet/missing: 404 NoSuchKey',
    );
    const none = await interdict(['sweep', 's3://no-such-bucket/hosts']);
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('404 NoSuchBucket')]);
  });

  test('has hosts, takes the report and the store, and gives the history', async () => {
    await put('hosts/web-01/var/lib/dpkg/status', stanza('kesl'));
    await put('hosts/web-02.dpkg.status', stanza('bash'));
    const call = ['sweep', 's3://fleet/hosts', '--no-progress', '--store', 's3://fleet/store'];
    const first = await interdict([
      ...call,
      '--as-of',
      '2026-11-02',
      '-o',
      'json=s3://fleet/out/report.json',
    ]);
    expect(first.status).toBe(1);
    await put('hosts/web-01/var/lib/dpkg/status', stanza('bash'));
    expect((await interdict([...call, '--as-of', '2026-11-09', '-q'])).status).toBe(0);
    const [report] = await bucket.list('out/');
    expect(report?.key).toBe('out/report.json');
    const { status, stdout } = await interdict(['history', 's3://fleet/store', '-o', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).findings).toMatchObject([{ host: 'web-01', presence: 'gone' }]);
  });
});
