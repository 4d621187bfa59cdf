/** Exported SQL and interdict on hosts with traces, on own bans, and on real inventories from outside. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { System } from '../../src/exporters/system.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { Sighting } from '../../src/types.ts';
import { byInterdict, bySql, type Host, type Row, saidOf, withoutSqlite } from '../support/export-harness.ts';

if (withoutSqlite) console.log('skipped: sqlite3 is not there, so exported SQL is not run');
const CORPUS = '../shared/corpus';
const isThere = existsSync(join(CORPUS, 'MANIFEST.tsv'));
if (!isThere) console.log(`skipped: ${CORPUS} is not there, so real inventories are not compared`);

const DAY = '2026-11-24';
const AV = ['russia-based-av-vendor'];
const folder = mkdtempSync(join(tmpdir(), 'interdict-hosts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const deb = (name: string, status = 'install ok installed'): Row => ({
  name,
  version: '1',
  status,
  maintainer: 'x',
  revision: '1',
});
const service = (name: string, type = 'OWN_PROCESS'): Row => ({
  name,
  service_type: type,
  display_name: name,
  start_type: 'AUTO_START',
});
const launchd = (label: string, program = ''): Row => ({
  label,
  program,
  name: `${label}.plist`,
  run_at_load: '1',
});
const elm: Row = { name: 'Elm', version: '1' };
const app: Row = { name: 'Elm.app', bundle_identifier: 'org.example.elm' };

const TRACES: readonly [what: string, system: System, host: Host, banned: boolean][] = [
  [
    'a folder of a product that comes without an entry',
    'linux',
    { deb_packages: [deb('bash')], file: [{ path: '/opt/drweb.com' }] },
    true,
  ],
  [
    'the same beside settings of its removed package',
    'linux',
    {
      deb_packages: [deb('bash'), deb('drweb-workstations', 'deinstall ok config-files')],
      file: [{ path: '/opt/drweb.com' }],
    },
    false,
  ],
  [
    'the same beside its package',
    'linux',
    { deb_packages: [deb('drweb-workstations')], file: [{ path: '/opt/drweb.com' }] },
    true,
  ],
  [
    'a folder that many products share',
    'linux',
    { deb_packages: [deb('bash')], file: [{ path: '/etc/opt/kaspersky' }] },
    false,
  ],
  [
    'a unit of systemd',
    'linux',
    {
      deb_packages: [deb('bash')],
      systemd_units: [
        { id: 'drweb-configd.service', load_state: 'loaded', active_state: 'active', sub_state: 'running' },
      ],
    },
    true,
  ],
  [
    'a unit that is not there',
    'linux',
    {
      deb_packages: [deb('bash')],
      systemd_units: [
        { id: 'drweb-configd.service', load_state: 'not-found', active_state: 'inactive', sub_state: 'dead' },
      ],
    },
    false,
  ],
  [
    'a service that outlived its program',
    'windows',
    { programs: [elm], services: [service('AVP21.25'), service('klif', 'FILE_SYSTEM_DRIVER')] },
    false,
  ],
  [
    'a service beside its program',
    'windows',
    {
      programs: [{ name: 'Kaspersky Endpoint Security 12', version: '12' }],
      services: [service('AVP.KES.21.3')],
    },
    true,
  ],
  [
    'folders of Windows',
    'windows',
    {
      programs: [elm],
      file: [{ path: 'C:\\Program Files\\DrWeb' }, { path: 'C:\\ProgramData\\Kaspersky Lab\\AVP21.3' }],
    },
    false,
  ],
  [
    'a launch daemon that outlived its app',
    'macos',
    { apps: [app], launchd: [launchd('com.kaspersky.kav')] },
    false,
  ],
  [
    'a launch daemon by its program',
    'macos',
    {
      apps: [app],
      launchd: [launchd('org.example.x', '/Library/Application Support/DrWeb/x')],
    },
    true,
  ],
  [
    'another launch daemon',
    'macos',
    { apps: [app], launchd: [launchd('org.example.x', '/usr/bin/x')] },
    false,
  ],
];

describe.skipIf(withoutSqlite)('traces count as interdict counts them', () => {
  test.each(TRACES)('%s', async (_, system, host, banned) => {
    const policy = await loadPolicy({ bans: AV, asOf: DAY });
    const [theirs, ours] = [bySql(policy, host, system), byInterdict(policy, host)].map(
      (said) => said.get('russia-based-av-vendor')?.banned,
    );
    expect({ theirs, ours }).toEqual({ theirs: banned, ours: banned });
  });
});

const PROGRAMS: readonly Row[] = [
  { name: 'Alder Antivirus 3', version: '3', publisher: 'Example AV GmbH' },
  { name: 'Alder Antivirus', version: '3', publisher: 'Other Ltd' },
  { name: 'Birch', version: '2', publisher: 'EXAMPLE AV' },
  { name: 'Birch Reader', version: '2', publisher: 'Example AV, Inc.' },
  { name: 'Kaspersky Free', version: '21', publisher: 'AO Kaspersky Lab' },
  { name: 'Kaspersky Password Manager', version: '21', publisher: 'AO Kaspersky Lab' },
  { name: 'Cedar', version: '9', identifying_number: '{12345678-1234-1234-1234-1234567890AB}' },
];
const OWN: readonly [what: string, match: object, more: object, programs: number][] = [
  ['a name', { name: 'Alder Antivirus *' }, {}, 2],
  ['a publisher', { publisher: 'Example AV GmbH' }, {}, 3],
  ['both', { name: 'Alder Antivirus *', publisher: 'Example AV' }, {}, 1],
  [
    'one of several',
    {
      any: [
        { name: 'Cedar', id: 'product-code:{12345678-1234-1234-1234-1234567890ab}' },
        { name: 'Alder Antivirus *' },
      ],
    },
    {},
    3,
  ],
  ['all but', { all: [{ publisher: 'Example AV' }, { not: { name: 'Birch Reader' } }] }, {}, 2],
  ['with an exception', { publisher: 'Example AV' }, { except: { name: 'Alder Antivirus *' } }, 2],
  [
    'a maker of the catalogue and a name of its own',
    { any: [{ vendor: 'kaspersky', category: 'antivirus' }, { name: 'Birch Reader' }] },
    {},
    2,
  ],
  ['a maker, but not under a name', { vendor: 'kaspersky', not: { name: 'Kaspersky Free' } }, {}, 1],
  ['a maker, but not another', { publisher: 'Example AV', not: { vendor: 'kaspersky' } }, {}, 3],
];

describe.skipIf(withoutSqlite)('own bans', () => {
  test.each(OWN)('on %s', async (what, match, more, programs) => {
    const id = what.replace(/\W+/gu, '-');
    const file = join(folder, `${id}.yaml`);
    writeFileSync(file, JSON.stringify({ title: what, why: 'Because.', severity: 'ban', match, ...more }));
    const policy = await loadPolicy({ bans: [file], asOf: DAY });
    const host = { programs: PROGRAMS };
    const [theirs, ours] = [bySql(policy, host, 'windows').get(id), byInterdict(policy, host).get(id)];
    expect(theirs).toEqual(ours);
    expect(theirs?.programs).toHaveLength(programs);
  });

  test.each([
    ['version', { name: 'Birch', version: '<1' }],
    ['expression', { name: { regex: 'no such .*' } }],
  ])('on a %s fail closed, and say what is not compared', async (id, match) => {
    const file = join(folder, `${id}.yaml`);
    writeFileSync(file, JSON.stringify({ title: 'x', why: 'Because.', severity: 'ban', match }));
    const policy = await loadPolicy({ bans: [file], asOf: DAY });
    expect(bySql(policy, { programs: PROGRAMS }, 'windows').get(id)?.banned).toBe(true);
  });
});

/** Every other real inventory gets one of these, so that both answers are met. */
const PLANTED: Readonly<Record<string, Sighting>> = {
  windows: {
    name: 'Kaspersky Endpoint Security 12.1',
    version: '12.1',
    publisher: 'AO Kaspersky Lab',
    reader: 'x',
    path: 'x',
  },
  macos: {
    name: 'Kaspersky Internet Security',
    version: '21',
    ids: ['bundle-id:com.kaspersky.kav'],
    reader: 'x',
    path: 'x',
  },
  linux: { name: 'kesl', version: '12-1', ids: ['deb:kesl', 'rpm:kesl'], reader: 'x', path: 'x' },
};

