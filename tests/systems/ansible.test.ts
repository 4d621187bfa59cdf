/** `examples/ansible`: the role over several local hosts, and the way that needs nothing but ssh and tar. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingTools, run } from '../support/rpm-harness.ts';

const isBuilt = existsSync('dist/cli.js');
if (!isBuilt) console.log('skipped: dist/ is not built, so that there is no command to ship');
const noAnsible = missingTools('ansible-playbook');
if (noAnsible.length > 0) console.log('skipped: ansible-playbook is not there, so the role is not played');
const SSHD = '/usr/sbin/sshd';
const isRoot = process.getuid?.() === 0;
const noSsh = missingTools('ssh', 'ssh-keygen', 'tar').length > 0 || !existsSync(SSHD) || !isRoot;
if (noSsh) console.log('skipped: ssh, sshd and root are needed to judge a host over ssh');

const folder = mkdtempSync(join(tmpdir(), 'interdict-ansible-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const machine = (name: string): string => resolve('fixtures/machines', name);

/** A place for the reports of one call. */
function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

describe.skipIf(!isBuilt || noAnsible.length > 0)('the role', () => {
  let archive: string;
  beforeAll(() => {
    // With the scripts left out, since packing would build what others are reading.
    const name =
      run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder])
        .trim()
        .split('\n')
        .at(-1) ?? '';
    archive = join(folder, name);
  });

  /** Plays it over hosts, each with the root that stands for it, or with variables of its own. */
  function play(
    name: string,
    hosts: Readonly<Record<string, string>>,
    { more = [], env = {} }: { more?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
  ): { status: number | null; out: string; reports: string } {
    const own = place(name);
    const reports = join(own, 'reports');
    const lines = Object.entries(hosts).map(([host, source]) =>
      source.includes('=')
        ? `${host} ${source}`
        : `${host} ansible_connection=local interdict_source=${source} interdict_folder=${join(own, host)}`,
    );
    writeFileSync(join(own, 'hosts'), `${lines.join('\n')}\n`);
    const extra = {
      interdict_package: archive,
      interdict_reports: reports,
      interdict_node: process.execPath,
      interdict: [process.execPath, resolve('bin/interdict.js')],
      ansible_python_interpreter: '/usr/bin/python3',
    };
    const done = spawnSync(
      'ansible-playbook',
      ['-i', join(own, 'hosts'), '-e', JSON.stringify(extra), ...more, 'scan.yml'],
      {
        cwd: 'examples/ansible',
        encoding: 'utf8',
        env: { ...process.env, ANSIBLE_LOCAL_TEMP: own, ANSIBLE_HOME: own, ANSIBLE_NOCOLOR: '1', ...env },
      },
    );
    // The folder of this run: the youngest, by its name.
    const run = existsSync(reports) ? readdirSync(reports).sort().at(-1) : undefined;
    return { status: done.status, out: done.stdout + done.stderr, reports: join(reports, run ?? '.') };
  }
  const sourcesIn = (file: string): Readonly<Record<string, string>> => {
    const { sources } = JSON.parse(readFileSync(file, 'utf8')) as {
      sources: { name: string; verdict: string; unread: { kind: string }[] }[];
    };
    return Object.fromEntries(
      sources.map(({ name, verdict, unread }) => [
        name,
        verdict === 'incomplete' ? `${verdict}: ${unread.map(({ kind }) => kind).join(' ')}` : verdict,
      ]),
    );
  };
  const failedOn = (host: string, out: string): string | undefined =>
    new RegExp(`^${host} .* failed=(?<failed>\\d+)`, 'mu').exec(out)?.groups?.['failed'];

  /** What a collector left there on a day of last month. */
  function collected(): string {
    const root = join(folder, 'collected');
    if (!existsSync(root)) cpSync(machine('alder'), root, { recursive: true });
    const time = new Date(Date.now() - 30 * 86_400_000).toISOString();
    writeFileSync(join(root, 'collected'), `name=stale\ntime=${time}\n`);
    return root;
  }

  // A play takes seconds, and so does each of its hosts: one over all of them, and another of what follows it.
  test('one host that is whole, one that nobody reaches and one of last month are three answers by name', () => {
    const hosts = {
      whole: machine('alder'),
      gone: 'ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1',
      stale: collected(),
    };
    const { status, out, reports } = play('three', hosts);
    expect(readdirSync(reports).sort(), out).toEqual([
      'expected.txt',
      'fleet.json',
      'stale.json',
      'whole.json',
    ]);
    expect(sourcesIn(join(reports, 'fleet.json')), out).toEqual({
      gone: 'incomplete: missing',
      stale: 'incomplete: stale',
      whole: 'clean',
    });
    expect(status).not.toBe(0);
  });

  test('the report of an earlier run does not stand for a host that gives none today', () => {
    const first = play('twice', { alder: machine('alder'), birch: machine('birch') });
    expect(sourcesIn(join(first.reports, 'fleet.json')), first.out).toEqual({
      alder: 'clean',
      birch: 'banned',
    });
    expect(['alder', 'birch'].map((host) => failedOn(host, first.out))).toEqual(['0', '0']);
    expect(first.status).not.toBe(0);
    const second = play('twice', { alder: machine('alder'), birch: join(folder, 'nowhere') });
    expect(second.reports).not.toBe(first.reports);
    expect(failedOn('birch', second.out)).toBe('1');
    expect(sourcesIn(join(second.reports, 'fleet.json')), second.out).toEqual({
      alder: 'clean',
      birch: 'incomplete: missing',
    });
    expect(second.status).not.toBe(0);
  });

  test('passes where every host is clean, also where no facts are gathered', () => {
    const env = { ANSIBLE_GATHERING: 'explicit' };
    const { status, out, reports } = play('clean', { alder: machine('alder') }, { env });
    expect(out).not.toContain('Gathering Facts');
    expect(status, out).toBe(0);
    expect(sourcesIn(join(reports, 'fleet.json'))).toEqual({ alder: 'clean' });
  });
});

