/**
 * The tables of osquery that name programs, each with columns that together no other table has. Of two that fit
 * the first one counts, so the more special stand first.
 *
 * @see https://osquery.io/schema
 */
const COLUMNS = {
  deb_packages: ['name', 'version', 'revision', 'maintainer'],
  rpm_packages: ['name', 'version', 'release', 'sha1'],
  programs: ['name', 'version', 'uninstall_string', 'identifying_number'],
  apps: ['name', 'path', 'bundle_identifier', 'bundle_short_version'],
  chrome_extensions: ['identifier', 'browser_type', 'profile'],
  firefox_addons: ['identifier', 'active', 'disabled', 'autoupdate'],
  vscode_extensions: ['name', 'uuid', 'publisher_id'],
  safari_extensions: ['identifier', 'name', 'sdk'],
  system_extensions: ['identifier', 'team', 'state', 'category'],
  kernel_extensions: ['idx', 'name', 'linked_against'],
  launchd: ['label', 'run_at_load', 'program'],
  package_receipts: ['package_id', 'package_filename', 'installer_name'],
  package_install_history: ['package_id', 'content_type', 'time'],
  homebrew_packages: ['name', 'path', 'version', 'prefix'],
  portage_packages: ['package', 'version', 'slot', 'eapi'],
  npm_packages: ['name', 'version', 'author', 'homepage', 'directory'],
  python_packages: ['name', 'version', 'summary', 'author', 'directory'],
  chocolatey_packages: ['name', 'version', 'summary', 'author', 'license'],
  services: ['name', 'service_type', 'display_name', 'start_type'],
  drivers: ['device_id', 'image', 'service_key'],
  systemd_units: ['id', 'load_state', 'active_state', 'sub_state'],
  kernel_modules: ['name', 'used_by', 'status', 'address'],
  windows_security_products: ['name', 'type', 'signatures_up_to_date'],
} as const satisfies Record<string, readonly string[]>;

/** What people select of a table, where that still shows which one it is. */
const SELECTIONS: readonly (readonly [OsqueryTable, readonly string[]])[] = [
  ['deb_packages', ['name', 'version', 'status', 'maintainer']],
  ['rpm_packages', ['name', 'version', 'release', 'vendor', 'arch']],
  ['apps', ['name', 'bundle_identifier', 'bundle_short_version']],
  ['programs', ['name', 'version', 'install_location', 'publisher']],
  ['services', ['name', 'display_name', 'start_type']],
  ['services', ['name', 'display_name', 'service_type']],
];

/** The name of such a table. */
export type OsqueryTable = keyof typeof COLUMNS;

/** Which of these tables a row with these columns is of; undefined when it is of none. */
export function osqueryTable(has: (column: string) => boolean): OsqueryTable | undefined {
  return TABLES.find(([, columns]) => columns.every(has))?.[0];
}

/** Whether these titles are the columns of one of these tables. */
export function areOfOsquery(titles: readonly string[]): boolean {
  return osqueryTable((column) => titles.includes(column)) !== undefined;
}

const TABLES = [...Object.entries(COLUMNS), ...SELECTIONS] as [OsqueryTable, readonly string[]][];
