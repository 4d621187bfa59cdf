/** Installed, left behind or undecided: what each kind of evidence says, and how entries and traces answer each other. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { weigh } from '../../src/evaluate/presence/weigh.ts';
import type { Sighting } from '../../src/types.ts';
import { judgeFolder, LINK, writeFiles } from '../support/judge-folder.ts';
import { removeFolders } from '../support/remove-folders.ts';

function trace(more: Partial<Sighting>): Sighting {
  return { name: 'x', kind: 'trace', reader: 'registry-uninstall', path: 'SYSTEM', ...more };
}

describe('one trace by itself', () => {
  const there = { executable: '/opt/x/x', executableFound: true };
  const gone = { executable: '/opt/x/x', executableFound: false };
  const folder = { reader: 'path', path: 'opt/x' };
  test.each<[string, Partial<Sighting>, string]>([
    ['a service whose file is there', { ...there, marks: ['enabled'] }, 'installed'],
    ['a service on demand whose file is there', there, 'installed'],
    ['a disabled service whose file is there', { ...there, marks: ['disabled'] }, 'installed'],
    ['an enabled service whose file is gone', { ...gone, marks: ['enabled'] }, 'residue'],
    ['an enabled service whose file nobody saw', { executable: '/opt/x/x', marks: ['enabled'] }, 'open'],
    ['a disabled service whose file nobody saw', { marks: ['disabled'] }, 'residue'],
    ['a service that runs', { marks: ['running'] }, 'installed'],
    ['an extension that a policy forces in', { marks: ['forced'] }, 'installed'],
    ['an extension that a policy forces out', { marks: ['forced', 'disabled'] }, 'residue'],
    ['a unit that starts a shell', { executable: '/bin/sh', executableFound: true }, 'nothing'],
    [
      'an enabled unit that starts a shell',
      { executable: '/bin/sh', executableFound: true, marks: ['enabled'] },
      'open',
    ],
    [
      'a host process of Windows',
      { executable: '/Windows/System32/svchost.exe', executableFound: true },
      'nothing',
    ],
    ['a folder with a program', { ...folder, ...there }, 'installed'],
    ['a folder without one', { ...folder, executableFound: false }, 'residue'],
    ['a folder that nobody looked into', folder, 'open'],
    ['a folder of settings with a program', { ...there, reader: 'path', path: 'var/opt/x' }, 'residue'],
    ['a folder of data of Windows', { ...there, reader: 'path', path: 'ProgramData/X' }, 'residue'],
    ['a key of a vendor', {}, 'nothing'],
    ['what its manifest calls left behind', { ...there, state: 'residue' }, 'residue'],
  ])('%s', (_, more, presence) => {
    expect(weigh(trace(more)).presence).toBe(presence);
  });
});

const made: string[] = [];
afterAll(() => removeFolders(made));

/** Enough of a program for what looks at the first bytes; the whole of it would be read as one. */
const ELF = `\x7fELF${'\0'.repeat(60)}`;
const EXE = `MZ${'\0'.repeat(62)}`;

async function judged(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'interdict-presence-'));
  made.push(root);
  writeFiles(root, files);
  return judgeFolder(root);
}

const BASH = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n';
const removed = (name: string) =>
  `Package: ${name}\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n`;
const unit = (file: string) => `[Service]\nExecStart=${file}\n`;
const WANTS = 'etc/systemd/system/multi-user.target.wants';
const KESL = '/opt/kaspersky/kesl/libexec/kesl';

