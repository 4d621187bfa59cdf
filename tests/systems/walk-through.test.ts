/** From laptops to Monday's page: 60 simulated hosts over four weeks, with the scripts of `examples/fleet`. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const isBuilt = existsSync('dist/cli.js');
if (!isBuilt) console.log('skipped: dist is not built');

const DAY = 86_400_000;
const NAMES = Array.from({ length: 60 }, (_, at) => `laptop-${String(at + 1).padStart(2, '0')}`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-weeks-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'hosts'));
  const command = join(folder, 'bin/interdict');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  const rows = NAMES.map(
    (name, at) => `${name},Ada,Oslo,${at < 30 ? 'Sales' : 'IT'},${at === 59 ? 'lab' : 'office'}`,
  );
  writeFileSync(join(folder, 'hosts.csv'), `name,owner,site,unit,tags\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a collector of this host delivers, some days ago; half of it if it was killed. */
function deliver(name: string, program: string, { days = 1, killed = false } = {}): void {
  const part = join(folder, 'hosts', `.${name}.part`);
  const place = join(folder, 'hosts', name);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(join(part, 'var/lib/dpkg'), { recursive: true });
  mkdirSync(join(part, 'etc'));
  writeFileSync(join(part, 'etc/os-release'), 'ID=debian\n');
  const packages = ['bash', program].map(
    (one) =>
      `Package: ${one}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: x\n`,
  );
  writeFileSync(join(part, 'var/lib/dpkg/status'), `${packages.join('\n')}\n`);
  if (killed) return;
  const time = new Date(Date.now() - days * DAY).toISOString();
  writeFileSync(join(part, 'collected'), `name=${name}\ntime=${time}\n`);
  rmSync(place, { recursive: true, force: true });
  renameSync(part, place);
}

interface Source {
  readonly name: string;
  readonly verdict: string;
  readonly group?: string;
  readonly unread: readonly { readonly kind: string }[];
}

function monday(day: string) {
  const call = spawnSync(
    resolve('examples', 'fleet', 'monday.sh'),
    [join(folder, 'hosts'), join(folder, 'pages'), join(folder, 'hosts.csv'), day],
    { encoding: 'utf8', env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` } },
  );
  const page = (file: string) => readFileSync(join(folder, 'pages', day, file), 'utf8');
  const lines = page('report.ndjson').trim().split('\n').slice(0, -1);
  const sources = lines.map((line) => JSON.parse(line) as Source);
  const odd = sources
    .filter(({ verdict }) => verdict !== 'clean')
    .map(({ name, verdict, unread }) => [name, verdict, ...unread.map(({ kind }) => kind)].join(' '));
  return { status: call.status, said: call.stdout + call.stderr, sources, odd, page };
}

describe.skipIf(!isBuilt)('four weeks of 60 laptops', () => {
  test('a first week in which all deliver', () => {
    for (const name of NAMES) deliver(name, name === 'laptop-07' ? 'kesl' : 'vim');
    const { status, said, sources, odd, page } = monday('2026-11-02');
    expect(status, said).toBe(1);
    expect(sources).toHaveLength(60);
    expect(odd).toEqual(['laptop-07 banned']);
    expect(sources[0]).toMatchObject({ group: 'Sales' });
    expect(page('index.html')).toContain('laptop-07');
    expect(page('summary.md')).toContain('| `Sales` | 30 | 1 | 0 | 29 |');
    expect(said).toBe('');
    expect(page('summary.md')).toMatch(/\| --- \|.*\n\| `laptop-07` \| banned/u);
  });

  test('a second in which one is away, one is truncated half-way, and one is mended', () => {
    for (const name of NAMES.slice(2)) deliver(name, name === 'laptop-30' ? 'kesl' : 'vim');
    // Its data of the week before lies there still, and is too old now.
    deliver('laptop-01', 'vim', { days: 9 });
    rmSync(join(folder, 'hosts/laptop-02'), { recursive: true });
    deliver('laptop-02', 'kesl', { killed: true });
    const { status, said, odd, page } = monday('2026-11-09');
    expect(status, said).toBe(1);
    expect(odd).toEqual(['laptop-01 incomplete stale', 'laptop-30 banned', 'laptop-02 incomplete missing']);
    expect(page('changes.txt')).toMatch(/laptop-30/u);
    expect(page('changes.txt')).toMatch(/laptop-07/u);
  });

  test('a third in which nothing is banned, and one host is still missing', () => {
    for (const name of NAMES) if (name !== 'laptop-02') deliver(name, 'vim');
    const { status, said, odd } = monday('2026-11-16');
    expect(status, said).toBe(3);
    expect(odd).toEqual(['laptop-02 incomplete missing']);
  });

  test('a fourth that is clean, and one page for each week', () => {
    for (const name of NAMES) deliver(name, 'vim');
    const { status, said, odd, page } = monday('2026-11-23');
    expect(status, said).toBe(0);
    expect(odd).toEqual([]);
    expect(page('index.html')).toContain('<svg');
    const history = page('history.txt');
    expect(history).toContain('1 removed after 7 days on average (4 sweeps, 2026-11-02 to 2026-11-23)');
    expect(history).toMatch(/By group/u);
    expect(readdirSync(join(folder, 'pages/store'))).toHaveLength(4);
    expect(readdirSync(join(folder, 'pages')).filter((name) => name !== 'store')).toEqual([
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
    ]);
  });

  test('a sweep that fails shows no page', () => {
    writeFileSync(join(folder, 'hosts.csv'), 'owner\nAda\n');
    const before = readdirSync(join(folder, 'pages'));
    expect(() => monday('2026-11-30')).toThrow('ENOENT');
    expect(readdirSync(join(folder, 'pages')).filter((name) => !name.startsWith('.'))).toEqual(before);
  });
});

describe('schedules', () => {
  const place = 'examples/fleet/schedules';

  test('name the collectors that there are', () => {
    for (const file of readdirSync(place)) {
      const text = readFileSync(join(place, file), 'utf8');
      for (const [name] of text.matchAll(/(?:collect-\w+|monday)\.(?:sh|ps1)/gu))
        expect(existsSync(join('examples/fleet', name)), `${file}: ${name}`).toBe(true);
    }
  });

  test('of systemd and launchd and Windows are sound', () => {
    for (const file of ['interdict-collect.xml', 'org.example.interdict-collect.plist']) {
      const text = readFileSync(join(place, file), 'utf8');
      const open = Array.from(
        text.matchAll(/<(?<name>[A-Za-z]\w*)(?:\s[^>]*)?(?<!\/)>/gu),
        ({ groups }) => groups?.['name'],
      );
      const shut = Array.from(text.matchAll(/<\/(?<name>\w+)>/gu), ({ groups }) => groups?.['name']);
      expect(open.sort(), file).toEqual(shut.sort());
    }
    expect(spawnSync('sh', ['-n', join(place, 'jamf-policy.sh')]).status).toBe(0);
  });
});
