import { type Json, stringField } from '../../../formats/markup/json.ts';
import { idsOf, present } from '../../../formats/omit-undefined.ts';
import { dayOfTime } from '../../../formats/text/epoch-day.ts';
import type { Mark, Program } from '../../../types.ts';
import { licenceText } from '../../licence-text.ts';

/** A table of osquery that describes programs. */
export interface Table {
  readonly name: string;
  /** The column of a second name, which people see: it may say more. */
  readonly title?: string;
  /** Undefined for a row that describes something absent. */
  program(row: Json): Program | undefined;
}

/**
 * The tables that name programs; which columns they are known by stands in `formats/osquery-columns.ts`.
 *
 * @see https://osquery.io/schema
 */
export const tables: readonly Table[] = [
  {
    name: 'deb_packages',
    program: debPackage,
  },
  {
    name: 'rpm_packages',
    program: (row) => ({
      ...named(row),
      ...present<Partial<Program>>({ version: rpmVersion(row), publisher: stringField(row, 'vendor') }),
      ...given(row, 'arch'),
      ids: ids(row, ['rpm', 'name']),
    }),
  },
  {
    name: 'programs',
    program: (row) => ({
      ...named(row),
      ...given(row, 'publisher'),
      ...present<Partial<Program>>({
        folder: stringField(row, 'install_location'),
        installedOn: day(row, 'install_date'),
      }),
      ids: [
        ...idsOf(
          ['appx', stringField(row, 'package_family_name')],
          ['upgrade-code', guid(row, 'upgrade_code')],
        ),
        ...idsOf(['product-code', guid(row, 'identifying_number')]),
      ],
    }),
  },
  {
    name: 'apps',
    program: (row) =>
      present<Program>({
        name:
          stringField(row, 'display_name') ??
          stringField(row, 'bundle_name') ??
          stringField(row, 'name')?.replace(/\.app$/u, '') ??
          '',
        version: stringField(row, 'bundle_short_version') ?? stringField(row, 'bundle_version'),
        folder: stringField(row, 'path'),
        ids: ids(row, ['bundle-id', 'bundle_identifier']),
      }),
  },
  {
    name: 'chrome_extensions',
    program: (row) =>
      extension(row, 'chrome-extension', stringField(row, 'state') === '0' ? ['disabled'] : undefined),
  },
  {
    name: 'firefox_addons',
    program: (row) =>
      extension(row, 'firefox-addon', stringField(row, 'disabled') === '1' ? ['disabled'] : undefined),
  },
  {
    name: 'vscode_extensions',
    program: (row) => ({
      ...named(row),
      ...given(row, 'publisher'),
      ids: ids(row, ['vscode-extension', 'name']),
    }),
  },
  {
    name: 'safari_extensions',
    program: (row) => extension(row, 'safari-extension', undefined),
  },
  {
    name: 'system_extensions',
    program: (row) => {
      const state = stringField(row, 'state') ?? '';
      return present<Program>({
        name: stringField(row, 'identifier') ?? '',
        version: stringField(row, 'version'),
        kind: 'trace',
        state: /^terminated|uninstall/u.test(state) ? 'residue' : 'installed',
        marks: state.includes('disable') ? ['disabled'] : undefined,
        folder: stringField(row, 'bundle_path'),
        ids: ids(row, ['system-extension', 'identifier'], ['bundle-id', 'identifier'], ['team-id', 'team']),
      });
    },
  },
  {
    name: 'kernel_extensions',
    // The table lists what is loaded.
    program: (row) => ({
      ...trace(row, 'name', ['kext', 'name'], ['bundle-id', 'name']),
      marks: ['running'],
    }),
  },
  {
    name: 'launchd',
    program: (row) => trace(row, 'label', ['launchd', 'label'], ['path', 'program']),
  },
  {
    name: 'package_receipts',
    program: (row) =>
      present<Program>({
        name: stringField(row, 'package_id') ?? '',
        version: stringField(row, 'version'),
        installedOn: day(row, 'install_time'),
        ids: ids(row, ['receipt', 'package_id']),
      }),
  },
  {
    name: 'package_install_history',
    program: (row) => ({
      ...named(row),
      ...present<Partial<Program>>({ installedOn: day(row, 'time') }),
      ids: ids(row, ['receipt', 'package_id']),
    }),
  },
  {
    name: 'homebrew_packages',
    program: (row) => ({
      ...named(row),
      ...present<Partial<Program>>({ folder: stringField(row, 'path') }),
      ids: ids(row, [stringField(row, 'type') === 'cask' ? 'cask' : 'brew', 'name']),
    }),
  },
  {
    name: 'portage_packages',
    program: (row) =>
      present<Program>({
        name: stringField(row, 'package') ?? '',
        version: stringField(row, 'version'),
        ids: ids(row, ['portage', 'package']),
      }),
  },
  ...Object.entries({ npm_packages: 'npm', python_packages: 'pip', chocolatey_packages: 'choco' }).map(
    ([name, kind]): Table => ({ name, program: (row) => languagePackage(row, kind) }),
  ),
  {
    name: 'services',
    title: 'display_name',
    program: (row) => {
      const isDriver = stringField(row, 'service_type')?.includes('DRIVER') === true;
      const service = trace(row, 'name', [isDriver ? 'driver' : 'service', 'name']);
      const file = stringField(row, 'path');
      return present<Program>({ ...service, marks: serviceMarks(row), ...placeOf(file) });
    },
  },
  {
    name: 'drivers',
    program: (row) => {
      const file = stringField(row, 'image')?.split(/[\\/]/u).pop();
      const service = stringField(row, 'service');
      return present<Program>({
        name: service ?? stringField(row, 'device_name') ?? file ?? '',
        version: stringField(row, 'version'),
        publisher: stringField(row, 'provider') ?? stringField(row, 'manufacturer'),
        kind: 'trace',
        ids: idsOf(['driver', service], ['driver', file]),
      });
    },
  },
  {
    name: 'systemd_units',
    program: (row) =>
      stringField(row, 'load_state') === 'loaded'
        ? present<Program>({ ...trace(row, 'id', ['systemd', 'id']), marks: unitMarks(row) })
        : undefined,
  },
  {
    name: 'kernel_modules',
    program: (row) => ({ ...trace(row, 'name', ['kernel-module', 'name']), marks: ['running'] }),
  },
  {
    name: 'windows_security_products',
    program: (row) =>
      present<Program>({
        ...trace(row, 'name'),
        marks: stringField(row, 'state') === 'On' ? ['running'] : undefined,
        ...placeOf(stringField(row, 'path')),
      }),
  },
];