/** Kinds of inventory → how their sightings stand in tables of osquery. */
const FORMATS: readonly [
  format: RegExp,
  system: System,
  rowOf: (sighting: Sighting) => [table: string, row: Row] | undefined,
][] = [
  [
    /^(?:reg|regf-hive|glpi-xml|arp-names|winget-list|powershell-json|powershell-table)$/u,
    'windows',
    programRow,
  ],
  [/^(?:system_profiler-(?:json|xml|text)|info-plist)$/u, 'macos', appRow],
  [/^(?:dpkg-status|osquery-json)$/u, 'linux', debRow],
  [/^rpmdb-(?:sqlite|bdb|ndb)$/u, 'linux', rpmRow],
];

function idOf({ ids = [] }: Sighting, kind: string): string {
  return ids.find((id) => id.startsWith(`${kind}:`))?.slice(kind.length + 1) ?? '';
}

function programRow(it: Sighting): [string, Row] | undefined {
  if (it.kind === 'trace') return undefined;
  const { name, version = '', publisher = '', folder: place = '' } = it;
  return [
    'programs',
    {
      name,
      version,
      publisher,
      install_location: place,
      identifying_number: idOf(it, 'product-code'),
      package_family_name: idOf(it, 'appx'),
    },
  ];
}

function appRow(it: Sighting): [string, Row] | undefined {
  if (it.kind === 'trace') return undefined;
  return [
    'apps',
    {
      name: it.name,
      path: it.folder ?? '',
      bundle_identifier: idOf(it, 'bundle-id'),
      bundle_short_version: it.version ?? '',
    },
  ];
}

