/** `examples/ansible`: the role over several local hosts, and the way that needs nothing but ssh and tar. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
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

  /** Plays it over hosts, each with the root that stands for it. */
  function play(
    name: string,
    hosts: Readonly<Record<string, string>>,
    { more = [], env = {} }: { more?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
  ): { status: number | null; out: string; reports: string } {
    const own = place(name);
    const reports = join(own, 'reports');
    const lines = Object.entries(hosts).map(
      ([host, source]) =>
        `${host} ansible_connection=local interdict_source=${source} interdict_folder=${join(own, host)}`,
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
    return { status: done.status, out: done.stdout + done.stderr, reports };
  }
  const verdictIn = (file: string): string =>
    (JSON.parse(readFileSync(file, 'utf8')) as { verdict: string }).verdict;
  const failedOn = (host: string, out: string): string | undefined =>
    new RegExp(`^${host} .* failed=(?<failed>\\d+)`, 'mu').exec(out)?.groups?.['failed'];

  // A play takes seconds, and so does each of its hosts: one over all of them, and another of what follows it.
  test('gathers a report of each host, and does not pass where a host gave none', () => {
    const hosts = { alder: machine('alder'), birch: machine('birch'), elder: join(folder, 'nowhere') };
    const { status, out, reports } = play('mixed', hosts);
    expect(readdirSync(reports).sort(), out).toEqual(['alder.json', 'birch.json']);
    expect(verdictIn(join(reports, 'alder.json'))).toBe('clean');
    expect(verdictIn(join(reports, 'birch.json'))).toBe('banned');
    expect(['alder', 'birch', 'elder'].map((host) => failedOn(host, out))).toEqual(['0', '0', '1']);
    expect(out).toContain('no report of elder');
    expect(status).not.toBe(0);
  });

  test('fails the play where something banned is', () => {
    const hosts = { alder: machine('alder'), birch: machine('birch') };
    const { status, out, reports } = play('mixed', hosts, { more: ['--start-at-task', 'Find the reports'] });
    expect(existsSync(join(reports, 'fleet.json')), out).toBe(true);
    expect(verdictIn(join(reports, 'fleet.json'))).toBe('banned');
    expect(status).not.toBe(0);
  });

  test('passes where every host is clean, also where no facts are gathered', () => {
    const env = { ANSIBLE_GATHERING: 'explicit' };
    const { status, out, reports } = play('clean', { alder: machine('alder') }, { env });
    expect(out).not.toContain('Gathering Facts');
    expect(status, out).toBe(0);
    expect(verdictIn(join(reports, 'fleet.json'))).toBe('clean');
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
