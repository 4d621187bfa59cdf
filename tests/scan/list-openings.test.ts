/** Lists that begin within another document, at a line that its reader took for something else. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const seen = async (text: string, name: string) => {
  const { sightings, gaps } = await scan(memorySource(Buffer.from(text), name));
  return { names: sightings.map((one) => one.name), gaps: gaps.map(({ reason }) => reason) };
};

test('a heading below the heading of another list begins a list', async () => {
  const fink = 'Information about 812 packages read in 1 seconds.\n i \talder\t4.2-1\tA viewer\n';
  const choco = 'elm 7.1.0.42\n1 packages installed.\n';
  const { names, gaps } = await seen(`Chocolatey v2.2.2\n${fink}${choco}`, 'choco.txt');
  expect(names).toEqual(['alder', 'elm']);
  expect(gaps).toEqual(['line 2: a list of another kind begins here, and where it ends is not clear']);
});

const KEY = String.raw`[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall`;

test.each([
  ['launchctl list', 'PID\tStatus\tLabel\n412\t0\texampleav\n', 'exampleav'],
  ['dpkg -l', 'ii  exampleav  12  amd64  scanner\n', 'exampleav'],
  ['csv', 'Name,Version,Publisher\nexampleav,1,Example Ltd\n', 'exampleav'],
])('%s within a string of a registry export is read', async (_, list, name) => {
  const text = `REGEDIT4\r\n\r\n${KEY}\\Alder]\r\n"DisplayName"="Alder\r\n${list}Viewer"\r\n"Comment"="x"\r\n\r\n`;
  expect((await seen(text, 'alder.reg')).names).toContain(name);
});

test('a string of several lines in a registry export is no list', async () => {
  const remark = 'Version 2: shows pictures\r\n- alder 1.0; birch 2.0; elm\r\nDescription  of  it\r\n\r\nEnd';
  const text = `Windows Registry Editor Version 5.00\r\n\r\n[-HKEY_CURRENT_USER\\Software\\Gone]\r\n\r\n${KEY}\\Alder]\r\n"DisplayName"="Alder"\r\n"Comments"="${remark}"\r\n"Data"=hex:01,\\\r\n  02\r\n\r\n`;
  expect(await seen(text, 'alder.reg')).toEqual({ names: ['Alder'], gaps: [] });
});

test('JSON between the rows of a table of PowerShell is read', async () => {
  const table =
    'Name          Id             InstalledVersion Source\n----          --             ---------------- ------\n';
  const json =
    '[\r\n    {\r\n        "Name":  "Alder",\r\n        "Vendor":  null,\r\n        "Version":  "2.0"\r\n    }\r\n]\r\n';
  const { names } = await seen(
    `${table}${json}Elm           Example.Elm    7.1              winget\n\n`,
    'programs.txt',
  );
  expect(names).toEqual(expect.arrayContaining(['Alder', 'Elm']));
});

test('updates of pacman that fit the columns of a table are read', async () => {
  const titles = 'Name                     Id             InstalledVersion Source\n';
  const ruler = '----                     --             ---------------- ------\n';
  const row = 'Elm                      Example.Elm    7.1              winget\n';
  const updates = 'glibc 2.37-3 -> 2.38-1\nalder-on 1:12.2.0-4 -> 1:12.3.0-1\n';
  const { names } = await seen(`${titles}${ruler}${row}${updates}\n`, 'programs.txt');
  expect(names).toEqual(expect.arrayContaining(['Elm', 'alder-on', 'glibc']));
});

test('records of NirSoft right below the frame of a table are read', async () => {
  const rule = '+-------+---------+------------------+\n';
  const table = `${rule}| name  | version | uninstall_string |\n${rule}| Elm   | 12.1    | x                |\n${rule}`;
  const divider = `${'='.repeat(50)}\n`;
  const fields =
    'Display Name      : Alder\nRegistry Name     : {x}\nDisplay Version   : 4.2\nPublisher         : Alder GmbH\n';
  const { names } = await seen(`${table}${divider}${fields}${divider}\n`, 'programs.txt');
  expect(names).toEqual(expect.arrayContaining(['Alder', 'Elm']));
});

test('security products of wmic among the applications of a Mac are read', async () => {
  const application = (name: string) =>
    `    ${name}:\n\n      Version: 4.2.1\n      Obtained from: Identified Developer\n      Last Modified: 5/6/24, 7:08 AM\n      Location: /Applications/${name}.app\n`;
  const products = '\n\ndisplayName=alder\n\n\ndisplayName=birke\n\n\n\n';
  const text = `Applications:\n\n${application('Elm')}      Get Info String: Elm 4.2.1${products}\n${application('Dogwood')}\n`;
  const { names } = await seen(text, 'apps.txt');
  expect(names).toEqual(expect.arrayContaining(['Elm', 'Dogwood', 'alder', 'birke']));
});

test('indented rows behind the metadata of an application of Flatpak are read', async () => {
  const { names } = await seen(
    '[Application]\nname=org.example.Editor\nruntime=org.example.Platform/x86_64/23.08\n  alder @5.2.21_0 (active)\n  birke @1.2.1_0\n',
    'metadata',
  );
  expect(names).toEqual(expect.arrayContaining(['alder', 'birke']));
});

test.each(['\n', '\r\n'])(
  'minions of Salt in YAML within a stanza of dpkg are read, with %j',
  async (end) => {
    const minions = ['birch-01:', '  alder: 4.2-1', '  libbirke:i386: 1:1.0-2'];
    const lines = [
      'Package: elm',
      ...minions,
      'Status: install ok installed',
      'Version: 1',
      'Architecture: all',
      '',
    ];
    const { names } = await seen(`${lines.join(end)}${end}`, 'status-old');
    expect(names).toEqual(expect.arrayContaining(['alder', 'elm']));
  },
);

test('filesets of AIX above the first stanza of dpkg are read', async () => {
  const filesets =
    '#Path: Fileset:Level:PTF Id:State:Type:Description:EFIX Locked\n/usr/lib/objrepos:alder:4.2.0.0::COMMITTED:I:words: \n';
  const stanza = 'Package: elm\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.1\n\n';
  const { names } = await seen(`${filesets}${stanza}`, 'status-old');
  expect(names).toEqual(expect.arrayContaining(['alder', 'elm']));
});

test('filesets of AIX within a stanza of dpkg are read', async () => {
  const filesets =
    '#Path: Fileset:Level:PTF Id:State:Type:Description:EFIX Locked\n/etc/objrepos:alder:4.2.0.0::COMMITTED:I:words: \n';
  const stanza = `Package: elm\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.1\n${filesets}\n`;
  const { names } = await seen(stanza, 'packages.txt');
  expect(names).toEqual(['alder', 'elm']);
});

test('an inventory without indents is looked at once for each kind of element', async () => {
  const one = (_: unknown, at: number) =>
    `<SOFTWARES>\n<NAME>alder ${at}</NAME>\n<VERSION>${at}.1</VERSION>\n</SOFTWARES>\n`;
  const text = `<?xml version="1.0"?>\n<REQUEST>\n<CONTENT>\n${Array.from({ length: 1000 }, one).join('')}</CONTENT>\n<QUERY>INVENTORY</QUERY>\n</REQUEST>\n`;
  const { user } = process.cpuUsage();
  const { names, gaps } = await seen(text, 'glpi.xml');
  expect([names.length, gaps]).toEqual([1000, []]);
  expect(process.cpuUsage().user - user).toBeLessThan(4e6);
});

test('a manifest of Guix that stands before a row in the same line is read', async () => {
  const manifest =
    '(manifest (version 1) (packages (("alder" "4.2" "/gnu/store/abcdefghijklmnopqrstuvwxyz012345-alder-4.2" "out" ()))))';
  const row = 'Viewer  org.example.Viewer  2.10  stable  system\n';
  const { names } = await seen(
    `Name    Application ID      Version  Branch  Installation\n${row}${manifest}${row}`,
    'flatpak.txt',
  );
  expect(names).toContain('alder');
});

test('a document with tags of SPDX between the elements of another one in RDF is read', async () => {
  const tags =
    'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n\nPackageName: alder\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageDownloadLocation: NOASSERTION\n';
  const rdf = (between: string) =>
    `<?xml version="1.0"?>\n<rdf:RDF xmlns="http://spdx.org/rdf/terms#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n  <Package rdf:about="#SPDXRef-1">\n    <name>elm</name>\n${between}  </Package>\n</rdf:RDF>\n`;
  expect((await seen(rdf(tags), 'elm.rdf')).names).toEqual(expect.arrayContaining(['alder', 'elm']));
});

test.each([
  [
    'brew list behind a prompt',
    'dism.txt',
    'Deployment Image Servicing and Management tool\nVersion: 10.0.26100.1\n\nalder@birch ~ % brew list --versions\nalder 2.1\n',
    'DisplayName : Elm\nVersion : 4.2.0.0\nPackageName : Elm_4.2.0.0_neutral_~_8wekyb3d8bbwe\n\nThe operation completed successfully.\n',
  ],
  [
    'opkg list-installed above other rows',
    'choco.txt',
    'Chocolatey v1.4.0\nalder - 1.36.1-r2\nbirch - 2024.85-r0\n',
    'Elm 5.2.1\n1 packages installed.\n',
  ],
  [
    'snap list above other columns',
    'ls.txt',
    'Name   Version   Rev   Tracking       Publisher   Notes\nalder  20240408  1380  latest/stable  example     base\n',
    'Safari.app        Elm.app  Utilities\nOak Reader.app\n',
  ],
  [
    'a product of a store below a line with bars',
    'elm-1.2.3.gemspec',
    '# stub: elm 1.2.3 ruby lib\n\nGem::Specification.new do |s|\n',
    'XP0000EXAMPLE4|Alder|Alder Soft|alder|2.0|Alder Soft|Alder\n  s.name = "elm".freeze\nend\n',
  ],
  [
    'a registry export below what reg query prints',
    'query.txt',
    'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Elm\n    DisplayName    REG_SZ    Elm\n\n',
    `Windows Registry Editor Version 5.00\n\n${KEY}\\alder]\n"DisplayName"="alder"\n\n`,
  ],
])('%s is read', async (_, name, above, below) => {
  const { names } = await seen(`${above}${below}`, name);
  expect(names.map((one) => one.toLowerCase())).toEqual(expect.arrayContaining(['alder', 'elm']));
});

test('an inventory of a Mac that a row of flatpak goes on behind is read', async () => {
  const mac =
    '<?xml version="1.0" encoding="UTF-8"?><computer><general><id>1</id><name>ash</name><udid>X</udid></general><software><applications><size>1</size><application><name>Alder.app</name><path>/Applications/Alder.app</path><version>4.2</version><bundle_id>org.example.alder</bundle_id></application></applications></software></computer>';
  const row = (name: string) => `${name}\torg.example.${name}\t2.10.38\tstable\tuser\n`;
  const { names } = await seen(`${row('Birch')}${mac}${row('Elm')}`, 'flatpaks.txt');
  expect(names).toEqual(expect.arrayContaining(['Alder', 'Birch']));
});