/** Rows of some selection of columns. */
export const anyTable: Table = {
  name: '',
  program: (row) =>
    present<Program>({
      name: stringField(row, 'name') ?? '',
      version: stringField(row, 'version'),
      publisher: stringField(row, 'publisher') ?? stringField(row, 'vendor'),
      ids: ids(row, ['bundle-id', 'bundle_identifier']),
    }),
};

function named(row: Json): Program {
  return present<Program>({ name: stringField(row, 'name') ?? '', version: stringField(row, 'version') });
}

function languagePackage(row: Json, kind: string): Program {
  const licence = licenceText(stringField(row, 'license'));
  return present<Program>({ ...named(row), licence, ids: ids(row, [kind, 'name']) });
}

function given(row: Json, ...columns: readonly ('arch' | 'maintainer' | 'publisher')[]): Partial<Program> {
  return present<Partial<Program>>(
    Object.fromEntries(columns.map((column) => [column, stringField(row, column)])),
  );
}

function ids(row: Json, ...pairs: readonly (readonly [kind: string, column: string])[]): string[] {
  return idsOf(...pairs.map(([kind, column]) => [kind, stringField(row, column)] as const));
}

function trace(
  row: Json,
  column: string,
  ...pairs: readonly (readonly [kind: string, column: string])[]
): Program {
  return { name: stringField(row, column) ?? '', kind: 'trace', ids: ids(row, ...pairs) };
}

function serviceMarks(row: Json): readonly Mark[] | undefined {
  if (/^(?:RUNNING|START_PENDING)$/u.test(stringField(row, 'status') ?? '')) return ['running'];
  const start = stringField(row, 'start_type') ?? '';
  if (start === 'DISABLED') return ['disabled'];
  if (start === 'DEMAND_START') return ['on-demand'];
  return /^(?:AUTO|BOOT|SYSTEM)_START$/u.test(start) ? ['enabled'] : undefined;
}

function unitMarks(row: Json): readonly Mark[] | undefined {
  if (stringField(row, 'active_state') === 'active') return ['running'];
  return stringField(row, 'unit_file_state') === 'enabled' ? ['enabled'] : undefined;
}

/** The folder of a file of Windows, whose name may be quoted and have arguments. */
function placeOf(file: string | undefined): Pick<Program, 'folder'> {
  const folder = /^"?(?<folder>[A-Za-z]:\\[^"]*)\\[^"\\]+/u.exec(file ?? '')?.groups?.['folder'];
  return folder === undefined ? {} : { folder };
}

function extension(row: Json, kind: string, marks: readonly Mark[] | undefined): Program {
  return { ...named(row), ...present<Partial<Program>>({ marks }), ids: ids(row, [kind, 'identifier']) };
}

/** The third word decides, as in dpkg's own database. */
function debPackage(row: Json): Program | undefined {
  const reached = stringField(row, 'status')?.split(' ')[2] ?? 'installed';
  if (reached === 'not-installed') return undefined;
  const state = reached === 'config-files' ? 'residue' : reached === 'installed' ? undefined : 'partial';
  return {
    ...named(row),
    ...given(row, 'maintainer', 'arch'),
    ...present<Partial<Program>>({ state }),
    ids: ids(row, ['deb', 'name']),
  };
}

function rpmVersion(row: Json): string | undefined {
  const [epoch, version, release] = ['epoch', 'version', 'release'].map((column) => stringField(row, column));
  if (version === undefined) return undefined;
  return `${epoch && epoch !== '0' ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
}

function guid(row: Json, column: string): string | undefined {
  const value = stringField(row, column);
  return value !== undefined && GUID.test(value) ? value.toUpperCase() : undefined;
}

const GUID = /^\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/u;

/** Days come as `20240131`, as `2024-01-31` and as seconds since 1970. */
function day(row: Json, column: string): string | undefined {
  const value = stringField(row, column) ?? '';
  const { year, month, date } = DAY.exec(value)?.groups ?? {};
  if (year !== undefined) return `${year}-${month}-${date}`;
  const seconds = /^\d{9,10}(?:\.\d{1,9})?$/u.test(value) ? Number(value) : 0;
  return seconds > 0 ? dayOfTime(seconds) : undefined;
}

const DAY = /^(?<year>(?:19|20)\d\d)-?(?<month>0\d|1[0-2])-?(?<date>[0-2]\d|3[01])(?!\d)/u;
