/** A waiver covers exactly what it names, a doubt weighs no more than the finding would, and no ban is no verdict. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathPattern, sourcePattern } from '../../src/matching/path-pattern.ts';
import { interdict } from '../support/io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-waivers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function ban(match: string, more = 'severity: ban\n'): string {
  return write('y.yaml', `title: Y\nwhy: B.\n${more}match: ${match}\n`);
}

function waiver(program: string, of = 'y', more = '', expires = '2999-01-01'): string {
  const facts = `  reason: Lab.\n  owner: a@example.org\n  expires: ${expires}\n`;
  return write('w.yaml', `- ban: ${of}\n  program: ${program}\n${more}${facts}`);
}

const AV = 'russia-based-av-vendor';
const KES = 'Kaspersky Endpoint Security for Windows,12,AO Kaspersky Lab';
const HEAD = 'DisplayName,DisplayVersion,Publisher,InstallLocation\n';
const status = async (...args: string[]) => (await interdict([...args, '--no-config'])).status;

describe('a waiver is asked about every sighting', () => {
  test('a second place of the same program is a finding of its own', async () => {
    const waived = waiver("{ path: 'C:\\Lab' }", AV);
    const lab = write('a.csv', `${HEAD}${KES},C:\\Lab\\KES\n`);
    const both = write('b.csv', `${HEAD}${KES},C:\\Lab\\KES\n${KES},C:\\Program Files\\KES\n`);
    expect(await status(lab, '-w', waived)).toBe(0);
    const { status: code, stdout } = await interdict([both, '-w', waived, '--no-config', '-o', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).summary).toMatchObject({ findings: 2, banned: 1, waived: 1 });
  });

  test.each([
    ['pkg:npm/foo@2.0.0', 0],
    ['pkg:npm/foo@2*', 0],
    ['pkg:npm/foo', 0],
    ['pkg:npm/foo@1.0.0', 1],
    ['pkg:npm/foo@1*', 1],
    ['pkg:npm/foo@2.0.0?distro=focal', 1],
  ])('%s as a waiver gives %i', async (purl, expected) => {
    const component = '{"type":"library","name":"foo","version":"2.0.0","purl":"pkg:npm/foo@2.0.0"}';
    const sbom = write('a.json', `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[${component}]}`);
    const own = ban('{ purl: "pkg:npm/foo" }');
    expect(await status(sbom, '-b', own, '-w', waiver(`{ purl: '${purl}' }`))).toBe(expected);
  });

  test.each([
    ['2999-01-01', '', 0],
    ['2999-01-01', '  from: 2026-11-01\n', 0],
    ['2999-01-01', '  from: 2998-01-01\n', 1],
  ])('until %s %s gives %i', async (expires, from, expected) => {
    const list = write(
      'h',
      'Package: kesl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n',
    );
    const file = waiver("{ id: 'deb:kesl' }", AV, from, expires);
    expect(await status(list, '-w', file, '--as-of', '2026-11-28')).toBe(expected);
  });
});

describe('what a waiver or a tolerance is on', () => {
  test.each([
    ['lab-*', 'lab-7', true],
    ['lab-*', './lab-7/', true],
    ['lab-*', 'lab-images/web-01', false],
    ['lab-images/*', 'lab-images/web-01', true],
    ['lab-images/*', './lab-images/deep/web-01', false],
    ['lab-images/**', 'lab-images/deep/web-01', true],
    ['web-02', 'WEB-02', false],
  ])('%s means %s: %s', (pattern, name, expected) => {
    expect(sourcePattern(pattern)(name)).toBe(expected);
  });

  test.each([
    ['opt/old/**', 'opt/old/a/b', true],
    ['opt/old/**', 'opt/older/a', false],
    ['**/status', 'var/lib/dpkg/status', true],
    ['opt/*', 'opt/a/b', false],
  ])('%s means the place %s: %s', (pattern, path, expected) => {
    expect(pathPattern(pattern)(path)).toBe(expected);
  });

  test('a tolerance lets its places and kinds pass and no others', async () => {
    write('src/list.csv', 'Name,Version\nbash,5\n');
    write('src/old.txt', 'nothing known\n');
    const tolerate = (text: string) => write('c.yaml', `tolerate:\n  - ${text}\n`);
    const with_ = async (text: string) =>
      (await interdict([join(folder, 'src'), '-c', tolerate(text)])).status;
    expect(await with_('{ path: old.txt, kind: unknown-format }')).toBe(0);
    expect(await with_('{ path: old.txt }')).toBe(0);
    expect(await with_('{ path: old.txt, kind: truncated }')).toBe(3);
    expect(await with_('{ path: new.txt }')).toBe(3);
    expect(await with_('{ reason: all }')).toBe(2);
  });
});

describe('a doubt', () => {
  test('is waived as the finding would be, and shown as waived', async () => {
    const list = write('a.csv', 'Name,Publisher\nFoobar,Acme\nbash,GNU\n');
    const own = ban('{ name: Foobar, version: "<2" }');
    expect(await status(list, '-b', own)).toBe(3);
    const args = [list, '-b', own, '-w', waiver('{ name: Foobar }'), '--no-config', '--strict-waivers'];
    const { status: code, stdout } = await interdict(args);
    expect(code).toBe(0);
    expect(stdout).toContain('cannot decide whether Foobar violates y');
  });

  test.each([
    ['severity: warn\n', [], 0],
    ['severity: warn\n', ['--fail-on', 'warn'], 3],
    ['severity: ban\n', [], 3],
  ])('of %j with %j gives %i', async (severity, more, expected) => {
    const list = write('a.csv', 'Name,Publisher\nFoobar,Acme\nbash,GNU\n');
    expect(await status(list, '-b', ban('{ name: Foobar, version: "<2" }', severity), ...more)).toBe(
      expected,
    );
  });
});

describe('the policy of a house', () => {
  test.each([
    ['longest: 180', 'it lasts', 2],
    ["owners: '*@example.com'", 'does not allow the owner a@example.org', 2],
    ['forbid: any-source', 'too wide', 2],
    ['forbid: [any-program, several-bans]', '', 0],
    ["owners: '*@example.org'", '', 0],
  ])('%s', async (rule, message, expected) => {
    const list = write(
      'h',
      'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n',
    );
    const config = write('c.yaml', `waiver-policy: { ${rule} }\n`);
    const { status: code, stderr } = await interdict([
      list,
      '-c',
      config,
      '-w',
      waiver("{ id: 'deb:kesl' }", AV),
    ]);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });

  test.each(['{ state: installed }', '{ purl: "pkg:*" }', '{ name: { regex: ".*" } }'])(
    '%s is for any program',
    async (program) => {
      const list = write(
        'h',
        'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n',
      );
      const config = write('c.yaml', 'waiver-policy: { forbid: any-program }\n');
      expect((await interdict([list, '-c', config, '-w', waiver(program, AV)])).status).toBe(2);
    },
  );
});

test('no ban that is asked is no verdict', async () => {
  const list = write('h', 'Package: kesl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n');
  const own = ban('{ id: "deb:kesl" }', 'phases: [{ from: 2030-01-01, severity: ban }]\n');
  expect(await status(list, '-b', own, '--as-of', '2030-01-01')).toBe(1);
  const { status: code, stderr } = await interdict([list, '-b', own, '--as-of', '2029-12-31']);
  expect(code).toBe(2);
  expect(stderr).toContain('nothing to check: y (in force from 2030-01-01)');
});
