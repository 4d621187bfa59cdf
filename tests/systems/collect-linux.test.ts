/** What `collect-linux.sh` copies of a Linux gets the same verdict as the Linux itself, in every shell that runs it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judgeFolder, LINK, writeFiles } from '../support/judge-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-collect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Shells with the commands that they bring: of busybox all of them are its own. */
function shells(): { name: string; command: string[]; path: string }[] {
  const own = process.env['PATH'] ?? '';
  const found = ['dash', 'bash', 'ksh'].map((name) => ({ name, command: [name], path: own }));
  const bin = join(folder, 'busybox');
  mkdirSync(bin);
  const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim();
  if (busybox !== '' && spawnSync(busybox, ['--install', '-s', bin]).status === 0)
    found.push({ name: 'busybox', command: [join(bin, 'sh')], path: bin });
  return found.filter(({ name, command: [program = ''] }) => {
    const isThere = spawnSync(program, ['-c', 'exit 0']).status === 0;
    if (!isThere) console.log(`skipped: there is no ${name}`);
    return isThere;
  });
}

/** The header of a program with tables that a copy of its beginning cannot have. */
const ELF = `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x02\0\x3e\0\x01\0\0\0${'\0'.repeat(40)}secret${'\0'.repeat(9000)}`;
const BASE = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'usr/bin/env': ELF,
  'usr/lib/systemd/system/ssh.service': '[Service]\nExecStart=/usr/sbin/sshd -D\n',
  'usr/sbin/sshd': ELF,
  'var/lib/dpkg/status': 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n',
};
const WANTS = 'etc/systemd/system/multi-user.target.wants';

/** A product as a service: its unit, switched on, and the program that it starts. */
const service = (unit: string, program: string) => ({
  [`etc/systemd/system/${unit}`]: `[Service]\nExecStart=-/${program} --daemon\n`,
  [`${WANTS}/${unit}`]: `${LINK}../${unit}`,
});

const PRODUCTS: readonly (readonly [string, Record<string, string>, string])[] = [
  ['Yandex Browser', { 'opt/yandex/browser/browser': ELF }, 'banned'],
  [
    'what a removal left of it',
    { 'opt/yandex/browser/old.log': 'x', 'opt/yandex/browser/lib.so': ELF },
    'clean',
  ],
  ['Kaspersky', { 'opt/kaspersky/kesl/libexec/kesl': ELF, 'opt/kaspersky/kesl/lib/a.so': ELF }, 'banned'],
  [
    'Kaspersky as a service',
    { ...service('kesl.service', 'opt/kaspersky/kesl/bin/kesl'), 'opt/kaspersky/kesl/bin/kesl': ELF },
    'banned',
  ],
  [
    'a script as its service',
    {
      ...service('kesl.service', 'opt/kaspersky/kesl/start'),
      'opt/kaspersky/kesl/start': '#!/bin/sh\nPASSWORD=secret\n',
    },
    'banned',
  ],
  [
    'its unit without its program',
    { 'opt/alder/alder': ELF, ...service('kesl.service', 'opt/kaspersky/kesl/bin/kesl') },
    'clean',
  ],
  [
    'its uninstaller and a log',
    { 'opt/kaspersky/kesl/uninstall': ELF, 'opt/kaspersky/kesl/a.log': 'x' },
    'clean',
  ],
  ['Dr.Web', { 'opt/drweb.com/bin/drweb-ctl': ELF }, 'banned'],
  ['Dr.Web, names alone', { 'opt/drweb.com/bin/': '' }, 'banned'],
  [
    'an empty folder for programs beside a log',
    { 'opt/drweb.com/bin/': '', 'opt/drweb.com/var/old.log': 'x' },
    'clean',
  ],
  ['settings of Dr.Web', { 'etc/opt/drweb.com/drweb.ini': 'x', 'var/opt/drweb.com/x.db': 'x' }, 'clean'],
  ['1C', { 'opt/1cv8/x86_64/8.3.24.1342/1cv8c': ELF }, 'banned'],
  ['WeChat', { 'opt/wechat/wechat': ELF }, 'banned'],
  ['QQ', { 'opt/QQ/qq': ELF }, 'banned'],
  ['WPS Office', { 'opt/kingsoft/wps-office/office6/wps': ELF }, 'banned'],
  ['an agent below /usr/local', { 'usr/local/qcloud/stargate/sgagent': ELF }, 'banned'],
  ['an agent that packages never bring', { 'usr/local/aegis/aegis_client/AliYunDun': ELF }, 'banned'],
  ['a program below /usr/share', { 'usr/share/sangfor/edr/agent': ELF }, 'clean'],
  [
    'a service below /usr/lib',
    { ...service('kesl.service', 'usr/lib/kesl/kesl'), 'usr/lib/kesl/kesl': ELF },
    'banned',
  ],
  [
    'a product of nobody',
    { 'opt/alder/alder': ELF, ...service('alder.service', 'srv/alder/alder'), 'srv/alder/alder': ELF },
    'clean',
  ],
];

