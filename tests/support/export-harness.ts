/** Hosts as rows of osquery's tables, checked twice: by exported SQL in SQLite, and by interdict through its reader. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportModel } from '../../src/exporters/model/index.ts';
import { queryOf } from '../../src/exporters/sql/query.ts';
import { tables } from '../../src/exporters/sql/tables.ts';
import type { System } from '../../src/exporters/system.ts';
import { evaluate, type Policy } from '../../src/policy/index.ts';
import { osquery } from '../../src/readers/inventories/osquery/index.ts';
import type { Finding, Sighting, SourceResult } from '../../src/types.ts';
import { missingTools, run } from './rpm-harness.ts';

/** A row of a table, by its columns. */
export type Row = Readonly<Record<string, string>>;
/** Table → rows. Places of the table `file` are `path` alone. */
export type Host = Readonly<Record<string, readonly Row[]>>;

/** What one side says of a host: the verdict, and which programs break the ban. */
export interface Said {
  readonly banned: boolean;
  /** `name version`, sorted. */
  readonly programs: readonly string[];
}

/** Columns of tables as osquery writes them, in the order of its schema as far as programs are reported by them. */
const COLUMNS: Readonly<Record<string, string>> = {
  deb_packages: 'name version source size arch revision status maintainer section priority',
  rpm_packages: 'name version release source size sha1 arch epoch install_time vendor package_group',
  portage_packages: 'package version slot build_time repository eapi size world',
  programs:
    'name version install_location install_source language publisher uninstall_string install_date identifying_number package_family_name upgrade_code',
  apps: 'name path bundle_executable bundle_identifier bundle_name bundle_short_version bundle_version display_name',
  homebrew_packages: 'name path version type auto_updates app_name prefix',
  package_receipts: 'package_id package_filename version location install_time installer_name path',
  system_extensions: 'path UUID state identifier version category bundle_path team mdm_managed',
  kernel_extensions: 'idx refs size name version linked_against path',
  launchd: 'path name label program run_at_load keep_alive',
  services: 'name service_type display_name status start_type path module_path description user_account',
  drivers:
    'device_id device_name image description service service_key version inf class provider manufacturer',
  systemd_units: 'id description load_state active_state sub_state following object_path',
  kernel_modules: 'name size used_by status address',
  chocolatey_packages: 'name version summary author license path',
  chrome_extensions: 'browser_type uid name profile profile_path version identifier state',
  firefox_addons: 'uid name identifier creator type version description active disabled autoupdate',
  safari_extensions: 'uid name identifier version sdk description path',
  npm_packages: 'name version description author license homepage path directory',
  python_packages: 'name version summary author license path directory',
  users: 'uid username',
  file: 'path',
};

/** Tools and files that the tests need and do not find, with the reason for a skip. */
export const withoutSqlite = missingTools('sqlite3').length > 0;

