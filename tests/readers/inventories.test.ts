import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columnReader } from '../../src/readers/columns.ts';
import { fleetSoftware } from '../../src/readers/inventories/fleet-software.ts';
import { glpi } from '../../src/readers/inventories/glpi/index.ts';
import { osquery } from '../../src/readers/inventories/osquery/index.ts';
import { wazuh } from '../../src/readers/inventories/wazuh.ts';
import { systemProfiler } from '../../src/readers/lists/system-profiler/index.ts';
import { macInstallHistory } from '../../src/readers/macos/mac-install-history.ts';
import type { FileResolver, Program, Reader } from '../../src/types.ts';

const tree: FileResolver = { path: 'handed', read: () => undefined, exists: () => false, list: () => [] };
const utf8 = (source: string): Uint8Array => new TextEncoder().encode(source);
const read = (reader: Reader, content: string | Uint8Array): Program[] => [
  ...reader.read(typeof content === 'string' ? utf8(content) : content, tree),
];
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('a log of osquery', () => {
  const row = {
    name: 'alder',
    version: '1',
    release: '1',
    sha1: '',
    epoch: '',
    arch: 'x86_64',
    vendor: 'Example AV GmbH',
  };
  const event = (action: string, columns: object): string =>
    line({ name: 'rpms', hostIdentifier: 'birch', action, columns });

  test('ends with what was added and not removed', () => {
    const log =
      event('added', row) +
      event('added', { ...row, name: 'elm' }) +
      event('removed', { ...row, name: 'elm' });
    expect(read(osquery, log).map(({ name }) => name)).toEqual(['alder']);
  });

  test('ends with the last snapshot of each query', () => {
    const snapshot = (rows: readonly object[]): string =>
      line({ name: 'rpms', hostIdentifier: 'birch', action: 'snapshot', snapshot: rows });
    const log = snapshot([row, { ...row, name: 'elm' }]) + snapshot([row]);
    expect(read(osquery, log)).toMatchObject([
      { name: 'alder', version: '1-1', publisher: 'Example AV GmbH' },
    ]);
  });

  test('is recognised in UTF-16 too, as PowerShell writes what a command prints', () => {
    for (const content of [event('added', row).repeat(3), JSON.stringify([row, row], undefined, 2)]) {
      const head = Buffer.from(`\uFEFF${content}`, 'utf16le');
      expect(osquery.recognises?.(head.subarray(0, head.length - 11), 'x')).toBe(true);
      expect(read(osquery, head)[0]?.ids).toEqual(['rpm:alder']);
    }
  });

  test('of other tables only is no list of programs', () => {
    expect(() => read(osquery, event('added', { uid: '0', username: 'root' }))).toThrow(
      'no row is of a table of programs',
    );
  });

  test('shows a selection of columns by the name of its query', () => {
    const some = {
      name: 'pack_inventory_rpm_packages',
      hostIdentifier: 'birch',
      action: 'added',
      columns: { name: 'alder', version: '1' },
    };
    expect(read(osquery, line(some))).toMatchObject([{ name: 'alder', ids: ['rpm:alder'] }]);
    expect(read(osquery, '[{"name":"Alder","version":"1","publisher":"Example AV GmbH"}]')).toMatchObject([
      { publisher: 'Example AV GmbH', ids: [] },
    ]);
    expect(() =>
      read(osquery, '[{"name":"Debian","version":"12","platform":"debian","major":"12"}]'),
    ).toThrow('no row');
  });

  test.each<[string, object, string]>([
    [
      'chrome_extensions',
      {
        browser_type: 'chrome',
        profile: 'Default',
        identifier: 'ahkjpbeeocnddjkakilopmfdlnjdpcdm',
        name: 'X',
      },
      'chrome-extension:ahkjpbeeocnddjkakilopmfdlnjdpcdm',
    ],
    [
      'firefox_addons',
      { identifier: 'x@y', name: 'X', active: '1', disabled: '0', autoupdate: '1' },
      'firefox-addon:x@y',
    ],
    [
      'apps',
      {
        name: 'X.app',
        path: '/Applications/X.app',
        bundle_identifier: 'com.kaspersky.kav',
        bundle_short_version: '1',
      },
      'bundle-id:com.kaspersky.kav',
    ],
    [
      'system_extensions',
      { identifier: 'x.y', team: '2Y8XE5CQ94', state: 'activated_enabled', category: '' },
      'team-id:2Y8XE5CQ94',
    ],
    ['launchd', { label: 'com.kaspersky.kav', run_at_load: '1', program: '/x' }, 'launchd:com.kaspersky.kav'],
    [
      'package_receipts',
      { package_id: 'com.kaspersky.kav.core', package_filename: '', installer_name: '' },
      'receipt:com.kaspersky.kav.core',
    ],
    [
      'services',
      { name: 'AVP21.3', service_type: 'OWN_PROCESS', display_name: 'X', start_type: 'AUTO_START' },
      'service:AVP21.3',
    ],
    [
      'drivers',
      { device_id: '', image: 'C:\\Windows\\klif.sys', service_key: '', service: 'klif' },
      'driver:klif.sys',
    ],
    [
      'systemd_units',
      { id: 'kesl.service', load_state: 'loaded', active_state: 'active', sub_state: 'running' },
      'systemd:kesl.service',
    ],
    [
      'homebrew_packages',
      { name: 'yandex', path: '/x', version: '1', prefix: '/opt/homebrew', type: 'cask' },
      'cask:yandex',
    ],
    [
      'programs',
      {
        name: 'X',
        version: '1',
        uninstall_string: '',
        identifying_number: '{11111111-2222-3333-4444-55555555abcd}',
      },
      'product-code:{11111111-2222-3333-4444-55555555ABCD}',
    ],
  ])('shows the rows of %s', (_, columns, id) => {
    expect(read(osquery, event('added', columns))[0]?.ids).toContain(id);
    expect(read(osquery, JSON.stringify([columns]))[0]?.ids).toContain(id);
  });
});

