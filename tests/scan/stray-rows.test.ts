/** Rows of one list in another one: what no reader gives as a program is reported. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

/** Rows of tools, without what stands above them in their lists. */
const ROWS = {
  rpm: 'alder-12.0-1',
  slackware: 'alder-12.0-x86_64-1',
  xbps: 'alder-12.0_1',
  nix: 'alder-12.0',
  choco: 'alder|12.0.0',
  npm: '├── alder@12.0.0',
  pip: 'alder==12.0.0',
  lslpp: 'alder:alder.rte:12.0.0.0: : :C: :Scanner:',
  csv: 'alder,12.0,Example Ltd',
  bars: '| alder | 12.0 | Example Ltd |',
  tabs: 'alder\torg.example.alder\t12.0\tstable\tsystem',
  zypper: 'i  | alder | package | 12.0-1 | x86_64 | repo-oss',
  dnf: 'alder.x86_64                12.0-1.el9                 @System',
  object: '{"name":"alder","version":"12.0"}',
};
/** Lists that are clean by themselves, and the lines of their first and last row, from 1. */
const LISTS = {
  'wmic.txt': `Name             Vendor       Version  \nExample Office   Example Ltd  4.0      \nExample Paint    Example Ltd  5.0      \n`,
  'get-package.txt': `\nName                 Version  Source                 ProviderName\n----                 -------  ------                 ------------\nExample Office       4.0      C:\\Program Files\\Ex    Programs\nExample Paint        5.0                             Programs\n\n`,
  'choco.txt': `Chocolatey v2.2.2\nbirch 2.2.2\ncedar 7.1.0\n2 packages installed.\n`,
  'list.txt': `alder@birch ~ % brew list\nbirch\ncedar\nelm\n`,
  'dnf.txt': `Last metadata expiration check: 0:12:34 ago on Mon 02 Jan 2023.\nInstalled Packages\nbirch.x86_64    1.0-1.el9    @System\ncedar.noarch    2.0-1.el9    @System\n`,
  'winget.txt': `Name                 Id             Version  Source\n---------------------------------------------------\nExample Office       Example.Office 4.0      winget\nExample Paint        Example.Paint  5.0      winget\n`,
};

async function gapsOf(text: string, name: string): Promise<string[]> {
  const { gaps } = await scan(memorySource(Buffer.from(text), name));
  return gaps.map(({ reason }) => reason);
}

async function isFound(text: string, name: string): Promise<boolean> {
  const { sightings } = await scan(memorySource(Buffer.from(text), name));
  return sightings.some((one) => one.name === 'alder');
}

describe.each(Object.entries(LISTS))('%s', (name, list) => {
  test('is complete by itself', async () => {
    expect(await gapsOf(list, name)).toEqual([]);
  });

  test.each(Object.entries(ROWS))('a row of %s is lost at no line of it', async (_, row) => {
    const lines = list.split('\n');
    const lost: number[] = [];
    for (const at of lines.keys()) {
      const mixed = [...lines.slice(0, at), row, ...lines.slice(at)].join('\n');
      if ((await gapsOf(mixed, name)).length === 0 && !(await isFound(mixed, name))) lost.push(at + 1);
    }
    expect(lost).toEqual([]);
  });
});

test('the first of several rows is shown, with its line', async () => {
  const text = `${LISTS['choco.txt']}${ROWS.bars}\n${ROWS.csv}\n`;
  expect(await gapsOf(text, 'choco.txt')).toEqual([
    'line 5: a row of another list: "| alder | 12.0 | Example Ltd |" (and 1 more)',
  ]);
});

test('a row that its reader took for a name is reported', async () => {
  expect(await gapsOf('birch\ncedar\nalder-12.0-1\nelm\n', 'brew.txt')).toEqual([
    'line 3: a row of another list: "alder-12.0-1"',
  ]);
});

test('a key among packages is one of them', async () => {
  expect(await gapsOf('birch-1.0-1.el9.x86_64\ngpg-pubkey-8483c65d-5ccc5b19\n', 'rpm.txt')).toEqual([]);
});

test.each([
  [
    'a description',
    'METADATA',
    `Metadata-Version: 2.1\nName: birch\nVersion: 1.0\n\nbirch 1.2 and\n\n| a | 1.0 | b |\ncedar==2.0\n`,
  ],
  ['folders', 'ls.txt', 'Birch.app\nPython 3.12\nCedar.app\nElm.app\n'],
])('in %s only what cannot be anything else is a row', async (_, name, text) => {
  expect(await gapsOf(text, name)).toEqual([]);
  expect(await gapsOf(`${text}alder-12.0-1\n`, name)).not.toEqual([]);
});

test('a package among identifiers of macOS is none of them', async () => {
  const list =
    'com.apple.pkg.Core\norg.example.birch\norg.python.Python.PythonFramework-3.12\ncom.example.cedar\n';
  expect(await gapsOf(list, 'pkgs.txt')).toEqual([]);
  for (const row of ['alder-12.0-1', 'alder-12.0-r1', 'alder-12.0_1'])
    expect(await gapsOf(`${list}${row}\n`, 'pkgs.txt')).toEqual([
      `line 5: a row of another list: ${JSON.stringify(row)}`,
    ]);
});

test('a line without a folder is no path', async () => {
  const list = '/Applications/Birch.app\n/Applications/Utilities\n/Applications/Cedar.app\n';
  expect(await gapsOf(list, 'find.txt')).toEqual([]);
  expect(await gapsOf(`${list}alder 12.0\n`, 'find.txt')).toEqual([
    'line 4: not a line of ls or find: "alder 12.0"',
  ]);
});

test('a second value in a section of pacman that has one is reported', async () => {
  const desc = '%NAME%\nbirch\n\n%VERSION%\n1.0-1\n\n%DEPENDS%\nglibc\nsh\n\n';
  expect(await gapsOf(desc, 'desc')).toEqual([]);
  expect(await gapsOf(desc.replace('1.0-1\n', '1.0-1\nalder 12.0-1\n'), 'desc')).toEqual([
    'line 6: a second value: "alder 12.0-1"',
  ]);
});

test.each([
  ['a greeting', `PowerShell 7.4.1\nPS C:\\> winget list\n${LISTS['winget.txt']}`],
  [
    'files of another command',
    `alder@birch:~$ ls /boot\nconfig-5.14.0-362.el9.x86_64\nalder@birch:~$ dnf list installed\n${LISTS['dnf.txt']}`,
  ],
])('%s is no row', async (_, text) => {
  expect(await gapsOf(text, 'console.txt')).toEqual([]);
});
