/** What a column holds. Columns that are not kept share the role `other`. */
export type RpmColumn =
  | 'name'
  | 'nevra'
  | 'epoch'
  | 'version'
  | 'release'
  | 'arch'
  | 'vendor'
  | 'packager'
  | 'licence'
  | 'installTime'
  | 'other';

const TITLES: ReadonlyMap<string, RpmColumn> = new Map([
  ...(['name', 'epoch', 'version', 'release', 'arch', 'vendor', 'packager', 'nevra'] as const).map(
    (role) => [role, role] as const,
  ),
  ...([
    ['package', 'name'],
    ['architecture', 'arch'],
    ['evr', 'version'],
    ['publisher', 'vendor'],
    ['license', 'licence'],
    ['nvra', 'nevra'],
    ['nvr', 'nevra'],
  ] as const),
  ...(['installtime', 'installdate', 'install date', 'installed'] as const).map(
    (title) => [title, 'installTime'] as const,
  ),
  ...(
    [
      'summary',
      'size',
      'group',
      'url',
      'buildtime',
      'buildhost',
      'sourcerpm',
      'description',
      // Of osquery
      'source',
      'sha1',
      'packagegroup',
    ] as const
  ).map((title) => [title, 'other'] as const),
]);

/** What the columns of a table of rpm hold, by a first row of titles; undefined when it is none. */
export function rpmTitles(cells: readonly string[]): readonly RpmColumn[] | undefined {
  const columns = cells.map((cell) => TITLES.get(cell.replaceAll(/[%{}_]/gu, '').toLowerCase()));
  return columns.length > 1 && columns.every((column) => column !== undefined) && columns.includes('version')
    ? columns
    : undefined;
}
