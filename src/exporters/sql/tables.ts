import type { IdKind } from '../../schema/index.ts';
import type { System } from '../system.ts';

/** A table of osquery, and how its rows become programs. */
export interface SqlTable {
  readonly name: string;
  readonly systems: readonly System[];
  /** Kinds of id that it shows. A table of traces or of packages of one language is asked only when one is wanted. */
  readonly kinds: readonly IdKind[];
  /** It is asked in any case: a machine in which these are all empty has not been seen. */
  readonly entries?: true;
  /** Names in it are names of packages and no display names: always, or where an SQL condition holds. */
  readonly packaged?: true | string;
  readonly from: string;
  readonly columns: Columns;
}

/** SQL expressions; ids are pairs of a kind and its key. */
export interface Columns {
  readonly name: string;
  readonly version?: string;
  readonly publisher?: string;
  readonly state?: string;
  readonly trace?: true;
  readonly folder?: string;
  readonly ids: readonly (readonly [kind: IdKind | { readonly sql: string }, key: string])[];
}

const EVERYWHERE: readonly System[] = ['linux', 'windows', 'macos'];
/** Rows of browsers belong to users, and osquery has to be given which. */
const OF_USERS = (table: string) => `users CROSS JOIN ${table} ON ${table}.uid = users.uid`;

/**
 * The tables of osquery that name programs, with the meaning that interdict gives their rows.
 *
 * @see https://osquery.io/schema
 */