describe('a Linux', () => {
  test.each<[string, Record<string, string>, string]>([
    ['with a product whose files are all there', { 'opt/kaspersky/kesl/libexec/kesl': ELF }, 'banned'],
    [
      'with an enabled unit whose program is there',
      {
        'etc/systemd/system/kesl.service': unit(KESL),
        [`${WANTS}/kesl.service`]: `${LINK}../kesl.service`,
        'opt/kaspersky/kesl/libexec/kesl': ELF,
      },
      'banned',
    ],
    [
      'with an enabled unit whose program is gone',
      {
        'etc/systemd/system/kesl.service': unit(KESL),
        [`${WANTS}/kesl.service`]: `${LINK}../kesl.service`,
        'opt/other/readme': 'x',
      },
      'clean',
    ],
    [
      'with settings and data alone',
      { 'var/opt/kaspersky/kesl/bases/engine': ELF, 'etc/opt/kaspersky/kesl.ini': 'x' },
      'clean',
    ],
    [
      'with a folder of logs',
      { 'opt/kaspersky/kesl/old.log': 'x', 'opt/kaspersky/kesl/uninstall': ELF },
      'clean',
    ],
    ['with an empty folder', { 'opt/drweb.com/': '' }, 'clean'],
    ['with an empty folder for programs', { 'opt/drweb.com/bin/': '' }, 'banned'],
    ['with folders for other things', { 'opt/drweb.com/lib/': '', 'opt/drweb.com/share/doc/': '' }, 'clean'],
    [
      'with an empty folder for programs beside a log',
      { 'opt/drweb.com/bin/': '', 'opt/drweb.com/old.log': 'x' },
      'clean',
    ],
    ['with a browser without a package', { 'opt/yandex/browser/browser': ELF }, 'banned'],
  ])('%s', async (_, files, verdict) => {
    expect(await judged({ 'var/lib/dpkg/status': BASH, ...files })).toMatchObject({ verdict });
  });

  test('on which a removed package does not hide what runs without one', async () => {
    const { verdict, findings } = await judged({
      'var/lib/dpkg/status': BASH + removed('drweb-workstations'),
      'opt/drweb.com/bin/drweb-configd': ELF,
      'etc/systemd/system/drweb-configd.service': unit('/opt/drweb.com/bin/drweb-configd -d'),
    });
    expect(verdict).toBe('banned');
    const found = findings.find(({ program }) => program.state === 'installed');
    expect(found?.reasons.join('; ')).toContain('its program file /opt/drweb.com/bin/drweb-configd is there');
  });
});

const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n';
const ENTRY =
  '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\7-Zip]\r\n"DisplayName"="7-Zip"\r\n\r\n';
function service(set: string, name: string, file: string, start: number, ...more: string[]): string {
  const key = `[HKEY_LOCAL_MACHINE\\SYSTEM\\${set}\\Services\\${name}]`;
  const path = file.replaceAll('\\', '\\\\');
  return [
    key,
    '"Type"=dword:00000010',
    `"Start"=dword:0000000${start}`,
    `"ImagePath"="${path}"`,
    ...more,
    '',
    '',
  ].join('\r\n');
}
const select = (set: number) =>
  `[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\r\n"Current"=dword:0000000${set}\r\n\r\n`;
const AVP = 'C:\\Program Files (x86)\\Kaspersky Lab\\Kaspersky 21.25\\avp.exe';

describe('a registry of Windows', () => {
  test.each<[string, string, string]>([
    ['with a service that starts by itself', service('CurrentControlSet', 'AVP21.25', AVP, 2), 'incomplete'],
    ['with a disabled service', service('CurrentControlSet', 'AVP21.25', AVP, 4), 'clean'],
    [
      'with a service that is to be deleted',
      service('CurrentControlSet', 'AVP21.25', AVP, 2, '"DeleteFlag"=dword:00000001'),
      'clean',
    ],
    ['with the service of an old set', select(1) + service('ControlSet002', 'AVP21.25', AVP, 2), 'clean'],
    [
      'with the service of the current set',
      service('ControlSet002', 'AVP21.25', AVP, 2) + select(2),
      'incomplete',
    ],
    [
      'with a set of which nobody says whether it is current',
      service('ControlSet001', 'AVP21.25', AVP, 2),
      'incomplete',
    ],
    [
      'with the service of another vendor',
      service('CurrentControlSet', 'AVP1', 'C:\\Program Files\\AviaPro\\avp1.exe', 2),
      'clean',
    ],
    [
      'with an agent that needs no entry',
      service('CurrentControlSet', 'klnagent', 'C:\\x\\klnagent.exe', 2),
      'banned',
    ],
  ])('%s', async (_, keys, verdict) => {
    expect(await judged({ 'machine.reg': HEAD + ENTRY + keys })).toMatchObject({ verdict });
  });
});

describe('a Windows volume', () => {
  test.each<[string, Record<string, string>, string]>([
    ['with an empty folder', { 'Program Files/DrWeb/drweb.log': 'x' }, 'clean'],
    [
      'with an uninstaller',
      { 'Program Files/DrWeb/unins000.exe': EXE, 'Program Files/DrWeb/shell.dll': EXE },
      'clean',
    ],
    ['with the program', { 'Program Files/DrWeb/dwservice.exe': EXE }, 'banned'],
  ])('%s', async (_, files, verdict) => {
    expect(await judged({ 'Windows/notepad.txt': '', ...files })).toMatchObject({ verdict });
  });
});
