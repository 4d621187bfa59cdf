/** Controls that prevent: they name what is banned for sure, and never what keeps a machine up. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';
import { missingTools } from '../support/rpm-harness.ts';

const DAY = ['--as-of', '2026-11-24'];
const PACKAGES = ['apt', 'dnf', 'zypper', 'pacman'];
const BROWSERS = ['chrome', 'edge', 'firefox'];
const EXTENSION = 'aaaabbbbccccddddeeeeffffgggghhhh';
const folder = mkdtempSync(join(tmpdir(), 'interdict-prevention-'));
afterAll(() => rmSync(folder, { recursive: true }));

if (missingTools('apt-get').length > 0) console.log('skipped: apt-get is not there, so no pin is tried');

const call = (...args: string[]) => interdict(args);

let count = 0;
function own(match: object, more: object = {}): string {
  const file = join(folder, `own-${(count += 1)}.yaml`);
  writeFileSync(file, JSON.stringify({ title: 'Own', why: 'A test.', severity: 'ban', match, ...more }));
  return file;
}

const ids = (...kinds: string[]) => ({ id: kinds });
const NAMED = ids(
  'deb:banned',
  'rpm:banned',
  'pacman:banned',
  `chrome-extension:${EXTENSION}`,
  'firefox-addon:a@banned',
);

describe.each([...PACKAGES, ...BROWSERS])('%s', (target) => {
  test('names what is banned, the same each time, with the rules it is from', async () => {
    const ban = own(NAMED);
    const first = await call('export', target, '-b', ban, ...DAY);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(
      PACKAGES.includes(target) ? /\bbanned\b/u : new RegExp(`"(?:${EXTENSION}|a@banned)"`, 'u'),
    );
    expect(first.stdout + first.stderr).toMatch(/sha256:[0-9a-f]{64}/u);
    expect((await call('export', target, '-b', ban, ...DAY)).stdout).toBe(first.stdout);
  });

  test('leaves out what only warns, what joins conditions, and allow-lists', async () => {
    const sure = own(NAMED);
    const others = [
      own(ids('deb:milder', 'rpm:milder', 'pacman:milder'), { severity: 'warn' }),
      own({ ...ids('deb:joined', 'rpm:joined', 'pacman:joined'), version: '<2' }),
      own(ids('deb:excepted', 'rpm:excepted', 'pacman:excepted'), { except: { path: '/opt/example' } }),
      own(ids('deb:listed', 'rpm:listed', 'pacman:listed'), { only: [{ id: 'deb:x-tool' }] }),
    ];
    const { stdout, stderr, status } = await call(
      'export',
      target,
      ...[sure, ...others].flatMap((it) => ['-b', it]),
      ...DAY,
    );
    expect(status).toBe(0);
    const rules = stdout.replace(/^#.*$/gmu, '');
    expect(rules).not.toMatch(/milder|joined|excepted|listed/u);
    for (const word of ['only warns', 'join several tests', 'allow-list']) expect(stderr).toContain(word);
  });

  test('refuses a model that leaves nothing, and never names a part of the system', async () => {
    const system = own(ids('deb:libc6', 'rpm:glibc', 'pacman:pacman', 'deb:dpkg'), {
      'includes-system': true,
    });
    const { status, stderr } = await call('export', target, '-b', system, ...DAY);
    expect(status).toBe(2);
    expect(stderr).toContain('can be stopped here');
  });

  test('no name becomes code', async () => {
    const hostile = ['alder$(id)', 'a,b', '"quoted"', '../up', '[main]', 'x;rm${IFS}-rf'];
    // Rules with blanks in an id, and with ids in another form, are refused before anything is written.
    for (const id of ['firefox-addon:x y; rm -rf z', 'firefox-addon:line\nend@x', 'deb:x y'])
      expect((await call('export', target, '-b', own(ids(id)), ...DAY)).status).toBe(2);
    const names = ['deb', 'rpm', 'pacman'].flatMap((kind) => hostile.map((name) => `${kind}:${name}`));
    const ban = own(ids(...names, ...hostile.map((name) => `firefox-addon:${name}@x`)));
    const { stdout, status } = await call('export', target, '-b', ban, '-b', own(NAMED), ...DAY);
    expect(status).toBe(0);
    expect(stdout.replace(/^#.*$/gmu, '')).not.toMatch(/rm -rf|rm\$|\bend\b|\$\(|a,b|quoted|\.\./u);
  });
});

test('the built-in bans that name packages give controls without a part of the system', async () => {
  for (const target of PACKAGES) {
    const { stdout } = await call('export', target, '-b', 'russia-based-av-vendor', ...DAY);
    expect(stdout).toContain('kesl');
    expect(stdout.replace(/^#.*$/gmu, '')).not.toMatch(/\b(?:libc6|glibc|systemd|bash|interdict)\b/u);
  }
});

test.skipIf(missingTools('apt-get').length > 0)(
  'apt refuses the banned package and installs its neighbour',
  async () => {
    const { stdout } = await call('export', 'apt', '-b', own(ids('deb:banned')), ...DAY);
    const root = join(folder, 'root');
    for (const part of ['repo', 'lists/partial', 'cache/archives/partial', 'preferences.d', 'none'])
      mkdirSync(join(root, part), { recursive: true });
    const stanza = (name: string) =>
      `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: x\nFilename: ./${name}.deb\nSize: 1\nSHA256: ${'0'.repeat(64)}\nDescription: x\n\n`;
    writeFileSync(join(root, 'repo/Packages'), stanza('banned') + stanza('banned-not'));
    writeFileSync(join(root, 'status'), '');
    writeFileSync(join(root, 'sources.list'), `deb [trusted=yes] file:${root}/repo ./\n`);
    const settings = {
      Dir: root,
      'Dir::State::status': `${root}/status`,
      'Dir::State::lists': `${root}/lists`,
      'Dir::Cache': `${root}/cache`,
      'Dir::Etc::sourcelist': `${root}/sources.list`,
      'Dir::Etc::sourceparts': `${root}/none`,
      'Dir::Etc::preferencesparts': `${root}/preferences.d`,
      'APT::Sandbox::User': '',
    };
    const flags = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
    const apt = (...args: string[]) =>
      spawnSync('apt-get', [...flags, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    expect(apt('update').status).toBe(0);
    expect(apt('install', '-s', 'banned').status).toBe(0);
    writeFileSync(join(root, 'preferences.d/interdict'), stdout);
    const refused = apt('install', '-s', 'banned');
    expect(refused.stderr).toContain('has no installation candidate');
    expect(refused.status).toBe(100);
    expect(apt('install', '-s', 'banned-not')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Inst banned-not'),
    });
  },
);
