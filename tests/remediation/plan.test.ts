/** Plans: which commands, for whom, and that no name of a report becomes code in one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planOf } from '../../src/remediation/index.ts';
import { planWriters } from '../../src/remediation/writers/index.ts';
import type { SavedReport } from '../../src/report-files/read.ts';
import type { Finding, Sighting, SourceResult } from '../../src/types.ts';
import { interdict } from '../support/io.ts';
import { iterations } from '../support/iterations.ts';
import { missingTools } from '../support/rpm-harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const noAnsible = missingTools('ansible-playbook').length > 0;
if (noAnsible) console.log('skipped: ansible-playbook is not there, so no playbook is checked by it');

type Found = Partial<Sighting> & { readonly name: string };

function finding(program: Found, more: Partial<Finding> = {}): Finding {
  return {
    ban: 'own',
    severity: 'ban',
    program: { reader: 'dpkg-status', path: 'list', ...program },
    reasons: ['a test'],
    authorities: [],
    ...more,
  };
}

function reportOf(
  ...hosts: (readonly [name: string, findings: readonly Finding[], more?: Partial<SourceResult>])[]
) {
  const results = hosts.map(
    ([name, findings, more = {}]): SourceResult => ({
      name,
      kind: 'folder',
      sightings: [],
      manifests: [],
      findings,
      gaps: [],
      ...more,
    }),
  );
  const head = { asOf: '2026-11-24' } as NonNullable<SavedReport['head']>;
  return { path: 'report.json', command: 'scan', head, results, gaps: [] } satisfies SavedReport;
}

const kesl = finding({ name: 'kesl', version: '12', ids: ['deb:kesl'] });
const WINDOWS = '{11111111-2222-3333-4444-555555555555}';

async function written(form: string, report: SavedReport): Promise<string> {
  return [...((await planWriters[form]?.())?.(planOf(report, {})) ?? [])].join('');
}

const sh = (script: string, ...args: string[]) => {
  const file = join(folder, 'plan.sh');
  writeFileSync(file, script);
  return spawnSync('sh', [file, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
};

/** Puts programs in front of the real ones: each says how it was called. */
function stub(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

describe('which commands', () => {
  const commands = (...findings: Finding[]) =>
    planOf(reportOf(['web-01', findings]), {}).hosts.flatMap(({ steps }) =>
      steps.map(({ removals, byHand }) => byHand ?? removals.map(({ argv }) => argv.join(' ')).join(' + ')),
    );

  test('each package manager has its own, by the ID and never by the name', () => {
    const by = (id: string) => commands(finding({ name: 'X', ids: [id] }))[0];
    expect(by('deb:kesl')).toBe('dpkg --remove kesl');
    expect(by('rpm:kesl')).toBe('rpm --erase kesl');
    expect(by('apk:kesl')).toBe('apk del kesl');
    expect(by('pacman:kesl')).toBe('pacman --remove --noconfirm kesl');
    expect(by('xbps:kesl')).toBe('xbps-remove --yes kesl');
    expect(by('snap:kesl')).toBe('snap remove kesl');
    expect(by('flatpak:com.tencent.WeChat')).toBe(
      'flatpak uninstall --system --noninteractive com.tencent.WeChat',
    );
    expect(by('choco:kis')).toBe('choco uninstall --yes kis');
    expect(by('winget:Yandex.Browser')).toContain('--id Yandex.Browser');
    expect(by(`product-code:${WINDOWS}`)).toBe(`msiexec /qn /norestart /x ${WINDOWS}`);
    expect(by('bundle-id:com.kaspersky.kav')).toMatch(/^No command removes it safely/u);
  });

  test('the tool that installed it removes it, once', () => {
    const ids = [`product-code:${WINDOWS}`, 'choco:kis', 'uninstall-key:KIS'];
    expect(commands(finding({ name: 'KIS', ids }))).toEqual(['choco uninstall --yes kis']);
    expect(commands(kesl, { ...kesl, ban: 'another' })).toEqual(['dpkg --remove kesl']);
  });

  test('what a command would not do is left to people, with the remedy of the ban', () => {
    const remedy = 'Ask the vendor.';
    expect(commands(finding({ name: 'KIS' }, { remedy }))).toEqual([
      'The list shows no package. Ask the vendor.',
    ]);
    expect(commands(finding({ name: 'kesl', kind: 'trace' }))[0]).toContain('Only a trace');
    expect(commands(finding({ name: 'Agent', reader: 'requirement', path: '.' }))[0]).toContain('install it');
    expect(commands(finding({ name: 'x', user: 'bob', ids: ['flatpak:com.tencent.WeChat'] }))[0]).toContain(
      'bob',
    );
  });

  test.each(['libc6', 'dpkg', 'systemd', 'interdict'])('%s is never removed by a command', (name) => {
    expect(commands(finding({ name, ids: [`deb:${name}`, `rpm:${name}`] }))[0]).toContain('No command');
  });

  test('no ID becomes an option or a pattern', () => {
    for (const value of [
      '-y',
      '--force',
      'a*',
      'a b',
      'a;b',
      'a$(b)',
      "a'b",
      'a\nb',
      '',
      '../a',
      'a|b',
      'a{b}',
    ])
      for (const kind of [
        'deb',
        'rpm',
        'apk',
        'pacman',
        'snap',
        'flatpak',
        'choco',
        'winget',
        'product-code',
      ])
        expect(commands(finding({ name: 'X', ids: [`${kind}:${value}`] }))[0]).toMatch(/^No command/u);
  });

  test('only what fails the report is in the plan: no waived finding, no note, no residue', () => {
    const waiver = { reason: 'r', owner: 'o', expires: '2999-01-01' };
    const left = finding({ name: 'kesl', ids: ['deb:kesl'], state: 'residue' });
    const all = [
      { ...kesl, waiver },
      { ...kesl, severity: 'note' as const },
      { ...kesl, severity: 'warn' as const },
      left,
    ];
    expect(commands(...all)).toEqual([]);
    const plan = planOf(reportOf(['web-01', [left]]), { failOn: 'residue' });
    expect(plan.hosts[0]?.steps[0]?.removals[0]?.argv).toEqual(['dpkg', '--purge', 'kesl']);
  });
});

describe('which hosts', () => {
  test('the name of the machine counts before the path of the source', () => {
    const plan = planOf(
      reportOf(['hosts/WEB-01/', [kesl]], ['a', [kesl], { hostname: 'db-01.example.org' }]),
      {},
    );
    expect(plan.hosts.map(({ host }) => host)).toEqual(['db-01.example.org', 'web-01']);
  });

  test('what is no host is left out by name, and so is an image', () => {
    const names = ['all', 'ungrouped', 'a b', 'a:b', '!a', '~a', '*', "a'b", '-a', '{{ a }}'];
    const plan = planOf(
      reportOf(...names.map((name) => [name, [kesl]] as const), ['app', [kesl], { kind: 'image' }]),
      {},
    );
    expect(plan.hosts).toEqual([]);
    expect(plan.notices).toHaveLength(names.length + 1);
    expect(plan.notices.at(-1)).toContain('an image is built anew');
  });

  test('what was not read is said of a host with steps, and of one without', () => {
    const gaps = [{ path: 'x', reason: 'permission denied' }];
    const plan = planOf(reportOf(['a', [kesl], { gaps }], ['b', [], { gaps }]), {});
    expect(plan.hosts[0]?.notices[0]).toContain('1 place could not be read');
    expect(plan.notices).toEqual([expect.stringMatching(/^b: /u)]);
  });

  test('the report of an inventory, or a truncated one, is refused', () => {
    const { head: _, ...cut } = reportOf(['a', [kesl]]);
    expect(() => planOf(cut, {})).toThrow('report.json: a plan needs');
    expect(() => planOf({ ...reportOf(['a', []]), command: 'inventory' }, {})).toThrow(
      'report.json: a plan needs',
    );
  });
});

describe('the script for sh', () => {
  const report = reportOf(['web-01', [kesl, finding({ name: 'X', ids: ['rpm:absent'] })]]);

  test('prints by default, runs with --apply, and only on its host', async () => {
    const script = await written('shell', report);
    stub('dpkg-query', 'exit 0');
    stub('rpm', 'exit 1');
    stub('dpkg', `echo "ran dpkg $*" >> '${folder}/log'`);
    const dry = sh(script, '--host', 'web-01');
    expect(dry.status).toBe(0);
    expect(dry.stdout).toContain('\ndpkg --remove kesl\n');
    expect(dry.stdout).toContain('# not installed: rpm --erase absent');
    expect(() => readFileSync(join(folder, 'log'))).toThrow('ENOENT');
    expect(sh(script, '--apply', '--host', 'db-01').status).toBe(3);
    expect(sh(script, '--host', 'WEB-02').status).toBe(3);
    expect(() => readFileSync(join(folder, 'log'))).toThrow('ENOENT');
    expect(sh(script, '--apply', '--host', 'web-01.example.org').status).toBe(0);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('ran dpkg --remove kesl\n');
    stub('dpkg', 'exit 1');
    const failed = sh(script, '--apply', '--host', 'web-01');
    expect(failed).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('failed: dpkg --remove kesl'),
    });
    expect(sh(script, '--aply').status).toBe(2);
  });

  test('the real dpkg and rpm understand the checks', async () => {
    if (missingTools('dpkg-query', 'rpm').length > 0)
      return console.log('skipped: dpkg-query and rpm are not both there');
    rmSync(join(folder, 'dpkg-query'), { force: true });
    rmSync(join(folder, 'rpm'), { force: true });
    const names = ['tar', 'no-such-package'].flatMap((name) => [`deb:${name}`, `rpm:${name}`]);
    const script = await written(
      'shell',
      reportOf(['web-01', names.map((id) => finding({ name: id, ids: [id] }))]),
    );
    const { stdout } = sh(script, '--host', 'web-01');
    expect(stdout).toContain('\ndpkg --remove tar\n');
    expect(stdout).toContain('# not installed: dpkg --remove no-such-package');
    expect(stdout).toContain('# not installed: rpm --erase no-such-package');
    return undefined;
  });
});