describe.each(shells())('$name', ({ name: shell, command: [program = ''], path }) => {
  test.each(PRODUCTS)('%s', async (what, files, verdict) => {
    const at = PRODUCTS.findIndex(([other]) => other === what);
    const [root, hosts] = [join(folder, `${shell}-${at}`), join(folder, `${shell}-${at}-hosts`)];
    writeFiles(root, { ...BASE, ...files });
    const { status, stderr } = spawnSync(program, ['examples/fleet/collect-linux.sh', hosts, 'alder'], {
      encoding: 'utf8',
      env: { PATH: path, ROOT: root },
    });
    expect([status, stderr]).toEqual([0, '']);
    const [here, copy] = [await judgeFolder(root), await judgeFolder(join(hosts, 'alder'))];
    expect(here.verdict).toBe(verdict);
    expect([copy.verdict, copy.unread]).toEqual([verdict, here.unread]);
    const { stdout } = spawnSync('grep', ['-rl', 'secret', join(hosts, 'alder')], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test('a unit alone, whose program would lie among packages, is undecided', async () => {
    const [root, hosts] = [join(folder, `${shell}-unit`), join(folder, `${shell}-unit-hosts`)];
    writeFiles(root, { ...BASE, ...service('kesl.service', 'usr/lib/kesl/kesl') });
    const { status } = spawnSync(program, ['examples/fleet/collect-linux.sh', hosts, 'alder'], {
      env: { PATH: path, ROOT: root },
    });
    expect(status).toBe(0);
    expect((await judgeFolder(join(hosts, 'alder'))).verdict).toBe('incomplete');
  });

  test('a product behind a link to another volume', async () => {
    const [root, hosts] = [join(folder, `${shell}-link`), join(folder, `${shell}-link-hosts`)];
    writeFiles(root, { ...BASE, 'srv/kaspersky/kesl/libexec/kesl': ELF, 'opt/': '' });
    symlinkSync('../srv/kaspersky', join(root, 'opt/kaspersky'));
    const { status } = spawnSync(program, ['examples/fleet/collect-linux.sh', hosts, 'alder'], {
      env: { PATH: path, ROOT: root },
    });
    expect(status).toBe(0);
    expect((await judgeFolder(join(hosts, 'alder'))).verdict).toBe('banned');
  });

  test('more programs than the limit are an error, and no host', () => {
    const [root, hosts] = [join(folder, `${shell}-many`), join(folder, `${shell}-many-hosts`)];
    writeFiles(root, { ...BASE, 'opt/alder/a': ELF, 'opt/alder/b': ELF });
    const { status, stderr } = spawnSync(program, ['examples/fleet/collect-linux.sh', hosts, 'alder'], {
      encoding: 'utf8',
      env: { PATH: path, ROOT: root, MAX_PROGRAMS: '1' },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('more than 1 program files in /opt: set MAX_PROGRAMS');
  });
});

test('the stamp names the machine', () => {
  const stamp = readFileSync(join(folder, 'dash-0-hosts/alder/collected'), 'utf8');
  expect(stamp).toMatch(/^name=alder\n/u);
});