/** Where a real osqueryi may have been put: nothing of it is part of this package. */
export function osqueryi(): string | undefined {
  const places = [
    process.env['INTERDICT_OSQUERYI'],
    join(tmpdir(), 'interdict-osquery/package/plugins/osquery/osqueryi-linux-amd64'),
    '/usr/bin/osqueryi',
    '/opt/osquery/bin/osqueryd',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** A row with every column of its table. */
export function row(table: string, values: Row): Row {
  const columns = (COLUMNS[table] ?? '').split(' ');
  for (const column of Object.keys(values)) {
    if (!columns.includes(column)) throw new Error(`${table} has no column ${column}`);
  }
  return { ...Object.fromEntries(columns.map((column) => [column, ''])), ...values };
}

/** What the exported SQL of each ban says of a host, in SQLite. */
export function bySql(policy: Policy, host: Host, system: System): Map<string, Said> {
  // SQLite works as long on the policy as on the findings; the policy of one ban is enough of a test.
  const [first] = policy.bans;
  const script = [
    ...Object.keys(COLUMNS).map(
      (table) => `CREATE TABLE ${table} (${(COLUMNS[table] ?? '').replace(/ /gu, ' TEXT, ')} TEXT);`,
    ),
    ...Object.entries({ users: [{ uid: '501', username: 'rowan' }], ...host }).flatMap(([table, rows]) =>
      rows.map((it) => insert(table, row(table, it))),
    ),
  ];
  const said = new Map<string, Said>();
  for (const ban of exportModel(policy).bans) {
    const { findings, passes } = queryOf(ban, system);
    const out = run(
      'sqlite3',
      ['-bail', ':memory:'],
      [...script, '.mode json', findings, '.print @@', ban.id === first?.id ? passes : '', ''].join('\n'),
    );
    const [found = '', passed = ''] = out.split('@@').map((part) => part.trim());
    const rows = (found === '' ? [] : JSON.parse(found)) as Row[];
    said.set(ban.id, {
      banned: ban.id === first?.id ? passed === '' : rows.some(({ state }) => state !== 'residue'),
      programs: programsOf(
        rows.filter(({ state, severity }) => state !== 'residue' && severity !== 'incomplete'),
      ),
    });
  }
  return said;
}

function insert(table: string, values: Row): string {
  const texts = Object.values(values).map((text) => `'${text.replace(/'/gu, "''")}'`);
  return `INSERT INTO ${table} VALUES (${texts.join(',')});`;
}

/** What interdict itself says of the same rows. */
export function byInterdict(policy: Policy, host: Host): Map<string, Said> {
  return saidOf(policy, outcomeOf(host).sightings);
}

/** What interdict says of sightings. */
export function saidOf(policy: Policy, sightings: readonly Sighting[]): Map<string, Said> {
  const { findings, gaps: unread } = evaluate(
    { name: 'host', kind: 'file', sightings, manifests: [], findings: [], gaps: [] },
    policy,
  );
  const ids = policy.bans.map(({ id }) => id);
  return new Map(
    ids.map((id) => {
      const own = findings.filter(
        ({ ban, severity, program }) => ban === id && severity !== 'note' && program.state !== 'residue',
      );
      const isUndecided = unread.some(({ reason }) => reason.includes(` breaks ${id} `));
      return [id, { banned: own.length > 0 || isUndecided, programs: programsOf(own.flatMap(everyProgram)) }];
    }),
  );
}

function everyProgram({ program, evidence = [] }: Finding): Sighting[] {
  return [program, ...evidence].filter((it) => it === program || it.kind !== 'trace');
}

function programsOf(
  rows: readonly { name?: string | undefined; version?: string | undefined; state?: string | undefined }[],
): string[] {
  const live = rows.filter(({ state }) => state !== 'residue');
  return [...new Set(live.map(({ name, version = '' }) => `${name} ${version}`.trim()))].sort();
}

function outcomeOf(host: Host): SourceResult {
  const sightings = Object.entries(host).flatMap(([table, rows]) =>
    rows.flatMap((it) => sightingsOf(table, row(table, it))),
  );
  return { name: 'host', kind: 'file', sightings, manifests: [], findings: [], gaps: [] };
}

const TREE = { path: 'rows.json', read: () => undefined, exists: () => false, list: () => [] };

function sightingsOf(table: string, values: Row): Sighting[] {
  const place = values['path'] ?? '';
  if (table === 'file') {
    const path = place.replace(/^[A-Z]:/u, '').replace(/\\/gu, '/');
    return [{ name: path, kind: 'trace', ids: [`path:${path}`], reader: 'path', path: path.slice(1) }];
  }
  if (!tables.some(({ name }) => name === table)) throw new Error(`no table ${table}`);
  const programs = [...osquery.read(new TextEncoder().encode(JSON.stringify([values])), TREE)];
  return programs.map((program) => ({ ...program, reader: 'osquery', path: 'rows.json' }));
}
