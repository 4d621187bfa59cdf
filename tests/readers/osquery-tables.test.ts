/** Each table of osquery with all of its columns, in each form that its tools write: no other reader takes it. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

/** @see https://osquery.io/schema */
const TABLES: Readonly<Record<string, string>> = {
  deb_packages: 'name version source size arch revision status maintainer section priority admindir',
  rpm_packages: 'name version release source size sha1 arch epoch install_time vendor package_group',
  programs:
    'name version install_location install_source language publisher uninstall_string install_date identifying_number package_family_name upgrade_code',
  apps: 'name path bundle_executable bundle_identifier bundle_name bundle_short_version bundle_version bundle_package_type environment element compiler development_region display_name info_string minimum_system_version category applescript_enabled copyright last_opened_time',
  chrome_extensions:
    'browser_type uid name profile profile_path referenced_identifier identifier version description default_locale current_locale update_url author persistent path permissions permissions_json optional_permissions optional_permissions_json manifest_hash referenced from_webstore state install_time install_timestamp',
  firefox_addons:
    'uid name identifier creator type version description source_url visible active disabled autoupdate location path',
  vscode_extensions:
    'name uuid version path publisher publisher_id installed_at prerelease uid vscode_edition',
  safari_extensions:
    'uid name identifier version sdk description path bundle_version copyright extension_type',
  system_extensions: 'path UUID state identifier version category bundle_path team mdm_managed',
  kernel_extensions: 'idx refs size name version linked_against path',
  launchd:
    'path name label program run_at_load keep_alive on_demand disabled username groupname stdout_path stderr_path start_interval program_arguments watch_paths queue_directories inetd_compatibility start_on_mount root_directory working_directory process_type',
  package_receipts: 'package_id package_filename version location install_time installer_name path',
  package_install_history: 'package_id time name version source content_type',
  homebrew_packages: 'name path version type auto_updates app_name prefix',
  portage_packages: 'package version slot build_time repository eapi size world',
  npm_packages: 'name version description author license homepage path directory',
  python_packages: 'name version summary author license path directory',
  chocolatey_packages: 'name version summary author license path',
  services:
    'name service_type display_name status pid start_type win32_exit_code service_exit_code path module_path description user_account',
  drivers:
    'device_id device_name image description service service_key version inf class provider manufacturer driver_key date signed',
  systemd_units:
    'id description load_state active_state sub_state unit_file_state following object_path job_id job_type job_path fragment_path user source_path',
  kernel_modules: 'name size used_by status address',
  windows_security_products: 'type name state state_timestamp remediation_path signatures_up_to_date',
};
const NAMES = new Set([
  'display_name',
  'bundle_name',
  'name',
  'identifier',
  'label',
  'package',
  'id',
  'package_id',
  'service',
]);
const VALUES: Readonly<Record<string, string>> = {
  load_state: 'loaded',
  active_state: 'active',
  version: '1.0',
};

type Row = Readonly<Record<string, string>>;

const entry = (table: string, members: object): string =>
  `${JSON.stringify({ ...members, name: `pack/elm/${table}`, hostIdentifier: 'birch', calendarTime: 'Mon Nov  2 10:00:00 2026 UTC', unixTime: 1793700000, epoch: 0, counter: 0, numerics: false })}\n`;

/** What `osqueryi` prints by default. */
function box(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const ruler = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const lines = rows.map(
    (row) => `|${row.map((cell, at) => ` ${cell.padEnd(widths[at] ?? 0)} `).join('|')}|`,
  );
  const [titles = '', ...others] = lines;
  return `${[ruler, titles, ruler, ...others, ruler].join('\n')}\n`;
}

/** File name → what is in it. */
const FORMS: Readonly<Record<string, (table: string, row: Row) => string>> = {
  'rows.json': (_, row) => JSON.stringify([row]),
  'osqueryd.results.log': (table, row) => entry(table, { columns: row, action: 'added' }),
  'osqueryd.snapshots.log': (table, row) => entry(table, { snapshot: [row], action: 'snapshot' }),
  'query.json': (_, row) => `${JSON.stringify({ host: 'birch', rows: [row], error: null })}\n`,
  'live.json': (_, row) => JSON.stringify([{ ...row, host_hostname: 'birch', host_display_name: 'birch' }]),
  'rows.csv': (_, row) => `${Object.keys(row).join('|')}\n${Object.values(row).join('|')}\n`,
  'box.txt': (_, row) => box([Object.keys(row), Object.values(row)]),
  'rows.txt': (_, row) =>
    `${Object.entries(row)
      .map(([column, value]) => `${column.padStart(24)} = ${value}\n`)
      .join('')}\n`.replace(/^ */gmu, (blanks) =>
      blanks.slice(24 - Math.max(...Object.keys(row).map(({ length }) => length), 5)),
    ),
};

/** What people select of a table. */
const SELECTIONS: readonly (readonly [string, string])[] = [
  ['services', 'name display_name status start_type'],
  ['services', 'name display_name service_type path'],
];

describe.each([...Object.entries(TABLES), ...SELECTIONS])('%s: %s', (table, columns) => {
  const value = (column: string): string => (NAMES.has(column) ? 'alder' : (VALUES[column] ?? '0'));
  const row = Object.fromEntries(columns.split(' ').map((column) => [column, value(column)]));

  test.each(Object.entries(FORMS))('as %s', async (name, form) => {
    const { sightings, gaps } = await scan(memorySource(Buffer.from(form(table, row)), name));
    expect(sightings.filter(({ reader }) => !reader.startsWith('osquery'))).toEqual([]);
    expect(
      sightings.some((one) => one.name === 'alder' || one.ids?.some((id) => id.endsWith(':alder'))),
    ).toBe(true);
    // Services and extensions alone are no list of programs.
    expect(gaps.filter(({ reason }) => !/^no (?:list of installed|row is of a table)/u.test(reason))).toEqual(
      [],
    );
  });
});
