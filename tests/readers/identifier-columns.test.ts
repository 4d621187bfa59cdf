/** Columns that hold identifiers, in tables of programs: each is an identifier of its kind, or the table is incomplete. */
import { describe, expect, test } from 'vitest';
import { columnReader, parseColumns } from '../../src/readers/columns.ts';
import { softwareCsv } from '../../src/readers/inventories/software-csv.ts';
import type { FileResolver, Program, Reader } from '../../src/types.ts';

const tree: FileResolver = { path: 'handed', read: () => undefined, exists: () => false, list: () => [] };
const table = (rows: readonly (readonly string[])[], separator: string) =>
  Buffer.from(rows.map((row) => `${row.join(separator)}\n`).join(''));
const read = (reader: Reader, bytes: Uint8Array): Program[] => [...reader.read(bytes, tree)];

const CHROME = 'bgnkhhnnamicmpeenaelnjfhikgbkllg';

describe.each([
  ['commas', ','],
  ['tabs', '\t'],
])('between %s', (_, separator) => {
  test.each([
    ['Application ID', 'org.example.Viewer', 'bundle-id android flatpak'],
    ['ApplicationId', 'org.example', 'bundle-id android'],
    ['App ID', 'Example.Viewer', 'winget appx'],
    ['App Identifier', 'Example.Viewer_8wekyb3d8bbwe', 'appx'],
    ['Anwendungs-ID', 'org.example.Viewer', 'bundle-id android flatpak'],
    ["ID de l'application", 'org.example.Viewer', 'bundle-id android flatpak'],
    ['ИД приложения', 'org.example.Viewer', 'bundle-id android flatpak'],
    ['应用程序 ID', 'org.example.Viewer', 'bundle-id android flatpak'],
    ['Package Name', 'org.example.viewer', 'bundle-id android flatpak'],
    ['Bundle ID', 'org.example.Viewer', 'bundle-id'],
    ['Package ID', 'org.example.viewer', 'bundle-id android flatpak receipt'],
    ['Package Identifier', 'Example.Viewer', 'winget appx'],
    ['Extension ID', CHROME, 'chrome-extension edge-extension'],
    ['Extension ID', 'example.viewer', 'vscode-extension'],
    ['Extension ID', 'org.example.viewer.extension', 'safari-extension jetbrains-plugin'],
    ['Add-on ID', 'viewer@example.org', 'firefox-addon'],
    ['Addon ID', '{0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0}', 'firefox-addon'],
    ['Team ID', 'ABCDE12345', 'team-id'],
    ['PURL', 'pkg:npm/viewer@1.0', 'npm purl'],
    ['Package URL', 'pkg:deb/debian/viewer@1.0', 'deb purl'],
    ['CPE', 'cpe:2.3:a:example:viewer:1.0:*:*:*:*:*:*:*', 'cpe'],
    ['Product Code', '{0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0}', 'product-code'],
  ])('%s %s is %s', (title, value, kinds) => {
    const bytes = table(
      [
        ['Name', title, 'Version'],
        ['Viewer', value, '1.0'],
      ],
      separator,
    );
    const ids = read(softwareCsv, bytes).flatMap((program) => program.ids ?? []);
    expect(new Set(ids.map((id) => id.slice(0, id.indexOf(':'))))).toEqual(new Set(kinds.split(' ')));
    expect(ids.filter((id) => id.endsWith(value))).not.toEqual([]);
  });

  test('a list of flatpaks with a header has ids of flatpaks only', () => {
    const bytes = table(
      [
        ['Name', 'Application ID', 'Version', 'Branch', 'Installation'],
        ['Viewer', 'org.example.Viewer', '1.0', 'stable', 'system'],
      ],
      separator,
    );
    expect(softwareCsv.recognises?.(bytes, 'list.txt')).toBe(true);
    expect(read(softwareCsv, bytes)).toMatchObject([
      { name: 'Viewer', version: '1.0', ids: ['flatpak:org.example.Viewer'] },
    ]);
  });

  test('a name and an identifier are a table of programs', () => {
    const bytes = table(
      [
        ['Name', 'Extension ID'],
        ['Viewer', CHROME],
      ],
      separator,
    );
    expect(softwareCsv.recognises?.(bytes, 'list.csv')).toBe(true);
  });

  test.each([
    ['Package ID', 'viewer'],
    ['App ID', 'viewer'],
    ['Extension ID', 'viewer'],
    ['Add-on ID', 'viewer'],
    ['PURL', 'viewer'],
    ['CPE', 'viewer'],
  ])('%s %s is of an unknown kind', (title, value) => {
    const bytes = table(
      [
        ['Name', title, 'Version'],
        ['Viewer', value, '1.0'],
      ],
      separator,
    );
    expect(() => read(softwareCsv, bytes)).toThrow(
      `line 2: column "${title}" has an identifier of an unknown kind, "viewer"`,
    );
  });

  test.each([
    ['Application ID', '12345'],
    ['ApplicationId', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
    ['AppId', '00005f1e2d3c4b5a69788796a5b4c3d2e1f0000000000904'],
    ['Application ID', 'ScopeId_0F1E2D3C/Application_4b5a6978'],
    ['Package ID', 'N/A'],
    ['Package ID', ''],
    ['Device ID', 'com.example.pc.alder'],
    ['Software ID', 'viewer'],
  ])('%s %j identifies no program', (title, value) => {
    const bytes = table(
      [
        ['Name', title, 'Version'],
        ['Viewer', value, '1.0'],
      ],
      separator,
    );
    expect(read(softwareCsv, bytes).flatMap((program) => program.ids ?? [])).toEqual([]);
  });
});

test('the package manager of the row says what its package ID is', () => {
  const bytes = table(
    [
      ['Name', 'Package ID', 'Version', 'Source'],
      ['Viewer', 'viewer', '1.0', 'chocolatey'],
      ['Reader', 'reader', '1.0', 'apt'],
    ],
    ',',
  );
  expect(read(softwareCsv, bytes).map(({ ids }) => ids)).toEqual([['choco:viewer'], ['deb:reader']]);
});

describe('--columns', () => {
  const bytes = table(
    [
      ['Titel', 'Kennung'],
      ['Viewer', 'viewer'],
    ],
    ';',
  );

  test('names the kind of an identifier', () => {
    const reader = columnReader(parseColumns('name=Titel,choco=Kennung'));
    expect(read(reader, bytes)).toMatchObject([{ name: 'Viewer', ids: ['choco:viewer'] }]);
  });

  test('reports a kind that is none, and a column that is missing', () => {
    expect(() => parseColumns('name=Titel,chocolate=Kennung')).toThrow(
      '--columns chocolate=Kennung: write field=Title',
    );
    const reader = columnReader(parseColumns('name=Titel,choco=Paket'));
    expect(() => read(reader, bytes)).toThrow('no column "Paket" in "Titel,Kennung"');
  });
});
