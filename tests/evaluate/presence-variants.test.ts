/**
 * The many ways in which a machine says what it starts, each with the program there and gone: what runs is never called
 * left behind, and what was left behind is never called running.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { judgedMachine, LINK, type MachineFiles, tidyMachines } from '../support/judged-machine.ts';
import { linuxFile, macFile, windowsFile } from '../support/program-writer.ts';
import type { SmallHive } from '../support/small-hive.ts';
import { plist } from './presence-products.ts';

afterAll(tidyMachines);

type Case = [string, MachineFiles, string];

const BASH = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n';
const ELF = linuxFile();
const WANTS = 'etc/systemd/system/multi-user.target.wants';
const ENABLED = { [`${WANTS}/kesl.service`]: `${LINK}../kesl.service` };
const unit = (command: string, more = '') =>
  `[Unit]\nDescription=x\n[Service]\n${more}ExecStart=${command}\n`;
const own = (command: string, more = '') => ({
  'etc/systemd/system/kesl.service': unit(command, more),
  ...ENABLED,
});
const packaged = (command: string) => ({
  'usr/lib/systemd/system/kesl.service': unit(command),
  [`${WANTS}/kesl.service`]: `${LINK}/usr/lib/systemd/system/kesl.service`,
});
/** Of a product that is nowhere but where its unit says; the folder is there in both. */
const SRV = { 'srv/readme': 'x' };

