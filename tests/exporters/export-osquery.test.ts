/** Exported SQL and interdict say the same of the same rows, host by host. */
import { describe, expect, test } from 'vitest';
import type { System } from '../../src/exporters/system.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import type { FactMapping } from '../../src/schema/index.ts';
import { facts, vendors } from '../support/built-in.ts';
import { byInterdict, bySql, type Host, type Row, withoutSqlite } from '../support/export-harness.ts';
import { iterations } from '../support/iterations.ts';

if (withoutSqlite) console.log('skipped: sqlite3 is not there, so exported SQL is not run');

const DAY = '2026-11-24';
const BANS = [
  'russia-based-av-vendor',
  'us-tx',
  'us-bis-icts-kaspersky-2024',
  'uk-ncsc-2022-russia',
  'uk-surveillance-2022',
  'us-fcc-covered-list',
];

/** Ways in which manifests write the same name, and ways that make another name of it. */
const names = (name: string): string[] => [
  name,
  name.toUpperCase(),
  `${name} 21.3`,
  `${name} (x64)`,
  `${name} 21.3.10.391 (64-bit)`,
  `${name}™`,
  `«${name}»`,
  `My ${name}`,
  `${name}s`,
  name.replace(/a/gu, 'а').replace(/e/gu, 'е'),
];
const firms = (name: string): string[] => [
  name,
  name.toLowerCase(),
  `${name}, Ltd.`,
  `ООО «${name}»`,
  `${name} Holdings`,
  `АО ${name.toUpperCase()}`,
  `${name} <mail@example.org>`,
];

interface Marks {
  readonly names: readonly string[];
  readonly publishers: readonly string[];
  ids(kind: string): readonly string[];
}

/** Every mark of every vendor, with something in place of wildcards. */
const marks: Marks = {
  names: vendors.flatMap(({ products = [] }) =>
    products.flatMap((product) => facts(product.names).map(written)),
  ),
  publishers: vendors.flatMap(({ publishers }) => facts(publishers).map(written)),
  ids: (kind) =>
    vendors.flatMap(({ ids = {}, products = [] }) =>
      [ids, ...products.map((product) => product.ids ?? {})].flatMap((known) =>
        facts((known as Record<string, unknown>)[kind]).map(written),
      ),
    ),
};

function written({ value }: FactMapping): string {
  return value.replace(/ \*$/u, ' 12').replace(/#/gu, '21.3').replace(/\*/gu, 'x').replace(/\?/gu, 'y');
}

/** Of so many names in a row one is written in each way: SQLite asks every row about every mark of the catalogue. */
const APART = iterations({ quick: 9, full: 4 });

/** Rows that show less or more of a program than a name and a version. */
const reported = (name: string): Row[] => [
  { name: `${name} 12.4`, publisher: '' },
  { name: `${name} no version` },
  { name, version: '1', publisher: 'ESET, spol. s r.o.' },
  { name, version: '2', publisher: 'AO Kaspersky Lab' },
];

const windowsRows: readonly Row[] = [
  // Each name is there as it is, and in some of the ways.
  ...marks.names
    .flatMap((name, i) => names(name).filter((_, way) => way === 0 || (way + i) % APART === 0))
    .map((name) => ({ name, version: '21.3.10.391' })),
  ...marks.names.flatMap((name, i) =>
    reported(name).filter((_, way) => (way + i) % iterations({ quick: 12, full: 2 }) === 0),
  ),
  ...marks.publishers
    .flatMap((firm, i) => firms(firm).filter((_, way) => way === 0 || (way + i) % APART === 0))
    .map((publisher, i) => ({ name: `Some Program ${i} of alder`, version: '1', publisher })),
  ...marks
    .ids('product-code')
    .map((code, i) => ({ name: `Code ${i} of birch`, version: '1', identifying_number: code })),
  ...marks.ids('appx').map((id, i) => ({ name: `App ${i} of birch`, version: '1', package_family_name: id })),
];

const linuxRows = (table: 'deb' | 'rpm'): Row[] =>
  [...marks.ids(table), 'bash', 'wavpack', 'librte-net-avp23', 'libhikaricp-java', 'drwebx', 'KESL'].map(
    (name) =>
      table === 'deb'
        ? { name, version: '1-1', status: 'install ok installed', maintainer: 'x' }
        : { name, version: '1', release: '1', sha1: 'x' },
  );

const HOSTS: readonly [what: string, system: System, host: Host][] = [
  [
    'every name and publisher of the catalogue among programs of Windows',
    'windows',
    { programs: windowsRows },
  ],
  [
    'packages of Debian in every state',
    'linux',
    {
      deb_packages: [
        ...linuxRows('deb'),
        ...[
          'deinstall ok config-files',
          'hold ok installed',
          'install ok half-configured',
          'purge ok not-installed',
        ].map((status) => ({ name: 'kesl', version: status.replace(/ /gu, '.'), status, maintainer: 'x' })),
      ],
    },
  ],
  [
    'packages of rpm and their vendors',
    'linux',
    {
      rpm_packages: [
        ...linuxRows('rpm'),
        ...marks.publishers.map((vendor, i) => ({
          name: `elm${i}`,
          version: '1',
          sha1: 'x',
          release: '1',
          vendor,
        })),
        { name: 'gpg-pubkey', version: '1', release: '1', sha1: '', vendor: '' },
      ],
    },
  ],
  [
    'applications of macOS by name and bundle',
    'macos',
    {
      apps: [
        ...marks.names.map((name) => ({ name: `${name}.app`, path: `/Applications/${name}.app` })),
        ...marks.names.map((name) => ({ name: 'X.app', display_name: name, bundle_version: '7' })),
        ...marks
          .ids('bundle-id')
          .map((id, i) => ({ name: `Alder ${i}.app`, bundle_identifier: id.toUpperCase() })),
      ],
      homebrew_packages: [
        ...marks.ids('cask').map((name) => ({ name, version: '1', type: 'cask', prefix: '/opt/homebrew' })),
        ...marks
          .ids('cask')
          .map((name) => ({ name, version: '2', type: 'formula', prefix: '/opt/homebrew' })),
      ],
      package_receipts: marks.ids('receipt').map((id) => ({ package_id: id, version: '1' })),
    },
  ],
  [
    'extensions of browsers',
    'windows',
    {
      programs: [{ name: 'Elm', version: '1' }],
      chrome_extensions: marks
        .ids('chrome-extension')
        .map((id, i) => ({ uid: '501', name: `Ext ${i}`, identifier: id })),
      firefox_addons: marks
        .ids('firefox-addon')
        .map((id, i) => ({ uid: '501', name: `Add-on ${i}`, identifier: id })),
    },
  ],
];

describe.skipIf(withoutSqlite)('exported SQL agrees with interdict', () => {
  test.each(HOSTS)('on %s', async (_, system, host) => {
    const policy = await loadPolicy({ bans: BANS, asOf: DAY });
    const [theirs, ours] = [bySql(policy, host, system), byInterdict(policy, host)];
    expect(theirs.size).toBe(BANS.length);
    for (const [ban, said] of theirs) expect({ ban, ...said }).toEqual({ ban, ...ours.get(ban) });
    expect([...theirs.values()].some(({ programs }) => programs.length > 0)).toBe(true);
  });
});
