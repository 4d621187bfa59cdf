/** Lines in the middle of a list that are none of its rows. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const gapsOf = async (text: string, name: string): Promise<string[]> => {
  const { gaps } = await scan(memorySource(Buffer.from(text), name));
  return gaps.map(({ reason }) => reason);
};

const dism = (packages: number, between = ''): string =>
  [
    'Deployment Image Servicing and Management tool',
    'Version: 10.0.26100.1',
    '',
    ...Array.from({ length: packages }, (_, at) => [
      `DisplayName : Example.Alder${at}`,
      'Version : 4.2.0.0',
      `PackageName : Example.Alder${at}_4.2.0.0_neutral_~_8wekyb3d8bbwe`,
      ...(at === 0 ? [between] : []),
      '',
    ]).flat(),
    'The operation completed successfully.',
    '',
  ].join('\r\n');

test('a list of DISM is whole, however long it is', async () => {
  expect(await gapsOf(dism(200), 'dism.txt')).toEqual([]);
});

test('what stands between two records of DISM is reported', async () => {
  expect(await gapsOf(dism(2, 'Example Antivirus'), 'dism.txt')).toEqual([
    'line 7: not a line of a record: "Example Antivirus"',
  ]);
});

test('what stands within the first record of DISM is reported', async () => {
  const list = dism(1).replace('Version : 4', 'Example Antivirus\r\nVersion : 4');
  expect(await gapsOf(list, 'dism.txt')).toEqual(['line 5: not a line of a record: "Example Antivirus"']);
});

test.each([
  ['alder 1.0 2.0_1', 0],
  ['alder latest', 0],
  ['alder HEAD-a1b2c3d', 0],
  ['alder r2917', 0],
  ['no row of this list', 1],
])('brew list --versions: %s', async (line, count) => {
  expect(await gapsOf(`birch 1.2\n${line}\nelm 0.1\n`, 'brew.txt')).toHaveLength(count);
});

test.each([
  ['Alder  Office                1.0', 0],
  ['core22  20240408  1380  latest/stable  canonical  base', 1],
  ['-rw-r--r-- 1 alder 1200      4 alder', 1],
  ['Название        : alder', 1],
  ['alder 1.0-1', 0],
  ['alder 1.0-1\r\nelm 2:2.0-3', 1],
  ['alder\tAlder GmbH\t02.10.2026\t5,74 MB\t4.2', 1],
  ['Alder: Office                1.0', 0],
])('Format-Table: %s', async (line, count) => {
  const table = [
    'DisplayName                  DisplayVersion',
    '-----------                  --------------',
  ];
  const text = [...table, 'Birch Office                 2.0', line, ''].join('\r\n');
  expect(await gapsOf(text, 'programs.txt')).toHaveLength(count);
});

/** Lists with a line between their rows, which is whole without it; the name is that of their file. */
const WITH_LINE: Readonly<Record<string, (line: string) => readonly string[]>> = {
  'box.txt': (line) => [
    '+-------+---------+------------------+-----------------+------------------+--------------------+',
    '| name  | version | install_location | publisher       | uninstall_string | identifying_number |',
    '+-------+---------+------------------+-----------------+------------------+--------------------+',
    line,
    '| alder | 1.0     |                  | Example AV GmbH |                  | {0A1B2C3D}         |',
    '+-------+---------+------------------+-----------------+------------------+--------------------+',
    '1 row in set',
  ],
  'choco.txt': (line) => ['Chocolatey v2.2.2', 'alder 1.0', line, 'birch 2.0', '2 packages installed.'],
  'winget.txt': (line) => [
    'Name          Id             Version  Source',
    '--------------------------------------------',
    'Alder         Example.Alder  1.0      winget',
    line,
    'Birch Office  Example.Birch  2.0      winget',
    '2 upgrades available.',
  ],
  'packages.txt': (line) => [
    'Name          Version  Source  ProviderName',
    '----          -------  ------  ------------',
    'Alder         1.0              Programs',
    line,
    'Birch Office  2.0              msi',
    '',
  ],
  'wmic.txt': (line) => [
    'IdentifyingNumber                       Name          Version  ',
    '{0A1B2C3D-0000-4000-8000-00000000AAAA}  Alder         1.0      ',
    line,
    '{0A1B2C3D-0000-4000-8000-00000000BBBB}  Birch Office  2.0      ',
  ],
  'list.txt': (line) => [
    'DisplayName     : Alder',
    'DisplayVersion  : 1.0',
    line,
    'Publisher       : Example GmbH',
    'UninstallString : x',
    '',
  ],
  'nirsoft.txt': (line) => [
    '='.repeat(50),
    'Display Name      : Birch Office',
    'Display Version   : 2.0',
    '='.repeat(50),
    'Display Name      : Alder',
    'Display Version   : 1.0',
    line,
    '='.repeat(50),
  ],
  'report.txt': (line) => [
    'Applications:',
    '',
    '    Alder:',
    '',
    '      Version: 1',
    line,
    '      Obtained from: Apple',
    '      Location: /Applications/Alder.app',
    '      Get Info String: Alder 1',
    'All rights reserved',
    '',
  ],
  'qualys.csv': (line) => [
    '"IP","DNS","QID","Title","Results"',
    '"192.0.2.1","alder","90235","x","Display Name\tDisplay Version',
    'Alder\t1.0',
    line,
    'Birch\t"',
  ],
};