function debRow(it: Sighting): [string, Row] | undefined {
  const states = { installed: 'installed', partial: 'half-configured', residue: 'config-files' };
  return [
    'deb_packages',
    {
      name: idOf(it, 'deb'),
      version: it.version ?? '',
      status: `install ok ${states[it.state ?? 'installed']}`,
      maintainer: 'x',
    },
  ];
}

function rpmRow(it: Sighting): [string, Row] | undefined {
  if (it.marks?.includes('signing-key')) return undefined;
  return ['rpm_packages', { name: idOf(it, 'rpm'), version: it.version ?? '', vendor: it.publisher ?? '' }];
}

const files = isThere
  ? readFileSync(join(CORPUS, 'MANIFEST.tsv'), 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t').slice(0, 2) as [file: string, format: string])
      .filter(([file]) => existsSync(join(CORPUS, file)))
      .flatMap(([file, format]) =>
        FORMATS.flatMap(([wanted, system, rowOf]) => (wanted.test(format) ? [{ file, system, rowOf }] : [])),
      )
  : [];

describe.skipIf(withoutSqlite || !isThere)('real inventories', () => {
  test.each(files)('$file', async ({ file, system, rowOf }) => {
    const policy = await loadPolicy({ bans: AV, asOf: DAY });
    const { sightings } = await scan(await openSource(join(CORPUS, file)));
    const host: Record<string, Row[]> = {};
    const kept: Sighting[] = [];
    const isPlanted = files.findIndex((it) => it.file === file) % 2 === 1;
    const planted = isPlanted ? [PLANTED[system]].filter((it) => it !== undefined) : [];
    for (const sighting of [...sightings, ...planted]) {
      const [table, row] = rowOf(sighting) ?? [];
      if (table === undefined || row === undefined) continue;
      (host[table] ??= []).push(row);
      kept.push(sighting);
    }
    const [theirs, ours] = [bySql(policy, host, system), saidOf(policy, kept)];
    for (const [ban, said] of theirs) {
      // A list without a program gives no pass, and interdict's own answer comes from its readers.
      if (kept.length === 0) expect(said).toEqual({ banned: true, programs: [] });
      else expect({ ban, ...said }).toEqual({ ban, ...ours.get(ban) });
      if (isPlanted) expect(said.programs.length).toBeGreaterThan(0);
    }
  });
});