describe('on Linux', () => {
  const ways: [string, MachineFiles, string][] = [
    ['a path in quotes with a blank', own('"/srv/kl soft/kesl" -x'), 'srv/kl soft/kesl'],
    ['a path in single quotes', own("'/srv/kl soft/kesl'"), 'srv/kl soft/kesl'],
    ['an escaped blank', own('/srv/kl\\x20soft/kesl'), 'srv/kl soft/kesl'],
    ['signs before the path', own('-+/srv/kl/kesl'), 'srv/kl/kesl'],
    ['a line that goes on', own('\\\n  /srv/kl/kesl \\\n  --fg'), 'srv/kl/kesl'],
    ['a command that was taken back', own('\nExecStart=/srv/kl/kesl', 'ExecStart=/srv/old\n'), 'srv/kl/kesl'],
    ['a shell', own("/bin/sh -c 'exec /srv/kl/kesl --fg'"), 'srv/kl/kesl'],
    ['env', own('/usr/bin/env LANG=C /srv/kl/kesl'), 'srv/kl/kesl'],
    ['a Java archive', own('/usr/bin/java -Xmx1g -jar /srv/kl/kesl.jar'), 'srv/kl/kesl.jar'],
    [
      'a file laid over the unit',
      {
        ...own('/srv/old'),
        'etc/systemd/system/kesl.service.d/10-move.conf': '[Service]\nExecStart=\nExecStart=/srv/kl/kesl\n',
      },
      'srv/kl/kesl',
    ],
    ['a unit of a package', packaged('/srv/kl/kesl'), 'srv/kl/kesl'],
    [
      'a unit of a package that its package links',
      {
        'usr/lib/systemd/system/kesl.service': unit('/srv/kl/kesl'),
        'usr/lib/systemd/system/multi-user.target.wants/kesl.service': `${LINK}../kesl.service`,
      },
      'srv/kl/kesl',
    ],
    [
      'a unit that nothing wants',
      { 'usr/lib/systemd/system/kesl.service': unit('/srv/kl/kesl') },
      'srv/kl/kesl',
    ],
    [
      'an instance of a template',
      {
        'usr/lib/systemd/system/srv1cv8@.service': unit('/srv/1c/ragent -d %i'),
        [`${WANTS}/srv1cv8@main.service`]: `${LINK}/usr/lib/systemd/system/srv1cv8@.service`,
      },
      'srv/1c/ragent',
    ],
    [
      'a unit of a user',
      { 'home/ash/.config/systemd/user/kesl.service': unit('/home/ash/kl/kesl') },
      'home/ash/kl/kesl',
    ],
    ['a script of System V', { 'etc/init.d/kesl': '#!/bin/sh\nDAEMON=/srv/kl/kesl\n' }, 'srv/kl/kesl'],
    [
      'a script that starts by itself',
      {
        'etc/init.d/kesl': '#!/bin/sh\nDAEMON="/srv/kl/kesl"\n',
        'etc/rc2.d/S20kesl': `${LINK}../init.d/kesl`,
      },
      'srv/kl/kesl',
    ],
    [
      'a script of OpenRC',
      {
        'etc/init.d/kesl': '#!/sbin/openrc-run\ncommand=/srv/kl/kesl\n',
        'etc/runlevels/default/kesl': `${LINK}/etc/init.d/kesl`,
      },
      'srv/kl/kesl',
    ],
    ['a service of runit', { 'etc/sv/kesl/run': '#!/bin/sh\nexec /srv/kl/kesl -n 2>&1\n' }, 'srv/kl/kesl'],
  ];
  const base = { 'var/lib/dpkg/status': BASH, 'home/ash/x': '', ...SRV };

  test.each(ways)('%s is installed while its program is there', async (_, files, program) => {
    expect(await judgedMachine({ ...base, ...files, [program]: ELF })).toMatchObject({ verdict: 'banned' });
  });
  test.each(ways)('%s is residue when its program is gone', async (_, files) => {
    const { verdict, findings, told: reported } = await judgedMachine({ ...base, ...files });
    expect([verdict, reported]).toEqual(['clean', []]);
    expect(new Set(findings.map(({ program }) => program.state))).toEqual(new Set(['residue']));
  });

  test.each<Case>([
    ['an unset variable', own('${KL}/kesl'), 'incomplete'],
    ['the home of a user', { ...own('%h/kl/kesl') }, 'incomplete'],
    ['a shell whose command nobody can read', own('/bin/sh -c "$KL"'), 'incomplete'],
    ['a place that was not copied', own('/usr/local/sbin/kesl'), 'incomplete'],
    [
      'a script that starts something by itself',
      { 'etc/init.d/kesl': '. /etc/x\n', 'etc/rc3.d/S20kesl': `${LINK}../init.d/kesl` },
      'incomplete',
    ],
    ['a folder in the place of its program', { ...own('/srv/kl/kesl'), 'srv/kl/kesl/': '' }, 'clean'],
    ['an empty file in its place', { ...own('/srv/kl/kesl'), 'srv/kl/kesl': '' }, 'clean'],
    ['a unit that is masked', { 'etc/systemd/system/kesl.service': `${LINK}/dev/null` }, 'clean'],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});

const EXE = windowsFile({ strings: {} });

/** A volume with one service. */
function volume(
  name: string,
  values: Record<string, string | number>,
  more: MachineFiles = {},
): MachineFiles {
  return {
    'Windows/System32/config/SOFTWARE': {
      'Microsoft\\Windows\\CurrentVersion\\Uninstall\\7-Zip': {
        DisplayName: '7-Zip',
        Publisher: 'Igor Pavlov',
      },
    },
    'Windows/System32/config/SYSTEM': {
      Select: { Current: 1 },
      [`ControlSet001\\Services\\${name}`]: values,
    },
    'Program Files/7-Zip/readme.txt': 'x',
    ...more,
  };
}

const avp = (ImagePath: string, Start = 2) => volume('AVP21.25', { Type: 16, Start, ImagePath });
const DRIVERS = { 'Windows/System32/drivers/ntfs.sys': EXE };
const klif = (values: Record<string, string | number>) => ({
  ...volume('klif', { Type: 2, Start: 0, ...values }),
  ...DRIVERS,
});

describe('on Windows', () => {
  const ways: [string, MachineFiles, string][] = [
    ['a path in quotes', avp('"C:\\Program Files\\KL Soft\\avp.exe" -r'), 'Program Files/KL Soft/avp.exe'],
    ['a path without quotes', avp('C:\\Program Files\\KL Soft\\avp.exe -r'), 'Program Files/KL Soft/avp.exe'],
    ['a path in another case', avp('c:\\program files\\kl\\AVP.EXE'), 'Program Files/KL/avp.exe'],
    ['a file without an ending', avp('C:\\KL\\avp -r'), 'KL/avp.exe'],
    ['one in quotes', avp('"C:\\Program Files\\KL Soft\\avp" -r'), 'Program Files/KL Soft/avp.exe'],
    ['a variable', avp('%ProgramFiles%\\KL\\avp.exe'), 'Program Files/KL/avp.exe'],
    ['the common files', avp('%CommonProgramFiles%\\KL\\avp.exe'), 'Program Files/Common Files/KL/avp.exe'],
    ['a path of the kernel', avp('\\??\\C:\\KL\\avp.exe'), 'KL/avp.exe'],
    ['a service on demand', avp('C:\\KL\\avp.exe', 3), 'KL/avp.exe'],
    [
      'a driver from the root of the system',
      klif({ ImagePath: '\\SystemRoot\\System32\\drivers\\klif.sys' }),
      'Windows/System32/drivers/klif.sys',
    ],
    [
      'a driver by a relative path',
      klif({ ImagePath: 'system32\\DRIVERS\\klif.sys' }),
      'Windows/System32/drivers/klif.sys',
    ],
    ['a driver that names no file', klif({}), 'Windows/System32/drivers/klif.sys'],
  ];
  test.each(ways)('%s is installed while its program is there', async (_, files, program) => {
    expect(await judgedMachine({ ...files, 'KL/readme.txt': 'x', [program]: EXE })).toMatchObject({
      verdict: 'banned',
    });
  });
  test.each(ways)('%s is residue when its program is gone', async (_, files) => {
    const { verdict, findings, told: reported } = await judgedMachine({ ...files, 'KL/readme.txt': 'x' });
    expect([verdict, reported]).toEqual(['clean', []]);
    expect(new Set(findings.map(({ program }) => program.state))).toEqual(new Set(['residue']));
  });

  const wide = 'C:\\Program Files\\KL Soft\\avp -r';
  test.each<Case>([
    ['a path of which nobody knows the end', avp(wide), 'incomplete'],
    ['a short name', avp('C:\\PROGRA~1\\KL\\avp.exe'), 'incomplete'],
    ['a short name inside', avp('C:\\Program Files\\KASPER~1\\avp.exe'), 'incomplete'],
    ['another drive', avp('D:\\KL\\avp.exe'), 'incomplete'],
    ['a host of services', avp('%SystemRoot%\\System32\\svchost.exe -k netsvcs'), 'incomplete'],
    ['a host of services on demand', avp('%SystemRoot%\\System32\\svchost.exe -k netsvcs', 3), 'incomplete'],
    ['a folder that was not copied', avp('C:\\ProgramData\\KL\\avp.exe'), 'incomplete'],
    [
      'drivers that were not copied',
      volume(
        'klif',
        { Type: 2, Start: 0, ImagePath: 'system32\\drivers\\klif.sys' },
        { 'Windows/System32/drivers/etc/hosts': 'x' },
      ),
      'incomplete',
    ],
    [
      'a service that is to be deleted',
      volume(
        'AVP21.25',
        { Type: 16, Start: 2, DeleteFlag: 1, ImagePath: 'C:\\KL\\avp.exe' },
        { 'KL/avp.exe': EXE },
      ),
      'clean',
    ],
    ['a key that keeps settings only', volume('AVP21.25', { Tag: 3 }), 'clean'],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine(files)).toMatchObject({ verdict });
  });

  const entry = { DisplayName: 'Kaspersky Endpoint Security for Windows 12.1', Publisher: 'Kaspersky' };
  const UNINSTALL = 'Microsoft\\Windows\\CurrentVersion\\Uninstall\\x';
  test.each<[string, string, SmallHive]>([
    [
      'hidden from the list',
      'Windows/System32/config/SOFTWARE',
      { [UNINSTALL]: { ...entry, SystemComponent: 1 } },
    ],
    ['in the 32-bit view', 'Windows/System32/config/SOFTWARE', { [`WOW6432Node\\${UNINSTALL}`]: entry }],
    ['in the hive of a user', 'Users/ash/NTUSER.DAT', { [`Software\\${UNINSTALL}`]: entry }],
  ])('an entry %s is installed', async (_, path, hive) => {
    expect(await judgedMachine({ ...avp('C:\\7\\x.exe', 4), [path]: hive })).toMatchObject({
      verdict: 'banned',
    });
  });
});

describe('on macOS', () => {
  const safari = {
    CFBundleIdentifier: 'com.apple.Safari',
    CFBundleName: 'Safari',
    CFBundlePackageType: 'APPL',
  };
  const base = {
    'Applications/Safari.app/Contents/Info.plist': plist(safari),
    'Library/Application Support/x/x': '',
    'opt/x': '',
    'Users/ash/x': '',
  };
  const job = (body: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Label</key><string>com.kaspersky.kav</string>${body}</dict></plist>\n`;
  const words = (...all: string[]) =>
    `<key>ProgramArguments</key><array>${all.map((word) => `<string>${word}</string>`).join('')}</array>`;
  const RUN = '<key>RunAtLoad</key><true/>';
  const daemon = (body: string) => ({ 'Library/LaunchDaemons/com.kaspersky.kav.plist': job(body) });
  const TOOL = 'Library/Application Support/KL/kav';
  const FILE = macFile('x', '');
  const kext = plist({ CFBundleIdentifier: 'com.kaspersky.kext.klif', CFBundleExecutable: 'klif' });
  const ways: [string, MachineFiles, string][] = [
    ['a daemon', daemon(RUN + words(`/${TOOL}`, '-d')), TOOL],
    [
      'a daemon with a program',
      daemon(`${RUN}<key>Program</key><string>/${TOOL}</string>${words('kav')}`),
      TOOL,
    ],
    ['a daemon on demand', daemon(words(`/${TOOL}`)), TOOL],
    [
      'a daemon that a shell starts',
      daemon(RUN + words('/bin/sh', '-c', 'exec /opt/kl/kav -d')),
      'opt/kl/kav',
    ],
    ['a daemon that is switched off', daemon(`<key>Disabled</key><true/>${words(`/${TOOL}`)}`), TOOL],
    [
      'an agent of a user',
      { 'Users/ash/Library/LaunchAgents/com.kaspersky.kav.plist': job(RUN + words('/Users/ash/kl/kav')) },
      'Users/ash/kl/kav',
    ],
    [
      'a kernel extension',
      { 'Library/Extensions/klif.kext/Contents/Info.plist': kext },
      'Library/Extensions/klif.kext/Contents/MacOS/klif',
    ],
  ];
  test.each(ways)('%s is installed while its program is there', async (_, files, program) => {
    expect(await judgedMachine({ ...base, ...files, [program]: FILE })).toMatchObject({ verdict: 'banned' });
  });
  test.each(ways)('%s is residue when its program is gone', async (_, files) => {
    const { verdict, findings, told: reported } = await judgedMachine({ ...base, ...files });
    expect([verdict, reported]).toEqual(['clean', []]);
    expect(new Set(findings.map(({ program }) => program.state))).toEqual(new Set(['residue']));
  });

  test.each<Case>([
    ['a daemon whose command nobody can read', daemon(RUN + words('/bin/sh', '-c', '$KL')), 'incomplete'],
    ['a place that was not copied', daemon(RUN + words('/usr/local/bin/kav')), 'incomplete'],
  ])('%s: %s', async (_, files, verdict) => {
    expect(await judgedMachine({ ...base, ...files })).toMatchObject({ verdict });
  });
});