test.each(Object.entries(WITH_LINE))('%s is whole without a line of something else', async (name, list) => {
  expect(
    await gapsOf(
      `${list('-')
        .filter((each) => each !== '-')
        .join('\n')}\n\n`,
      name,
    ),
  ).toEqual([]);
});

test.each(Object.entries(WITH_LINE))('a line of something else in %s is reported', async (name, list) => {
  const [reason, ...more] = await gapsOf(`${list('note: the rest is in part 2').join('\n')}\n\n`, name);
  expect([reason, ...more]).toHaveLength(1);
  expect(reason).toMatch(/the rest is in part 2|line \d: .*note/u);
});

test('metadata of several applications of Flatpak, one behind the other, gives all of them', async () => {
  const text = ['Application', 'Runtime', 'Application']
    .map(
      (group, at) => `[${group}]\nname=org.example.Alder${at}\nruntime=org.example.Platform/x86_64/23.08\n`,
    )
    .join('');
  const { sightings, gaps } = await scan(memorySource(Buffer.from(text), 'metadata'));
  expect(gaps).toEqual([]);
  expect(sightings.flatMap(({ ids }) => ids)).toEqual([
    'flatpak:org.example.Alder0',
    'flatpak:org.example.Alder1',
    'flatpak:org.example.Alder2',
  ]);
});

const WINGET = [
  'Name          Id             Version  Source',
  '--------------------------------------------',
  'Alder         Example.Alder  1.0      winget',
];

test('a row of winget above the ruler of another table is reported', async () => {
  const table = [...WINGET, ...WINGET.slice(1), ''].join('\n');
  expect(await gapsOf(table, 'winget.txt')).toEqual([
    'no titles of a table: "Alder         Example.Alder  1.0      wi"…',
  ]);
});

test('cells between bars are no row of winget', async () => {
  const row = 'XP0000EXAMPLE4|Elm|Elm|Elm|2.0|Elm Soft|Elm|x|y';
  expect(await gapsOf([...WINGET, row, ''].join('\n'), 'winget.txt')).toEqual([
    'line 4: no row of the table: "XP0000EXAMPLE4|Elm|Elm|Elm|2.0|Elm Soft|"…',
  ]);
});

test('a second line in a block of apk info is reported, and a dependency is none', async () => {
  const about = 'alder-1.0-r0 webpage:\nhttps://example.org/\n\nalder-1.0-r0 installed size:\n13 MiB\n';
  const depends = '\nalder-1.0-r0 depends on:\nso:libc.musl-x86_64.so.1\nso:libz.so.1\n\n';
  expect(await gapsOf(`${about}${depends}`, 'info.txt')).toEqual([]);
  expect(await gapsOf(`${about}birch-1.0-r0\n${depends}`, 'info.txt')).toEqual([
    'line 6: no line of a block: "birch-1.0-r0"',
  ]);
});