/** Pieces that are code somewhere. */
const PIECES =
  `' " \` $ ( ) { } ; & | < > # \\ \n \r \t \0 \u2018 \u2019 \u201a \u201b \u201c \u2028 \u202e \u0085 % ^ ! ~ * ? [ ] = , : - @`
    .split(' ')
    .concat([
      ' ',
      '$(id)',
      '`id`',
      '${x}',
      "'; id; '",
      "'\n id\n'",
      '"; exit',
      '{{ 7*7 }}',
      '{% raw %}',
      "{{ lookup('pipe','id') }}",
      '@(id)',
      '; Remove-Item x',
      '<#',
      '#>',
      "'@",
      '@"',
      '\n- hosts: all\n',
      ': !!python/object',
      '&a *a',
      '--- ',
      '\ud800',
      'A',
      'kesl',
      '/',
      '../',
    ]);

/** A name of random pieces, the same in every run. */
function hostile(seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const next = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
  return Array.from({ length: 1 + next(8) }, () => PIECES[next(PIECES.length)]).join('') || 'x';
}

describe('no name of a report becomes code', () => {
  const count = iterations({ quick: 1000, full: 20_000 });
  const names = Array.from({ length: count }, (_, index) => hostile(index + 1));
  const about = (name: string, index: number) =>
    finding(
      {
        name,
        version: name,
        ids: [`deb:${name}`, `rpm:${name}`, ...(index < 50 ? ['deb:kesl'] : [])],
        path: `list-${index}`,
      },
      { ban: `own-${index}`, remedy: name },
    );
  const left = (name: string, index: number) =>
    finding({ name, user: name, path: `left-${index}` }, { remedy: name });
  const gaps = [{ path: 'x', reason: 'x' }];
  const reportAbout = (all: readonly string[]) =>
    reportOf(
      ['web-01', [...all.map(about), ...all.map(left)], { gaps }],
      ...all.slice(0, 100).map((name) => [name, [kesl]] as const),
    );
  const report = reportAbout(names);
  const harmless = reportAbout(names.map((_, index) => `N ${index}`));

  test('sh reads it, and it prints what it would with harmless names', async () => {
    const script = await written('shell', report);
    const file = join(folder, 'hostile.sh');
    writeFileSync(file, script);
    expect(spawnSync('sh', ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const { stdout, stderr, status } = sh(script, '--host', 'web-01');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Every line that is no remark is a command of the plan.
    const commands = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
    expect(
      commands.filter((line) => !/^(?:dpkg --remove|rpm --erase) [A-Za-z0-9][A-Za-z0-9_+.-]*$/u.test(line)),
    ).toEqual([]);
    expect(linesOf(script, SHELL)).toEqual(linesOf(await written('shell', harmless), SHELL));
  });

  test('PowerShell has nothing but literals where it has names', async () => {
    const script = await written('powershell', report);
    expect(script).toMatch(/^[\x20-\x7E\n]*$/u);
    expect(linesOf(script, POWERSHELL)).toEqual(linesOf(await written('powershell', harmless), POWERSHELL));
  });

  test('YAML has the tasks of the plan and no expression but those of the template', async () => {
    const playbook = await written('ansible', report);
    const plays = parse(playbook, { logLevel: 'silent', customTags: [UNSAFE] }) as Play[];
    const other = parse(await written('ansible', harmless), {
      logLevel: 'silent',
      customTags: [UNSAFE],
    }) as Play[];
    const shape = (all: Play[]) =>
      new Set(
        all
          .filter(({ hosts }) => hosts === 'web-01')
          .flatMap(({ tasks }) => tasks.map((task) => Object.keys(task).join())),
      );
    expect(shape(plays)).toEqual(shape(other));
    expect(shape(plays).size).toBe(3);
    const expressions =
      playbook
        .replace(/^#.*$/gmu, '')
        .replace(/!unsafe "(?:[^"\\]|\\.)*"/gu, '')
        .match(/\{[{%].*$/gmu) ?? [];
    expect(new Set(expressions)).toEqual(new Set(['{{ not (apply | default(false) | bool) }}"']));
  });

  test.skipIf(noAnsible)('ansible-playbook reads it', async () => {
    const some = reportOf(['web-01', names.slice(0, 200).map(about)], ['web-02', [kesl]]);
    const file = join(folder, 'plan.yml');
    writeFileSync(file, await written('ansible', some));
    const check = spawnSync('ansible-playbook', ['-i', 'web-01,web-02,', '--syntax-check', file], {
      encoding: 'utf8',
    });
    expect(check.stderr).toBe('');
    expect(check.status).toBe(0);
  });
});

type Play = { hosts: string; tasks: Record<string, unknown>[] };
const UNSAFE = { tag: '!unsafe', resolve: (value: string) => value };

/** Literals and remarks of a language. */
const SHELL = /'[^']*'(?:\\''[^']*')*/gu;
const POWERSHELL = /'(?:[^']|'')*'/gu;