describe.skipIf(!isBuilt || noSsh)('the way over ssh', () => {
  let daemon: ChildProcess;
  let bin: string;

  beforeAll(async () => {
    bin = place('bin');
    const key = join(folder, 'key');
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const port = 40_000 + (process.pid % 20_000);
    mkdirSync('/run/sshd', { recursive: true });
    const config = join(folder, 'sshd_config');
    writeFileSync(
      config,
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${key}`,
        `AuthorizedKeysFile ${key}.pub`,
        'StrictModes no',
        'PermitRootLogin yes',
        'UsePAM no',
        'PidFile none',
        '',
      ].join('\n'),
    );
    daemon = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    await listening(daemon);
    const options = [
      '-p',
      port,
      '-i',
      key,
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      `UserKnownHostsFile=${join(folder, 'known')}`,
      '-o',
      'LogLevel=ERROR',
    ];
    tool('ssh', `exec /usr/bin/ssh ${options.map((it) => `'${it}'`).join(' ')} "$@"`);
    tool('interdict', `exec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"`);
  });
  afterAll(() => daemon?.kill());

  function listening({ stderr }: ChildProcess): Promise<void> {
    return new Promise((done, fail) => {
      let said = '';
      stderr?.on('data', (data: Buffer) => {
        said += data.toString();
        if (said.includes('listening')) done();
      });
      stderr?.on('end', () => fail(new Error(said)));
    });
  }

  function tool(name: string, line: string): void {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  }

  test.each<[what: string, hosts: string, status: number, says: string[]]>([
    ['a clean host', `root@127.0.0.1 ${machine('alder')}\n`, 0, ['root@127.0.0.1: 0']],
    [
      'a clean and a banned host',
      `# both\nroot@127.0.0.1 ${machine('alder')}\nroot@localhost ${machine('birch')}\n`,
      1,
      ['root@127.0.0.1: 0', 'root@localhost: 1'],
    ],
    [
      'a host that is not there',
      `root@127.0.0.1 ${machine('alder')}\nroot@host.invalid\n`,
      3,
      ['root@host.invalid: 3'],
    ],
    ['a root that is not there', "root@127.0.0.1 /no'where\n", 3, ['root@127.0.0.1: 3']],
  ])('judges %s', (_, hosts, status, says) => {
    const own = place(`ssh-${status}-${says.length}`);
    writeFileSync(join(own, 'hosts'), hosts);
    const done = spawnSync('sh', ['examples/ansible/over-ssh.sh', join(own, 'hosts'), join(own, 'reports')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
    });
    expect(done.status, done.stdout + done.stderr).toBe(status);
    for (const line of says) expect(done.stdout.split('\n')).toContain(line);
  });
});