export const tables: readonly SqlTable[] = [
  {
    name: 'deb_packages',
    systems: ['linux'],
    kinds: ['deb'],
    entries: true,
    packaged: true,
    from: "deb_packages WHERE status NOT LIKE '% not-installed'",
    columns: {
      name: 'name',
      version: 'version',
      state: `CASE WHEN status LIKE '% config-files' THEN 'residue'
        WHEN status = '' OR status LIKE '% installed' THEN 'installed' ELSE 'partial' END`,
      ids: [
        [
          'deb',
          "lower(CASE WHEN instr(name, ':') > 0 THEN substr(name, 1, instr(name, ':') - 1) ELSE name END)",
        ],
      ],
    },
  },
  {
    name: 'rpm_packages',
    systems: ['linux'],
    kinds: ['rpm'],
    entries: true,
    packaged: true,
    from: "rpm_packages WHERE name <> 'gpg-pubkey'",
    columns: {
      name: 'name',
      version: `CASE WHEN epoch IN ('', '0') OR epoch IS NULL THEN '' ELSE epoch || ':' END || version
        || CASE WHEN release <> '' THEN '-' || release ELSE '' END`,
      publisher: 'vendor',
      ids: [['rpm', 'lower(name)']],
    },
  },
  {
    name: 'portage_packages',
    systems: ['linux'],
    kinds: ['portage'],
    entries: true,
    packaged: true,
    from: 'portage_packages',
    columns: { name: 'package', version: 'version', ids: [['portage', 'lower(package)']] },
  },
  {
    name: 'programs',
    systems: ['windows'],
    kinds: ['product-code', 'upgrade-code', 'appx'],
    entries: true,
    from: 'programs',
    columns: {
      name: 'name',
      version: 'version',
      publisher: 'publisher',
      folder: 'install_location',
      ids: [
        ['product-code', 'lower(identifying_number)'],
        ['upgrade-code', 'lower(upgrade_code)'],
        ['appx', 'lower(package_family_name)'],
        ['appx', "lower(substr(package_family_name, 1, instr(package_family_name || '_', '_') - 1))"],
      ],
    },
  },
  {
    name: 'apps',
    systems: ['macos'],
    kinds: ['bundle-id'],
    entries: true,
    from: 'apps',
    columns: {
      name: `CASE WHEN display_name <> '' THEN display_name WHEN bundle_name <> '' THEN bundle_name
        WHEN name LIKE '%.app' THEN substr(name, 1, length(name) - 4) ELSE name END`,
      version: "CASE WHEN bundle_short_version <> '' THEN bundle_short_version ELSE bundle_version END",
      folder: 'path',
      ids: [['bundle-id', 'lower(bundle_identifier)']],
    },
  },
  {
    name: 'homebrew_packages',
    systems: ['macos'],
    kinds: ['brew', 'cask'],
    packaged: "type <> 'cask'",
    from: 'homebrew_packages',
    columns: {
      name: 'name',
      version: 'version',
      folder: 'path',
      ids: [[{ sql: "CASE WHEN type = 'cask' THEN 'cask' ELSE 'brew' END" }, 'lower(name)']],
    },
  },
  {
    name: 'package_receipts',
    systems: ['macos'],
    kinds: ['receipt'],
    from: 'package_receipts',
    columns: { name: 'package_id', version: 'version', ids: [['receipt', 'lower(package_id)']] },
  },
  {
    name: 'system_extensions',
    systems: ['macos'],
    kinds: ['system-extension', 'bundle-id', 'team-id'],
    from: 'system_extensions',
    columns: {
      name: 'identifier',
      version: 'version',
      trace: true,
      state:
        "CASE WHEN state LIKE 'terminat%' OR state LIKE '%uninstall%' THEN 'residue' ELSE 'installed' END",
      folder: 'bundle_path',
      ids: [
        ['system-extension', 'lower(identifier)'],
        ['bundle-id', 'lower(identifier)'],
        ['team-id', 'lower(team)'],
      ],
    },
  },
  {
    name: 'kernel_extensions',
    systems: ['macos'],
    kinds: ['kext', 'bundle-id'],
    from: 'kernel_extensions',
    columns: {
      name: 'name',
      trace: true,
      ids: [
        ['kext', 'lower(name)'],
        ['bundle-id', 'lower(name)'],
      ],
    },
  },
  {
    name: 'launchd',
    systems: ['macos'],
    kinds: ['launchd', 'path'],
    from: 'launchd',
    columns: {
      name: 'label',
      trace: true,
      ids: [
        ['launchd', 'lower(label)'],
        ['path', pathKey('program')],
      ],
    },
  },
  {
    name: 'services',
    systems: ['windows'],
    kinds: ['service', 'driver'],
    from: 'services',
    columns: {
      name: 'name',
      trace: true,
      ids: [
        [
          { sql: "CASE WHEN service_type LIKE '%DRIVER%' THEN 'driver' ELSE 'service' END" },
          without('name', '.sys'),
        ],
      ],
    },
  },
  {
    name: 'drivers',
    systems: ['windows'],
    kinds: ['driver'],
    from: 'drivers',
    columns: {
      name: `CASE WHEN service <> '' THEN service WHEN device_name <> '' THEN device_name ELSE ${baseName('image')} END`,
      version: 'version',
      publisher: "CASE WHEN provider <> '' THEN provider ELSE manufacturer END",
      trace: true,
      ids: [
        ['driver', without('service', '.sys')],
        ['driver', without(baseName('image'), '.sys')],
      ],
    },
  },
  {
    name: 'systemd_units',
    systems: ['linux'],
    kinds: ['systemd'],
    from: "systemd_units WHERE load_state = 'loaded'",
    columns: { name: 'id', trace: true, ids: [['systemd', without('id', '.service')]] },
  },
  {
    name: 'kernel_modules',
    systems: ['linux'],
    kinds: ['kernel-module'],
    from: 'kernel_modules',
    columns: { name: 'name', trace: true, ids: [['kernel-module', 'lower(name)']] },
  },
  {
    name: 'chocolatey_packages',
    systems: ['windows'],
    kinds: ['choco'],
    from: 'chocolatey_packages',
    columns: { name: 'name', version: 'version', ids: [['choco', 'lower(name)']] },
  },
  {
    name: 'chrome_extensions',
    systems: EVERYWHERE,
    kinds: ['chrome-extension'],
    from: OF_USERS('chrome_extensions'),
    columns: { name: 'name', version: 'version', ids: [['chrome-extension', 'lower(identifier)']] },
  },
  {
    name: 'firefox_addons',
    systems: EVERYWHERE,
    kinds: ['firefox-addon'],
    from: OF_USERS('firefox_addons'),
    columns: { name: 'name', version: 'version', ids: [['firefox-addon', 'lower(identifier)']] },
  },
  {
    name: 'safari_extensions',
    systems: ['macos'],
    kinds: ['safari-extension'],
    from: OF_USERS('safari_extensions'),
    columns: { name: 'name', version: 'version', ids: [['safari-extension', 'lower(identifier)']] },
  },
  {
    name: 'npm_packages',
    systems: EVERYWHERE,
    kinds: ['npm'],
    packaged: true,
    from: 'npm_packages',
    columns: { name: 'name', version: 'version', ids: [['npm', 'lower(name)']] },
  },
  {
    name: 'python_packages',
    systems: EVERYWHERE,
    kinds: ['pip'],
    packaged: true,
    from: 'python_packages',
    columns: {
      name: 'name',
      version: 'version',
      ids: [['pip', "replace(replace(lower(name), '_', '-'), '.', '-')"]],
    },
  },
];

/** `C:\Program Files\X\` is `/program files/x`, from the root of the machine. */
export function pathKey(column: string): string {
  const slashed = `replace(lower(${column}), '\\', '/')`;
  return `rtrim(CASE WHEN ${slashed} GLOB '[a-z]:*' THEN substr(${slashed}, 3) ELSE ${slashed} END, '/')`;
}

function without(expression: string, ending: string): string {
  const short = `substr(lower(${expression}), 1, length(${expression}) - ${ending.length})`;
  return `CASE WHEN lower(${expression}) LIKE '%${ending}' THEN ${short} ELSE lower(${expression}) END`;
}

function baseName(column: string): string {
  const slashed = `replace(${column}, '\\', '/')`;
  return `replace(${slashed}, rtrim(${slashed}, replace(${slashed}, '/', '')), '')`;
}