/** The lines of a script without its literals and the remarks at its top. */
function linesOf(script: string, literal: RegExp): Set<string> {
  const lines = script.replace(/^#.*$/gmu, '').replace(literal, "''").split('\n');
  return new Set(lines.map((line) => line.replace(/^else(?=if \()/u, '')));
}

test.skipIf(noAnsible)('ansible runs it, and takes no group of that name for the host', async () => {
  const file = join(folder, 'real.yml');
  writeFileSync(
    file,
    await written('ansible', reportOf(['web-01', [finding({ name: 'X', ids: ['deb:no-such-package'] })]])),
  );
  const play = (inventory: string, ...more: string[]) => {
    const hosts = join(folder, 'hosts.ini');
    writeFileSync(hosts, inventory);
    return spawnSync('ansible-playbook', ['-i', hosts, '-e', 'ansible_become=false', ...more, file], {
      encoding: 'utf8',
    });
  };
  const local = 'ansible_connection=local ansible_python_interpreter=/usr/bin/python3';
  const one = play(`web-01 ${local}\n`);
  expect(one.stdout).toMatch(/web-01 +: ok=\d+ +changed=0 .*failed=0/u);
  expect(one.status).toBe(0);
  const group = play(`[web-01]\nother ${local}\n`);
  expect(group.stdout).not.toContain('TASK [Remove a program]');
});

test('the command writes each form, and says what is left out', async () => {
  const report = join(folder, 'birch.json');
  await interdict(['scan', 'fixtures/machines/birch', '--as-of', '2026-11-24', '-o', `json=${report}`]);
  const forms = ['shell', 'powershell', 'ansible'].flatMap((form) => [
    '-o',
    `${form}=${join(folder, `out.${form}`)}`,
  ]);
  const call = await interdict(['plan', report, '-o', 'text', ...forms]);
  expect(call.status).toBe(0);
  expect(call.stdout).toContain('dpkg --remove kesl');
  for (const form of ['shell', 'ansible'])
    expect(readFileSync(join(folder, `out.${form}`), 'utf8')).toContain('kesl');
  expect((await interdict(['plan', report, '-o', 'shel'])).stderr).toContain('did you mean');
  expect((await interdict(['plan', join(folder, 'none.json')])).status).toBe(2);
});