test.each([
  ['Alder  Viewer', 0],
  ['alder  20240408  1380  latest/stable', 1],
])('software that Nessus lists: %s', async (line, count) => {
  const output = `The following software are installed on the remote host :\n\n${line}\n`;
  const text = `"Plugin ID","Risk","Host","Name","Plugin Output"\n"20811","None","birch-01","x","\n${output}"\n`;
  expect(await gapsOf(text, 'scan.csv')).toHaveLength(count);
});

test('a document of SPDX within the text of a tag is reported', async () => {
  const head = 'SPDXVersion: SPDX-2.3\n';
  const text = `${head}PackageName: alder\nSPDXID: SPDXRef-1\nPackageComment: <text>x\n${head}</text>\nPackageDownloadLocation: NOASSERTION\n`;
  expect(await gapsOf(text, 'alder.spdx')).toEqual([
    'line 5: another document within the text of "PackageComment"',
  ]);
});

test('what dnf list does not say below a heading is reported', async () => {
  const rows = 'alder.x86_64  1.0-1.el9  @baseos\nbirch.noarch  2.0-1.el9  @epel\n';
  const remark = 'Last metadata expiration check: 0:10:11 ago on Sun Nov 26 10:00:00 2023.\n';
  expect(await gapsOf(`${remark}Installed Packages\n${rows}`, 'dnf.txt')).toEqual([]);
  expect(await gapsOf(`S | Name\n--+-----\ni | cedar\n${rows}`, 'dnf.txt')).toEqual([
    'line 1: no package: "S | Name" (and 2 more)',
  ]);
  expect(await gapsOf(`Installed Packages\ncedar  3.0\n${rows}`, 'dnf.txt')).toEqual([
    'line 2: no package: "cedar  3.0"',
  ]);
});

test('the hint below a table of zypper is no row', async () => {
  const row = 'i+ | alder | a tree  | package\n';
  const table = `S  | Name  | Summary | Type\n---+-------+---------+--------\n${row.repeat(3)}\n`;
  const hint = "Note: For an extended search please use 'zypper search-packages'.\n";
  expect(await gapsOf(table + hint, 'zypper.txt')).toEqual([]);
  expect(await gapsOf(`${table}Note: something else\n`, 'zypper.txt')).toHaveLength(1);
});

test('what stands among the parts of a Guix profile is reported', async () => {
  const entry = '("alder" "1.0" "out" "/gnu/store/x-alder-1.0" (propagated-inputs ()))';
  const profile = (other: string) => `(manifest\n (version 4)\n ${other}(packages\n (${entry})))\n`;
  expect(await gapsOf(profile(''), 'manifest')).toEqual([]);
  expect(await gapsOf(profile('birch 2.0 '), 'manifest')).toEqual([
    'not a part of a Guix profile: "birch" (and 1 more)',
  ]);
});

test.each([
  ['errors', ['timed out'], 1],
  ['_errors', 'timed out', 1],
  ['errors', [], 0],
])('system_profiler with %s %j', async (key, value, count) => {
  const entry = { _name: 'Alder', path: '/Applications/Alder.app', version: '1.0' };
  const report = JSON.stringify({ SPApplicationsDataType: [entry], [key]: value });
  expect(await gapsOf(report, 'report.json')).toHaveLength(count);
});

test.each([
  ['code', 206, 1],
  ['statusCode', '206', 1],
  ['http_status', 503, 1],
  ['code', 200, 0],
  ['code', 1206, 0],
])('an answer with %s %j', async (key, value, count) => {
  const answer = {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#deviceManagement/detectedApps',
    [key]: value,
    value: [{ id: '1', displayName: 'Alder', version: '1.0', sizeInByte: 1, deviceCount: 1 }],
  };
  expect(await gapsOf(JSON.stringify(answer), 'answer.json')).toHaveLength(count);
});