describe('events of Wazuh', () => {
  test('end with what was not deleted', () => {
    const event = (operation: string, name: string): string =>
      line({
        type: 'dbsync_packages',
        operation,
        data: { name, version: '1', format: 'rpm', architecture: 'x' },
      });
    const log = event('INSERTED', 'alder') + event('INSERTED', 'elm') + event('DELETED', 'elm');
    expect(read(wazuh, log).map(({ name }) => name)).toEqual(['alder']);
  });
});

describe('a title that Fleet could install', () => {
  test('is no program of any host', () => {
    const title = { name: 'Elm', source: 'programs', hosts_count: 0, versions: [] };
    expect(read(fleetSoftware, JSON.stringify({ software_titles: [title] }))).toEqual([]);
  });
});

describe('a table by its columns', () => {
  const reader = columnReader({ name: 'Title', version: 'Rev', publisher: 'Made by', format: 'Kind' });

  test('gives a program a row', () => {
    const table =
      'Host;title;REV;Made by;Kind\nbirch;"Alder; Shield";4.2;Example AV GmbH;\nbirch;kesl;12;;deb\n';
    expect(read(reader, table)).toMatchObject([
      { name: 'Alder; Shield', version: '4.2', publisher: 'Example AV GmbH', line: 2 },
      { name: 'kesl', version: '12', ids: ['deb:kesl'], line: 3 },
    ]);
  });

  test.each([
    ['', 'the file is empty'],
    ['Name,Rev\n', 'no column "Title" in "Name,Rev"'],
    ['Title,Rev,Made by,Kind\n,1,x,\n', 'line 2: a row without a name: ",1,x,"'],
    ['Title,Rev,Made by,Kind\n"Ald', 'truncated inside quotes'],
  ])('%j is refused', (table, reason) => {
    expect(() => read(reader, table)).toThrow(reason);
  });
});

describe('a report of system_profiler', () => {
  test('that is truncated inside an application is reported, at every length', () => {
    const whole = readFileSync('fixtures/readers/system-profiler/normal/apps.txt');
    for (let length = 1; length < whole.length - 1; length++) {
      const cut = whole.subarray(0, length);
      const isBetween =
        cut.toString().endsWith('.app\n') ||
        cut.toString().endsWith('.app\n\n') ||
        cut.toString().includes('Get Info String');
      if (!isBetween) expect(() => read(systemProfiler, cut), `cut at ${length}`).toThrow(SyntaxError);
    }
  });
});

describe('a report of everything', () => {
  test('gives the applications and leaves fonts, frameworks and hardware alone', () => {
    const report = [
      'Hardware:\n\n    Hardware Overview:\n\n      Model Name: Alder\n\n',
      'Applications:\n\n    Alder Shield:\n\n      Version: 1\n      Location: /Applications/Alder Shield.app\n\n',
      'Fonts:\n\n    Alder.ttf:\n\n      Kind: TrueType\n      Location: /Library/Fonts/Alder.ttf\n\n',
      'Extensions:\n\n    AlderFilter:\n\n      Version: 2\n      Bundle ID: com.example.kext.alder\n      Location: /Library/Extensions/AlderFilter.kext\n\n',
      'Logs:\n\n    Kernel:\n\n      Size: 1\n\n',
    ].join('');
    expect(read(systemProfiler, report)).toMatchObject([
      { name: 'Alder Shield', version: '1' },
      {
        name: 'AlderFilter',
        kind: 'trace',
        ids: ['kext:com.example.kext.alder', 'bundle-id:com.example.kext.alder'],
      },
    ]);
  });
});

const CORPUS = '../shared/corpus';
const KNOWN: readonly (readonly [string, Reader])[] = [
  ['glpi-xml/local-fusioninventory-2.6/debian12.xml', glpi],
  ['osquery-json/local-debian12/deb_packages.json', osquery],
  ['pkg-receipt/plaso/InstallHistory.plist', macInstallHistory],
  ['system_profiler-json/ohai/spapplications.json', systemProfiler],
  ['system_profiler-text/ohai/spapplications.txt', systemProfiler],
  ['system_profiler-xml/ohai/system_profiler_spapplicationsdatatype.output', systemProfiler],
];
const hasCorpus = existsSync(CORPUS);
if (!hasCorpus)
  console.log(`skipped: ${CORPUS} is not here, so inventories of real machines are not compared`);

describe('inventories of real machines', () => {
  test.skipIf(!hasCorpus).each(KNOWN)('%s has the programs that are known to be in it', (path, reader) => {
    const rows = readFileSync(join(CORPUS, `${path}.expected.tsv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const expected = rows.map((row) => row.split('\t').slice(0, 2).join(' ').trim()).sort();
    const got: string[] = [];
    try {
      for (const { name, version = '', state, kind } of reader.read(readFileSync(join(CORPUS, path)), tree)) {
        if (state === undefined && kind === undefined) got.push(`${name} ${version}`.trim());
      }
    } catch (error) {
      // One of these files has a stray letter between its elements: its programs count, and it is reported.
      expect((error as Error).message).toBe(
        'line 262: text between elements: "n\\t\\t\\t\\t<key>signed_by</key>\\n\\t\\t\\t\\t<array>\\n\\t\\t"…',
      );
    }
    expect(got.sort()).toEqual(expected);
  });
});
